"""How far a provider's notifications are on each channel. Each provider, test and live apart, sees its own.

The list runs over all buckets: first a look in which buckets the page lies, then these are read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import Delivery, DeliveryKey, DeliveryState, Reason
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n, type_table as t
from profile_core.contract import Caller, SubjectRef, Tx, ids

Boundary = tuple[datetime, UUID, str, str]
_ORDER = (d.c.created_at, d.c.notification_id, d.c.channel, d.c.occasion)
_CALLED = (Reason.OUT_OF_TIME, Reason.PROVIDER_REFUSED)
"""How a call to a provider's own channel fails; otherwise it is the provider who says so, or says nothing."""
_WITHOUT_CALL = sa.or_(d.c.call_id.is_(None), sa.and_(d.c.channel.like("own:%"), d.c.reason.not_in(_CALLED)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a provider asks its list for; None leaves it as it is."""

    notification: UUID | None = None
    type: str | None = None
    external_id: str | None = None
    channel: str | None = None
    states: tuple[DeliveryState, ...] = ()
    reason: Reason | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A delivery that failed, with the call of outbound that carried it, if one did."""

    key: DeliveryKey
    subject: SubjectRef
    call: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """How a provider knows one of its notifications."""

    type: str
    external_id: str


async def deliveries(
    tx: Tx, caller: Caller, wanted: Filter, *, after: Boundary | None, most: int
) -> list[tuple[Delivery, UUID | None]]:
    """Return the lines of the caller's notifications, newest first, each with its call."""
    where = [*_wanted(caller, wanted), *_older(after)]
    columns = (t.c.code, n.c.external_id, d.c.state, d.c.reason, d.c.attempts, d.c.call_id)
    statement = _lines(*_ORDER, *columns, d.c.changed_at, d.c.due_at).where(*where)
    rows = await _page(tx, statement.order_by(*(column.desc() for column in _ORDER)).limit(most))
    return [(_delivery(row), row.call_id) for row in rows]


async def failed(tx: Tx, caller: Caller, wanted: Filter, *, most: int) -> list[Failed]:
    """Return the caller's deliveries that failed: first those whose call did, the oldest first."""
    where = _wanted(caller, replace(wanted, states=(DeliveryState.FAILED,)))
    statement = _lines(d.c.notification_id, d.c.channel, d.c.occasion, d.c.subject_id, d.c.call_id).where(
        *where
    )
    rows = await _page(tx, statement.order_by(_WITHOUT_CALL, *_ORDER).limit(most))
    return [Failed(key=_key(row), subject=SubjectRef(row.subject_id), call=row.call_id) for row in rows]


async def named(tx: Tx, caller: Caller, notifications: Collection[UUID]) -> dict[UUID, Named]:
    """Return how the caller knows some of its notifications, in one statement."""
    if not notifications:
        return {}
    buckets = sorted({ids.bucket_of(one) for one in notifications})
    where = (n.c.bucket.in_(buckets), n.c.id.in_(sorted(notifications)), n.c.provider_id == caller.provider)
    statement = sa.select(n.c.id, t.c.code, n.c.external_id).join_from(n, t, t.c.id == n.c.type_id)
    return {
        row.id: Named(type=row.code, external_id=row.external_id)
        for row in await tx.rows(statement.where(*where))
    }


async def name_of(tx: Tx, subject: SubjectRef, notification: UUID) -> Named | None:
    """Return how its provider knows a notification."""
    mine = (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.id == notification)
    statement = sa.select(t.c.code, n.c.external_id).join_from(n, t, t.c.id == n.c.type_id).where(*mine)
    row = await tx.row(statement)
    return None if row is None else Named(type=row.code, external_id=row.external_id)


def _lines(*columns: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    source = d.join(n, sa.and_(n.c.bucket == d.c.bucket, n.c.id == d.c.notification_id))
    return sa.select(*columns).select_from(source.join(t, t.c.id == n.c.type_id))


async def _page(tx: Tx, limited: sa.Select[*tuple[Any, ...]]) -> Sequence[sa.Row[Any]]:
    looked = await tx.rows(limited.with_only_columns(d.c.bucket, maintain_column_froms=True))
    buckets = sorted({row.bucket for row in looked})
    return await tx.rows(limited.where(d.c.bucket.in_(buckets))) if buckets else ()


def _wanted(caller: Caller, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    where = [d.c.provider_id == caller.provider, d.c.environment == caller.environment]
    if wanted.notification is not None:
        bucket = ids.bucket_of(wanted.notification)
        where += [d.c.bucket == bucket, n.c.bucket == bucket, d.c.notification_id == wanted.notification]
    if wanted.states:
        where.append(d.c.state.in_(wanted.states))
    if wanted.since is not None:
        where.append(d.c.changed_at >= wanted.since)
    said = ((t.c.code, wanted.type), (n.c.external_id, wanted.external_id), (d.c.channel, wanted.channel))
    where += [column == value for column, value in (*said, (d.c.reason, wanted.reason)) if value is not None]
    return where


def _older(after: Boundary | None) -> tuple[sa.ColumnElement[bool], ...]:
    if after is None:
        return ()
    return (sa.tuple_(*_ORDER) < sa.tuple_(*after, types=[column.type for column in _ORDER]),)


def _key(row: sa.Row[Any]) -> DeliveryKey:
    return DeliveryKey(notification=row.notification_id, channel=row.channel, occasion=row.occasion)


def _delivery(row: sa.Row[Any]) -> Delivery:
    return Delivery(
        notification=row.notification_id,
        type=row.code,
        external_id=row.external_id,
        channel=row.channel,
        occasion=row.occasion,
        state=DeliveryState(row.state),
        reason=None if row.reason is None else Reason(row.reason),
        attempts=row.attempts,
        created_at=row.created_at,
        changed_at=row.changed_at,
        due_at=row.due_at,
    )
