"""What a provider registered. Each provider, test and live apart, sees its own.

A provider's list runs over all buckets: first a look in which buckets the page lies, then these are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import Registered
from blocks.notifications.rows.tables import notification_table as n, type_table as t
from profile_core.contract import Caller, Tx, ids

After = tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a provider asks its lists for; None leaves a list as it is."""

    notification: UUID | None = None
    type: str | None = None
    external_id: str | None = None


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
