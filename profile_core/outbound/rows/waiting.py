"""The calls that wait: claim by lease, end, let wait. The shapes are those of the facts' handover.

Look which buckets have due work, then claim in these by one plain UPDATE; leases count by the database's clock.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa

from profile_core.kit import ids
from profile_core.kit.acting import SubjectRef
from profile_core.outbound.model import Call
from profile_core.outbound.tables import call_table as c
from profile_core.store import Lane, Tx, now, now_plus
from profile_core.store.due import Due

_LOOK = 500
_AHEAD = 4
"""So many times as many are looked at as are claimed, for of some receivers only a few are."""
_NAMES = ("bucket", "subject_id", "use", "key")
_READ = (
    c.c.id,
    c.c.use,
    c.c.subject_id,
    c.c.key,
    c.c.address,
    c.c.receiver,
    c.c.payload,
    c.c.told_at,
    c.c.until,
    c.c.attempts,
)
_CLAIM = (
    sa.update(c)
    .where(
        c.c.bucket.in_(sa.bindparam("buckets", expanding=True)),
        c.c.id.in_(sa.bindparam("ids", expanding=True)),
        c.c.use == sa.bindparam("use_"),
        c.c.lane == sa.bindparam("lane_"),
        c.c.due_at <= now(),
        c.c.due_at <= sa.bindparam("latest"),
    )
    .values(
        due_at=now_plus(sa.bindparam("lease", type_=sa.Float)),
        lease_owner=sa.bindparam("owner"),
        attempts=c.c.attempts + 1,
    )
    .returning(*_READ, (c.c.until <= now()).label("late"))
)
Key = tuple[int, UUID, str, str]
"""(bucket, subject, use, key), by which a call is one."""


async def add(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> dict[Key, UUID]:
    """Write calls down, each once by its key; return the ids of those that are there, by key."""
    new = await tx.insert_new(c, rows)
    old = [row for row in rows if row["id"] not in new]
    known = {_key(row): row["id"] for row in rows if row["id"] in new}
    if old:
        wanted = [c.c[name].in_(sorted({row[name] for row in old})) for name in _NAMES]
        columns = [c.c.id, *(c.c[name] for name in _NAMES)]
        found = await tx.rows(sa.select(*columns).where(*wanted))
        known |= {(row.bucket, row.subject_id, row.use, row.key): row.id for row in found}
    return known


def _key(row: Mapping[str, Any]) -> Key:
    bucket, subject, use, key = (row[name] for name in _NAMES)
    return bucket, subject, use, key


def queue(use: str, lane: Lane) -> Due:
    """Return the queue of a use and lane, to look whether something is due."""
    return Due(at=c.c.due_at, where=_due(use, lane))


def _due(use: str, lane: Lane, busy: Sequence[str] = ()) -> list[sa.ColumnElement[bool]]:
    where = [c.c.use == use, c.c.lane == lane, c.c.due_at <= now()]
    return [*where, c.c.receiver.not_in(busy)] if busy else where


async def due_buckets(tx: Tx, use: str, lane: Lane, busy: Sequence[str]) -> Sequence[int]:
    """Return buckets with due calls to receivers that are not busy, those that wait longest first."""
    mine = sa.select(c.c.bucket, c.c.due_at).where(*_due(use, lane, busy))
    waiting = mine.order_by(c.c.due_at).limit(_LOOK).subquery()
    statement = sa.select(waiting.c.bucket).group_by(waiting.c.bucket).order_by(sa.func.min(waiting.c.due_at))
    return [row.bucket for row in await tx.rows(statement)]


async def claim(
    tx: Tx,
    buckets: Sequence[int],
    use: str,
    lane: Lane,
    owner: UUID,
    *,
    under_way: Counter[str],
    lease: float,
    most: int,
    each: int,
) -> list[Call]:
    """Lease up to ``most`` due calls for ``lease`` seconds; each counts an attempt.

    ``under_way`` says how many calls to each receiver are under way already: one that has ``each`` is left alone.
    So many are claimed at a time.
    """
    places = Counter({receiver: each - calls for receiver, calls in under_way.items()})
    looked = _waiting(buckets, use, lane, busy_receivers(under_way, each)).limit(most * _AHEAD)
    chosen: list[sa.Row[Any]] = []
    for row in await tx.rows(looked):
        if places.setdefault(row.receiver, each) > 0 and len(chosen) < most:
            places[row.receiver] -= 1
            chosen.append(row)
    if not chosen:
        return []
    where = {"buckets": sorted({row.bucket for row in chosen}), "ids": sorted(row.id for row in chosen)}
    mine = {"use_": use, "lane_": lane, "latest": max(row.due_at for row in chosen)}
    rows = await tx.rows(_CLAIM, **where, **mine, owner=owner, lease=lease)
    return [_call(row, owner) for row in sorted(rows, key=lambda row: row.id)]


def busy_receivers(under_way: Counter[str], each: int) -> list[str]:
    """Return the receivers that have enough under way."""
    return sorted(receiver for receiver, calls in under_way.items() if calls >= each)


async def end(
    tx: Tx, calls: Sequence[Call], *, status: int | None, failure: str | None, error: str | None
) -> set[UUID]:
    """End calls alike: done, or for keeps with a ``failure``; return those that no other worker has by now."""
    ended = {"due_at": None, "lease_owner": None, "ended_at": now(), "failure": failure}
    return await _change(tx, calls, {**ended, "last_status": status, "last_error": error})


async def wait(
    tx: Tx,
    call: Call,
    *,
    status: int | None,
    error: str | None,
    seconds: float,
    until: datetime | None = None,
) -> Literal["waits", "expired", "lost"]:
    """Let a call wait for its next attempt; one that would come after ``until`` has failed (``expired``).

    ``until`` takes the place of the former. It is lost to us when another worker has it by now.
    """
    next_at = now_plus(seconds)
    limit = c.c.until if until is None else sa.literal(until, c.c.until.type)
    again = next_at < limit
    values = {
        "until": limit,
        "due_at": sa.case((again, next_at), else_=sa.null()),
        "ended_at": sa.case((again, sa.null()), else_=now()),
        "failure": sa.case((again, sa.null()), else_=sa.literal("expired", sa.Text)),
        "lease_owner": None,
        "last_status": status,
        "last_error": error,
    }
    row = await tx.row(_ours([call.id], call.owner, call.attempts).values(values).returning(c.c.failure))
    return "lost" if row is None else "expired" if row.failure else "waits"


async def expire(tx: Tx, calls: Sequence[Call]) -> set[UUID]:
    """End calls that were claimed too late to be sent; what its last attempt brought stays with each."""
    ended = {"due_at": None, "lease_owner": None, "ended_at": now(), "failure": "expired"}
    return await _change(tx, calls, {**ended, "attempts": c.c.attempts - 1})


async def release(tx: Tx, call: Call) -> None:
    """Give back a call whose attempt was broken off (a worker that stops): it may have arrived, so it counts."""
    await _change(tx, [call], {"due_at": now(), "lease_owner": None})


async def _change(tx: Tx, calls: Sequence[Call], values: dict[str, Any]) -> set[UUID]:
    """Change those of the calls that are ours; return their ids."""
    alike: dict[tuple[UUID, int], list[UUID]] = defaultdict(list)
    for one in calls:
        alike[one.owner, one.attempts].append(one.id)
    changed: set[UUID] = set()
    for (owner, attempts), some in alike.items():
        mine = _ours(some, owner, attempts).values(values).returning(c.c.id)
        changed |= {row.id for row in await tx.rows(mine)}
    return changed


def _ours(calls: Sequence[UUID], owner: UUID, attempts: int) -> sa.Update:
    return sa.update(c).where(
        c.c.bucket.in_(sorted({ids.bucket_of(one) for one in calls})),
        c.c.id.in_(sorted(calls)),
        c.c.lease_owner == owner,
        c.c.attempts == attempts,
    )


def _waiting(
    buckets: Sequence[int], use: str, lane: Lane, busy: Sequence[str]
) -> sa.Select[*tuple[Any, ...]]:
    mine = sa.select(c.c.bucket, c.c.id, c.c.receiver, c.c.due_at).where(
        c.c.bucket.in_(buckets), *_due(use, lane, busy)
    )
    return mine.order_by(c.c.due_at)


def _call(row: sa.Row[Any], owner: UUID) -> Call:
    return Call(
        id=row.id,
        use=row.use,
        subject=SubjectRef(row.subject_id),
        key=row.key,
        address=row.address,
        receiver=row.receiver,
        payload=msgspec.json.decode(row.payload, type=dict[str, str]),
        told_at=row.told_at,
        until=row.until,
        attempts=row.attempts,
        owner=owner,
        late=row.late,
    )
