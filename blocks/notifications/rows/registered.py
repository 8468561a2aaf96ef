"""What a provider registered and how far it is. Each provider, test and live apart, sees its own.

A provider's list runs over all buckets: first a look in which buckets the page lies, then these are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import Delivery, DeliveryState, Reason, Registered
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n, type_table as t
from profile_core.contract import Caller, Tx, ids

After = tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a provider asks its lists for; None leaves a list as it is."""

    notification: UUID | None = None
    type: str | None = None
    external_id: str | None = None
    state: DeliveryState | None = None


async def notifications(
    tx: Tx, caller: Caller, wanted: Filter, *, after: After, most: int
) -> Sequence[Registered]:
    """Return the caller's notifications, newest first."""
    source = n.join(t, t.c.id == n.c.type_id)
    where = [*_own(n, caller), *_wanted(wanted), *_older(n.c.created_at, n.c.id, after)]
    columns = (n.c.id, t.c.code, n.c.external_id, n.c.created_at, n.c.deadline)
    order = (n.c.created_at.desc(), n.c.id.desc())
    rows = await _page(tx, n, sa.select(*columns).select_from(source).where(*where).order_by(*order), most)
    return [_registered(row) for row in rows]


async def deliveries(
    tx: Tx, caller: Caller, wanted: Filter, *, after: After, most: int
) -> Sequence[Delivery]:
    """Return the lines of the caller's notifications, newest notification first."""
    source = d.join(n, sa.and_(n.c.bucket == d.c.bucket, n.c.id == d.c.notification_id))
    source = source.join(t, t.c.id == n.c.type_id)
    where = [*_own(d, caller), *_wanted(wanted), *_older(d.c.created_at, d.c.notification_id, after)]
    if wanted.state is not None:
        where.append(d.c.state == wanted.state)
    columns = (
        d.c.notification_id,
        t.c.code,
        n.c.external_id,
        d.c.channel,
        d.c.occasion,
        d.c.state,
        d.c.reason,
    )
    times = (d.c.attempts, d.c.created_at, d.c.changed_at, d.c.due_at)
    order = (d.c.created_at.desc(), d.c.notification_id.desc())
    statement = sa.select(*columns, *times).select_from(source).where(*where).order_by(*order)
    return [_delivery(row) for row in await _page(tx, d, statement, most)]


async def _page(
    tx: Tx, table: sa.Table, statement: sa.Select[*tuple[Any, ...]], most: int
) -> Sequence[sa.Row[Any]]:
    limited = statement.limit(most)
    looked = await tx.rows(limited.with_only_columns(table.c.bucket, maintain_column_froms=True))
    buckets = sorted({row.bucket for row in looked})
    return await tx.rows(limited.where(table.c.bucket.in_(buckets))) if buckets else ()


def _own(table: sa.Table, caller: Caller) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.provider_id == caller.provider, table.c.environment == caller.environment)


def _wanted(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if wanted.notification is not None:
        where += [n.c.bucket == ids.bucket_of(wanted.notification), n.c.id == wanted.notification]
    if wanted.type is not None:
        where.append(t.c.code == wanted.type)
    if wanted.external_id is not None:
        where.append(n.c.external_id == wanted.external_id)
    return where


def _older(
    moment: sa.Column[datetime], row_id: sa.Column[UUID], after: After
) -> tuple[sa.ColumnElement[bool], ...]:
    if after is None:
        return ()
    return (sa.tuple_(moment, row_id) < sa.tuple_(*after, types=[moment.type, row_id.type]),)


def _registered(row: sa.Row[Any]) -> Registered:
    return Registered(
        id=row.id,
        type=row.code,
        external_id=row.external_id,
        created_at=row.created_at,
        deadline=row.deadline,
    )


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
