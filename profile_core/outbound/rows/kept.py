"""What the operator sees of calls: how many wait, which failed; failed ones are replayed, old ones deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from profile_core.kit import clock, ids
from profile_core.kit.acting import SubjectRef
from profile_core.outbound.model import Again
from profile_core.outbound.rows import stops
from profile_core.outbound.tables import call_table as c
from profile_core.store import Tx, now, now_plus

MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much of a use there is; the counts stop at ``MOST_COUNTED``."""

    waiting: int
    oldest_seconds: float
    failed: int
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A call that was given up. ``failure`` is ``refused`` or ``expired``."""

    id: UUID
    use: str
    receiver: str
    failure: str
    attempts: int
    last_status: int | None
    last_error: str | None
    told_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """How far a call is; ``leased`` while an attempt is under way. ``due_at`` is when the next one comes.

    ``last_error`` says how the last attempt failed: a status, or what we call it ourselves.
    """

    leased: bool
    failed: bool
    attempts: int
    due_at: datetime | None
    last_error: str | None


async def states(tx: Tx, calls: Collection[UUID]) -> dict[UUID, CallState]:
    """Return how far some calls are, in one statement; what is not there is left out."""
    if not calls:
        return {}
    buckets = sorted({ids.bucket_of(one) for one in calls})
    names = ("id", "lease_owner", "failure", "attempts", "due_at", "last_status", "last_error")
    statement = sa.select(*(c.c[name] for name in names))
    rows = await tx.rows(statement.where(c.c.bucket.in_(buckets), c.c.id.in_(sorted(calls))))
    return {
        row.id: CallState(
            leased=row.lease_owner is not None,
            failed=row.failure is not None,
            attempts=row.attempts,
            due_at=row.due_at,
            last_error=_said(row.last_status, row.last_error),
        )
        for row in rows
    }


async def backlog(tx: Tx, use: str) -> Backlog:
    """Measure what waits of a use and what failed; the oldest is the one that has been due for longest."""
    mine = c.c.use == use
    oldest: datetime | None = await tx.value(sa.select(sa.func.min(c.c.due_at)).where(mine))
    return Backlog(
        waiting=await _count(tx, mine, c.c.due_at.is_not(None)),
        oldest_seconds=max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0,
        failed=await _count(tx, mine, c.c.failure.is_not(None)),
        stopped=await stops.stopped(tx, use),
    )


async def failed(tx: Tx, *, use: str | None, most: int) -> list[Failed]:
    """Return the calls that failed last, of one use or of all, newest first."""
    wanted = _failed(use)
    newest = sa.select(c.c.bucket, c.c.ended_at).where(*wanted).order_by(c.c.ended_at.desc()).limit(most)
    buckets = {row.bucket for row in await tx.rows(newest)}
    if not buckets:
        return []
    columns = [c.c[field.name] for field in fields(Failed)]
    statement = sa.select(*columns).where(c.c.bucket.in_(sorted(buckets)), *wanted)
    rows = await tx.rows(statement.order_by(c.c.ended_at.desc(), c.c.id).limit(most))
    return [Failed(**dict(zip((column.key for column in columns), row, strict=True))) for row in rows]


async def failed_buckets(tx: Tx, use: str | None) -> Sequence[int]:
    """Return the buckets that hold failed calls."""
    statement = sa.select(c.c.bucket).where(*_failed(use)).distinct()
    return [row.bucket for row in await tx.rows(statement)]


async def replay(tx: Tx, calls: Collection[UUID], *, seconds: float) -> list[Again]:
    """Let those of some calls that failed be tried again for so many seconds; return them."""
    if not calls:
        return []
    buckets = sorted({ids.bucket_of(one) for one in calls})
    return await _replay(tx, seconds, c.c.bucket.in_(buckets), c.c.id.in_(sorted(calls)), *_failed(None))


async def replay_all(tx: Tx, bucket: int, use: str | None, *, seconds: float) -> list[Again]:
    """Let all failed calls of one bucket be tried again; return them."""
    return await _replay(tx, seconds, c.c.bucket == bucket, *_failed(use))


async def old_buckets(tx: Tx, *, done: float, failed: float) -> Sequence[int]:
    """Return every bucket with calls that ended so many seconds ago."""
    found = [await tx.rows(sa.select(c.c.bucket).where(*which).distinct()) for which in _old(done, failed)]
    return sorted({row.bucket for rows in found for row in rows})


async def delete_old(tx: Tx, bucket: int, *, done: float, failed: float) -> int:
    """Delete in one bucket what was done, or failed, so many seconds ago."""
    return sum(
        [await tx.run(sa.delete(c).where(c.c.bucket == bucket, *which)) for which in _old(done, failed)]
    )


def _said(status: int | None, error: str | None) -> str | None:
    """Say in a few words what the last attempt brought."""
    said = [*([error] if error else []), *([] if status is None else [f"status {status}"])]
    return ", ".join(said) or None


async def _count(tx: Tx, *which: sa.ColumnElement[bool]) -> int:
    found = sa.select(c.c.bucket).where(*which).limit(MOST_COUNTED).subquery()
    return await tx.value(sa.select(sa.func.count()).select_from(found))


async def _replay(tx: Tx, seconds: float, *which: sa.ColumnElement[bool]) -> list[Again]:
    again = sa.update(c).where(*which).values(_afresh(seconds)).returning(c.c.id, c.c.use, c.c.subject_id)
    rows = await tx.rows(again)
    return [Again(id=row.id, use=row.use, subject=SubjectRef(row.subject_id)) for row in rows]


def _failed(use: str | None) -> list[sa.ColumnElement[bool]]:
    ended = c.c.failure.is_not(None)
    return [ended] if use is None else [ended, c.c.use == use]


def _afresh(seconds: float) -> dict[str, object]:
    """Keep what the last attempt brought, until the next one."""
    return {"due_at": now(), "until": now_plus(seconds), "attempts": 0, "ended_at": None, "failure": None}


def _old(done: float, failed: float) -> tuple[tuple[sa.ColumnElement[bool], ...], ...]:
    return (
        (c.c.failure.is_(None), c.c.ended_at < now_plus(-done)),
        (c.c.failure.is_not(None), c.c.ended_at < now_plus(-failed)),
    )
