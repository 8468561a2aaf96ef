"""The calls that wait: claim by lease, end, let wait. The shapes are those of the facts' handover.

Look which buckets have due work, then claim within one bucket at a time; leases count by the database's clock.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa

from profile_core.kit.acting import SubjectRef
from profile_core.outbound.model import Call
from profile_core.outbound.tables import call_table as c
from profile_core.store import Lane, Tx, now, now_plus

_LOOK = 500


async def add(tx: Tx, row: Mapping[str, Any]) -> UUID:
    """Write a call down, once by its key; return the id of the one that is there."""
    new = await tx.insert_new(c, [row])
    if new:
        return new.pop()
    mine = [c.c[name] == row[name] for name in ("bucket", "subject_id", "use", "key")]
    return await tx.value(sa.select(c.c.id).where(*mine))


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
    claimed: list[Call] = []
    count = Counter(under_way)
    for bucket in buckets:
        left = min(most - len(claimed), each)
        if left <= 0:
            break
        rows = await tx.rows(
            _claim(bucket, use, lane, owner, busy=busy_receivers(count, each), lease=lease, most=left)
        )
        claimed += [_call(row, owner) for row in sorted(rows, key=lambda row: row.id)]
        count.update(row.receiver for row in rows)
    return claimed


def busy_receivers(under_way: Counter[str], each: int) -> list[str]:
    """Return the receivers that have enough under way."""
    return sorted(receiver for receiver, calls in under_way.items() if calls >= each)


async def end(tx: Tx, call: Call, *, status: int | None, failure: str | None, error: str | None) -> bool:
    """End a call: done, or for keeps with a ``failure``. False when another worker has it by now."""
    ended = {"due_at": None, "lease_owner": None, "ended_at": now(), "failure": failure}
    return await _change(tx, call, {**ended, "last_status": status, "last_error": error})


async def wait(
    tx: Tx, call: Call, *, status: int | None, error: str | None, seconds: float
) -> Literal["waits", "expired", "lost"]:
    """Let a call wait for its next attempt; one that would come after ``until`` has failed (``expired``).

    It is lost to us when another worker has it by now.
    """
    next_at = now_plus(seconds)
    again = next_at < c.c.until
    values = {
        "due_at": sa.case((again, next_at), else_=sa.null()),
        "ended_at": sa.case((again, sa.null()), else_=now()),
        "failure": sa.case((again, sa.null()), else_=sa.literal("expired", sa.Text)),
        "lease_owner": None,
        "last_status": status,
        "last_error": error,
    }
    row = await tx.row(_ours(call).values(values).returning(c.c.failure))
    return "lost" if row is None else "expired" if row.failure else "waits"


async def expire(tx: Tx, call: Call) -> bool:
    """End a call that was claimed too late to be sent; what its last attempt brought stays with it."""
    ended = {"due_at": None, "lease_owner": None, "ended_at": now(), "failure": "expired"}
    return await _change(tx, call, {**ended, "attempts": c.c.attempts - 1})


async def release(tx: Tx, call: Call) -> bool:
    """Give back a call whose attempt was broken off (a worker that stops): it may have arrived, so it counts."""
    return await _change(tx, call, {"due_at": now(), "lease_owner": None})


async def _change(tx: Tx, call: Call, values: dict[str, Any]) -> bool:
    return await tx.run(_ours(call).values(values)) == 1


def _ours(call: Call) -> sa.Update:
    return sa.update(c).where(
        c.c.bucket == call.subject.bucket,
        c.c.id == call.id,
        c.c.lease_owner == call.owner,
        c.c.attempts == call.attempts,
    )


def _claim(
    bucket: int, use: str, lane: Lane, owner: UUID, *, busy: Sequence[str], lease: float, most: int
) -> sa.Executable:
    due = (
        sa.select(c.c.id)
        .where(c.c.bucket == bucket, *_due(use, lane, busy))
        .order_by(c.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        sa.update(c)
        .where(c.c.bucket == bucket, c.c.id == due.c.id)
        .values(due_at=now_plus(lease), lease_owner=owner, attempts=c.c.attempts + 1)
        .returning(*_READ, (c.c.until <= now()).label("late"))
    )


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


def _due(use: str, lane: Lane, busy: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    due = [c.c.use == use, c.c.lane == lane, c.c.due_at <= now()]
    return [*due, c.c.receiver.not_in(busy)] if busy else due


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
