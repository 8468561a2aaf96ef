"""Handing facts to listeners: claim by lease, acknowledge in the listener's own transaction, or fail.

Each listener has its own queue, so that a slow or broken one holds up no other. The shapes are those that also
hold on a sharded PostgreSQL: look which buckets have due work, then claim in these by one plain UPDATE.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from profile_core.kit import clock, ids
from profile_core.store.due import Due
from profile_core.store.facts import Lane, fact_table, handover_table as h
from profile_core.store.tables import now, now_plus
from profile_core.store.tx import Tx

MOST_ATTEMPTS = 10
MOST_COUNTED = 100_000
_LOOK = 500
_IN_BUCKETS = h.c.bucket.in_(sa.bindparam("buckets", expanding=True))
_THESE = (_IN_BUCKETS, h.c.fact_id.in_(sa.bindparam("facts", expanding=True)))
_MINE = h.c.listener == sa.bindparam("listener_")
_DUE = (_MINE, h.c.lane == sa.bindparam("lane_"), h.c.due_at <= now())
_oldest = sa.select(h.c.bucket, h.c.due_at).where(*_DUE).order_by(h.c.due_at).limit(_LOOK).subquery()
_BUCKETS = sa.select(_oldest.c.bucket).group_by(_oldest.c.bucket).order_by(sa.func.min(_oldest.c.due_at))
_WAITING = (
    sa.select(h.c.bucket, h.c.fact_id, h.c.due_at)
    .where(_IN_BUCKETS, *_DUE)
    .order_by(h.c.due_at)
    .limit(sa.bindparam("most"))
)
_CLAIM = (
    sa.update(h)
    .where(*_THESE, *_DUE, h.c.due_at <= sa.bindparam("latest"))
    .values(
        due_at=now_plus(sa.bindparam("lease", type_=sa.Float)),
        lease_owner=sa.bindparam("owner"),
        attempts=h.c.attempts + 1,
    )
    .returning(h.c.fact_id, h.c.attempts, h.c.due_at)
)
_TOLD = sa.select(fact_table.c.id, fact_table.c.name, fact_table.c.payload).where(
    fact_table.c.bucket.in_(sa.bindparam("buckets", expanding=True)),
    fact_table.c.id.in_(sa.bindparam("facts", expanding=True)),
)
_ACKNOWLEDGE = sa.delete(h).where(
    *_THESE,
    _MINE,
    h.c.lane == sa.bindparam("lane_"),
    h.c.due_at == sa.bindparam("until"),
    h.c.lease_owner == sa.bindparam("owner"),
    h.c.attempts == sa.bindparam("attempts_"),
)


class LeaseLostError(Exception):
    """Another worker has this handover by now; whatever was done for it must be rolled back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One fact on its way to one listener, leased to us."""

    bucket: int
    fact_id: UUID
    listener: str
    lane: Lane
    until: datetime
    """The end of the lease."""
    attempts: int
    owner: UUID
    name: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much is due to be handed over; the counts stop at ``MOST_COUNTED``."""

    waiting: int
    oldest_seconds: float
    given_up: int


async def backlog(tx: Tx, listener: str) -> Backlog:
    """Measure what waits for a listener, in a time that does not grow with it."""
    mine = h.c.listener == listener
    waiting = sa.select(h.c.bucket).where(mine, h.c.due_at <= now()).limit(MOST_COUNTED).subquery()
    given_up = sa.select(h.c.bucket).where(mine, h.c.due_at.is_(None)).limit(MOST_COUNTED).subquery()
    oldest: datetime | None = await tx.value(sa.select(sa.func.min(h.c.due_at)).where(mine))
    return Backlog(
        waiting=await tx.value(sa.select(sa.func.count()).select_from(waiting)),
        oldest_seconds=max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0,
        given_up=await tx.value(sa.select(sa.func.count()).select_from(given_up)),
    )


def queue(listener: str, lane: Lane) -> Due:
    """Return the queue of a listener and lane, to look whether something is due."""
    return Due(at=h.c.due_at, where=(h.c.listener == listener, h.c.lane == lane, h.c.due_at <= now()))


async def due_buckets(tx: Tx, listener: str, lane: Lane) -> Sequence[int]:
    """Return buckets that have due work for a listener, those that wait longest first among the first few hundred."""
    return [row.bucket for row in await tx.rows(_BUCKETS, listener_=listener, lane_=lane)]


async def claim(
    tx: Tx, buckets: Sequence[int], listener: str, lane: Lane, owner: UUID, *, lease: float, most: int
) -> list[Handover]:
    """Lease up to ``most`` due handovers of a listener in some buckets for ``lease`` seconds; each counts an attempt.

    Who claims the same at the same time waits for us, and then finds that it is due no more. Until when the latest of
    them is due is said to the database, so that it reads no more of a long queue than these.
    """
    waiting = await tx.rows(_WAITING, buckets=buckets, listener_=listener, lane_=lane, most=most)
    if not waiting:
        return []
    where = {
        "buckets": sorted({row.bucket for row in waiting}),
        "facts": sorted(row.fact_id for row in waiting),
    }
    latest = max(row.due_at for row in waiting)
    claimed = {
        row.fact_id: row
        for row in await tx.rows(
            _CLAIM, **where, listener_=listener, lane_=lane, latest=latest, owner=owner, lease=lease
        )
    }
    told = {row.id: row for row in await tx.rows(_TOLD, **where)} if claimed else {}
    return [
        Handover(
            bucket=row.bucket,
            fact_id=row.fact_id,
            listener=listener,
            lane=lane,
            until=claimed[row.fact_id].due_at,
            attempts=claimed[row.fact_id].attempts,
            owner=owner,
            name=told[row.fact_id].name,
            payload=told[row.fact_id].payload,
        )
        for row in sorted(waiting, key=lambda row: row.fact_id)
        if row.fact_id in claimed
    ]


async def acknowledge(tx: Tx, *handovers: Handover) -> None:
    """End handovers inside the listener's transaction; raises ``LeaseLostError`` when one is no longer ours."""
    alike: dict[tuple[str, Lane, datetime, UUID, int], list[UUID]] = defaultdict(list)
    for one in handovers:
        alike[one.listener, one.lane, one.until, one.owner, one.attempts].append(one.fact_id)
    for (listener, lane, until, owner, attempts), facts in alike.items():
        buckets = sorted({ids.bucket_of(one) for one in facts})
        same = {"listener_": listener, "lane_": lane, "until": until, "owner": owner, "attempts_": attempts}
        if await tx.run(_ACKNOWLEDGE, buckets=buckets, facts=facts, **same) != len(facts):
            raise LeaseLostError(listener)


async def fail(tx: Tx, handover: Handover, error: str, *, wait: float) -> None:
    """Let a handover wait before its next attempt, or give up after the last; then its row stays."""
    over = handover.attempts >= MOST_ATTEMPTS
    due_at = sa.null() if over else now_plus(wait)
    await tx.run(
        sa.update(h).where(*_ours(handover)).values(due_at=due_at, lease_owner=None, last_error=error)
    )


async def release(tx: Tx, handover: Handover) -> None:
    """Give back a handover that was not begun (a worker that stops); it does not count as an attempt."""
    changed = sa.update(h).where(*_ours(handover))
    await tx.run(changed.values(due_at=now(), lease_owner=None, attempts=h.c.attempts - 1))


def _ours(handover: Handover) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        h.c.bucket == handover.bucket,
        h.c.fact_id == handover.fact_id,
        h.c.listener == handover.listener,
        h.c.lease_owner == handover.owner,
        h.c.attempts == handover.attempts,
    )
