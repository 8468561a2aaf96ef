"""Deliveries: planned once, and moved only from where they were. Each lies in the bucket of its subject."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.model import FIRST, DeliveryKey, DeliveryState, Reason
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n
from profile_core.contract import Environment, SubjectRef, Tx, clock

_KEY = ("bucket", "notification_id", "channel", "occasion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A delivery to be written down: on its way by a ``call``, or ended before it began."""

    channel: str
    occasion: str
    state: DeliveryState
    reason: Reason | None = None
    call: UUID | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A delivery that moved on, and whose it is."""

    key: DeliveryKey
    provider: UUID
    environment: Environment
    type: UUID
    state: DeliveryState
    reason: Reason | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which deliveries of a subject move: in one of ``states``, and of each thing that is named."""

    states: tuple[DeliveryState, ...]
    notifications: Collection[UUID] | None = None
    call: UUID | None = None
    key: DeliveryKey | None = None
    but_first: bool = False
    not_after: datetime | None = None
    """The latest moment at which they got where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """Where deliveries move; ``attempts`` is written when it is known."""

    state: DeliveryState
    reason: Reason | None = None
    attempts: int | None = None


def _put() -> sa.Executable:
    """Make the statement that writes one delivery, once: at each call it would cost as much as all else."""
    new = insert(d).values({one.name: sa.bindparam(f"its_{one.name}", type_=one.type) for one in d.columns})
    again = ("state", "reason", "call_id", "due_at", "changed_at", "attempts")
    other = sa.and_(d.c.occasion != FIRST, d.c.call_id.is_distinct_from(new.excluded.call_id))
    put = new.on_conflict_do_update(
        index_elements=_KEY, set_={name: new.excluded[name] for name in again}, where=other
    )
    return put.returning(d.c.channel)


_PUT = _put()


async def plan(
    tx: Tx,
    subject: SubjectRef,
    notification: UUID,
    lines: Sequence[Planned],
    *,
    provider: UUID,
    environment: Environment,
) -> set[tuple[str, str]]:
    """Write deliveries down; return (channel, occasion) of those that are new.

    A first delivery is planned once. A reminder that was told for another moment takes the place of the former.
    """
    moment = clock.now()
    whose = {"bucket": subject.bucket, "notification_id": notification, "subject_id": subject.id}
    same = {**whose, "provider_id": provider, "environment": environment}
    same |= {"created_at": moment, "changed_at": moment, "attempts": 0}
    new: set[tuple[str, str]] = set()
    for one in lines:
        row = {f"its_{name}": value for name, value in {**same, **_line(one)}.items()}
        if await tx.row(_PUT, **row):
            new.add((one.channel, one.occasion))
    return new


async def move(tx: Tx, subject: SubjectRef, which: Which, to: To) -> list[Moved]:
    """Move deliveries that are where they are said to be; return those that moved."""
    moment = clock.now()
    values: dict[str, Any] = {"state": to.state, "reason": to.reason, "changed_at": moment}
    if to.attempts is not None:
        values["attempts"] = to.attempts
    columns = (d.c.notification_id, d.c.channel, d.c.occasion, d.c.provider_id, d.c.environment)
    moved = await tx.rows(sa.update(d).where(*_wanted(subject, which)).values(values).returning(*columns))
    of_types = await _types(tx, subject, {row.notification_id for row in moved})
    return [
        Moved(
            key=_key(row),
            provider=row.provider_id,
            environment=Environment(row.environment),
            type=of_types[row.notification_id],
            state=to.state,
            reason=to.reason,
            at=moment,
        )
        for row in sorted(moved, key=_key)
    ]


async def recall(tx: Tx, subject: SubjectRef, key: DeliveryKey, *, former: UUID, call: UUID) -> None:
    """Let another call carry a delivery that still waits for a former one."""
    mine = _wanted(subject, Which(states=(DeliveryState.SCHEDULED,), call=former, key=key))
    await tx.run(sa.update(d).where(*mine).values(call_id=call))


async def waiting(tx: Tx, subject: SubjectRef, call: UUID) -> list[DeliveryKey]:
    """Return the deliveries that a call is to carry, the oldest notification first."""
    mine = _wanted(subject, Which(states=(DeliveryState.SCHEDULED,), call=call))
    rows = await tx.rows(sa.select(d.c.notification_id, d.c.channel, d.c.occasion).where(*mine))
    return sorted(_key(row) for row in rows)


def _line(one: Planned) -> dict[str, Any]:
    return {
        "channel": one.channel,
        "occasion": one.occasion,
        "state": one.state,
        "reason": one.reason,
        "call_id": one.call,
        "due_at": one.due_at,
    }


def _wanted(subject: SubjectRef, which: Which) -> list[sa.ColumnElement[bool]]:
    where = [d.c.bucket == subject.bucket, d.c.subject_id == subject.id, d.c.state.in_(which.states)]
    if which.notifications is not None:
        where.append(d.c.notification_id.in_(sorted(which.notifications)))
    if which.call is not None:
        where.append(d.c.call_id == which.call)
    if which.key is not None:
        where += [d.c.notification_id == which.key.notification, d.c.channel == which.key.channel]
        where.append(d.c.occasion == which.key.occasion)
    if which.but_first:
        where.append(d.c.occasion != FIRST)
    if which.not_after is not None:
        where.append(d.c.changed_at <= which.not_after)
    return where


async def _types(tx: Tx, subject: SubjectRef, notifications: Collection[UUID]) -> dict[UUID, UUID]:
    if not notifications:
        return {}
    mine = (n.c.bucket == subject.bucket, n.c.id.in_(sorted(notifications)))
    return {row.id: row.type_id for row in await tx.rows(sa.select(n.c.id, n.c.type_id).where(*mine))}


def _key(row: sa.Row[Any]) -> DeliveryKey:
    return DeliveryKey(notification=row.notification_id, channel=row.channel, occasion=row.occasion)
