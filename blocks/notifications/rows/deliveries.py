"""Deliveries: planned once, and moved only from where they were. Each lies in the bucket of its subject."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.model import FIRST, INBOX, DeliveryKey, DeliveryState, Reason
from blocks.notifications.rows.dispatch import Dispatch
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n
from profile_core.contract import Environment, SubjectRef, Tx, clock, ids

_KEY = ("bucket", "notification_id", "channel", "occasion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A delivery to be written down: on its way by a ``call``, or ended before it began."""

    of: Dispatch
    channel: str
    occasion: str
    state: DeliveryState
    reason: Reason | None = None
    call: UUID | None = None
    due_at: datetime | None = None

    @property
    def key(self) -> DeliveryKey:
        """Return which it is."""
        return DeliveryKey(notification=self.of.id, channel=self.channel, occasion=self.occasion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A delivery that moved on, and whose it is."""

    subject: SubjectRef
    key: DeliveryKey
    provider: UUID
    environment: Environment
    type: UUID
    state: DeliveryState
    reason: Reason | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which deliveries of some subjects move: in one of ``states``, and of each thing that is named."""

    states: tuple[DeliveryState, ...]
    notifications: Collection[UUID] | None = None
    calls: Collection[UUID] | None = None
    line: tuple[str, str] | None = None
    """Channel and occasion."""
    but_first: bool = False
    not_after: datetime | None = None
    """The latest moment at which they got where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """Where deliveries move; ``attempts`` is written when it is known."""

    state: DeliveryState
    reason: Reason | None = None
    attempts: int | None = None


def _put() -> sa.Insert:
    """Make the statement that writes deliveries. It binds no value but those of the rows."""
    new = insert(d)
    again = ("state", "reason", "call_id", "due_at", "changed_at", "attempts")
    reminds = d.c.occasion != sa.literal_column(f"'{FIRST}'")
    other = sa.and_(reminds, d.c.call_id.is_distinct_from(new.excluded.call_id))
    put = new.on_conflict_do_update(
        index_elements=_KEY, set_={name: new.excluded[name] for name in again}, where=other
    )
    return put.returning(d.c.notification_id, d.c.channel, d.c.occasion)


_PUT = _put()
_CARRIED = sa.select(d.c.call_id, d.c.notification_id, d.c.channel, d.c.occasion).where(
    d.c.bucket.in_(sa.bindparam("buckets", expanding=True)),
    d.c.subject_id.in_(sa.bindparam("subjects", expanding=True)),
    d.c.call_id.in_(sa.bindparam("calls", expanding=True)),
)
_WAITING, _FAILED = (
    _CARRIED.where(d.c.state == sa.literal_column(f"'{state}'"))
    for state in (DeliveryState.SCHEDULED, DeliveryState.FAILED)
)
"""The state is written out, so that the database sees that its index holds these."""

_TYPES = sa.select(n.c.id, n.c.type_id).where(
    n.c.bucket.in_(sa.bindparam("buckets", expanding=True)), n.c.id.in_(sa.bindparam("ids", expanding=True))
)


async def plan(tx: Tx, lines: Sequence[Planned]) -> set[DeliveryKey]:
    """Write deliveries down, each key once; return the keys of those that are new.

    A first delivery is planned once. A reminder that was told for another moment takes the place of the former.
    """
    moment = clock.now()
    same = {"created_at": moment, "changed_at": moment, "attempts": 0}
    ordered = sorted(lines, key=lambda one: (one.of.subject.bucket, one.key))
    return {_key(row) for row in await tx.put(_PUT, [{**same, **_line(one)} for one in ordered])}


async def move(tx: Tx, subjects: Collection[SubjectRef], which: Which, to: To) -> list[Moved]:
    """Move deliveries that are where they are said to be; return those that moved."""
    moment = clock.now()
    values: dict[str, Any] = {"state": to.state, "reason": to.reason, "changed_at": moment}
    if to.attempts is not None:
        values["attempts"] = to.attempts
    columns = (
        d.c.notification_id,
        d.c.channel,
        d.c.occasion,
        d.c.provider_id,
        d.c.environment,
        d.c.subject_id,
    )
    moved = await tx.rows(sa.update(d).where(*_wanted(subjects, which)).values(values).returning(*columns))
    of_types = await _types(tx, {row.notification_id for row in moved})
    return [
        Moved(
            subject=SubjectRef(row.subject_id),
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
    await tx.run(sa.update(d).where(*_wanted([subject], waits_for(former, key))).values(call_id=call))


async def waiting(tx: Tx, calls: Collection[tuple[SubjectRef, UUID]]) -> dict[UUID, list[DeliveryKey]]:
    """Return the deliveries that each call is to carry, the oldest notification first."""
    return await _of_calls(tx, _WAITING, calls)


async def outside(tx: Tx, notifications: Collection[UUID]) -> dict[UUID, list[To]]:
    """Return where the first deliveries of some notifications stand, but those of the inbox."""
    where = (
        d.c.bucket.in_(sorted({ids.bucket_of(one) for one in notifications})),
        d.c.notification_id.in_(sorted(notifications)),
        d.c.channel != INBOX,
        d.c.occasion == FIRST,
    )
    stand: dict[UUID, list[To]] = {one: [] for one in notifications}
    for row in await tx.rows(sa.select(d.c.notification_id, d.c.state, d.c.reason).where(*where)):
        reason = None if row.reason is None else Reason(row.reason)
        stand[row.notification_id].append(To(state=DeliveryState(row.state), reason=reason))
    return stand


async def failed(tx: Tx, calls: Collection[tuple[SubjectRef, UUID]]) -> dict[UUID, list[DeliveryKey]]:
    """Return the deliveries that failed with each call."""
    return await _of_calls(tx, _FAILED, calls)


def keyed(key: DeliveryKey, *states: DeliveryState, not_after: datetime | None = None) -> Which:
    """Return which is the delivery with a key, as long as it is in one of some states."""
    line = (key.channel, key.occasion)
    return Which(states=states, notifications=[key.notification], line=line, not_after=not_after)


def waits_for(call: UUID, key: DeliveryKey) -> Which:
    """Return which is the delivery with a key, as long as it waits for a call."""
    return replace(keyed(key, DeliveryState.SCHEDULED), calls=[call])


def _line(one: Planned) -> dict[str, Any]:
    return {
        "bucket": one.of.subject.bucket,
        "notification_id": one.of.id,
        "subject_id": one.of.subject.id,
        "provider_id": one.of.provider,
        "environment": one.of.environment,
        "channel": one.channel,
        "occasion": one.occasion,
        "state": one.state,
        "reason": one.reason,
        "call_id": one.call,
        "due_at": one.due_at,
    }


def _wanted(subjects: Collection[SubjectRef], which: Which) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = [
        d.c.bucket.in_(sorted({subject.bucket for subject in subjects})),
        d.c.subject_id.in_(sorted(subject.id for subject in subjects)),
        d.c.state.in_(which.states),
    ]
    if which.notifications is not None:
        where.append(d.c.notification_id.in_(sorted(which.notifications)))
    if which.calls is not None:
        where.append(d.c.call_id.in_(sorted(which.calls)))
    if which.line is not None:
        channel, occasion = which.line
        where += [d.c.channel == channel, d.c.occasion == occasion]
    if which.but_first:
        where.append(d.c.occasion != FIRST)
    if which.not_after is not None:
        where.append(d.c.changed_at <= which.not_after)
    return where


async def _of_calls(
    tx: Tx, which: sa.Select[*tuple[Any, ...]], calls: Collection[tuple[SubjectRef, UUID]]
) -> dict[UUID, list[DeliveryKey]]:
    subjects = {subject for subject, _ in calls}
    rows = await tx.rows(
        which,
        buckets=sorted({subject.bucket for subject in subjects}),
        subjects=sorted(subject.id for subject in subjects),
        calls=sorted(call for _, call in calls),
    )
    carried: dict[UUID, list[DeliveryKey]] = {call: [] for _, call in calls}
    for row in rows:
        carried[row.call_id].append(_key(row))
    return {call: sorted(keys) for call, keys in carried.items()}


async def _types(tx: Tx, notifications: Collection[UUID]) -> dict[UUID, UUID]:
    if not notifications:
        return {}
    buckets = sorted({ids.bucket_of(one) for one in notifications})
    rows = await tx.rows(_TYPES, buckets=buckets, ids=sorted(notifications))
    return {row.id: row.type_id for row in rows}


def _key(row: sa.Row[Any]) -> DeliveryKey:
    return DeliveryKey(notification=row.notification_id, channel=row.channel, occasion=row.occasion)
