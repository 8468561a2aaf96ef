"""What a citizen sees, for the subject for whom they act. Somebody else's and none are the same answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.model import (
    Appointment,
    Counts,
    InboxFilter,
    InboxItem,
    Kind,
    Position,
)
from blocks.notifications.rows import visible
from blocks.notifications.rows.tables import notification_table as n, type_table as t
from profile_core.contract import Acting, Tx, texts_from_json

COUNTED = 100
"""Counts stop here: 100 is shown as 99+."""
After = Position | None
ALL = InboxFilter()
UNREAD = InboxFilter(unread=True)
_ORDER = (n.c.created_at, n.c.provider_id, n.c.external_id, t.c.code)
"""That of ``Position``, which all sources share."""


async def count_unread(tx: Tx, acting: Acting) -> int:
    """Count what is unread, at most to 100."""
    return await tx.value(sa.select(_counted(acting, *visible.unread())))


async def counts(tx: Tx, acting: Acting) -> Counts:
    """Count what is unread, what there is to do and what is archived, in one statement."""
    to_do = (n.c.kind == Kind.TASK, *visible.ahead())
    statement = sa.select(
        _counted(acting, *visible.unread()).label("unread"),
        _counted(acting, *to_do).label("to_do"),
        _counted(acting, n.c.archived_at.is_not(None)).label("archived"),
    )
    [row] = await tx.rows(statement)
    return Counts(unread=row.unread, to_do=row.to_do, archived=row.archived)


async def unread_counts(tx: Tx, actings: Sequence[Acting]) -> list[int]:
    """Count what is unread for many at once, in their order, each at most to 100."""
    subjects = {acting.subject for acting in actings}
    nth = sa.func.row_number().over(partition_by=(n.c.bucket, n.c.subject_id))
    numbered = sa.select(n.c.subject_id, nth.label("nth")).where(
        n.c.bucket.in_(sorted({subject.bucket for subject in subjects})),
        n.c.subject_id.in_(sorted(subject.id for subject in subjects)),
        *visible.anybody(),
        *visible.unread(),
    )
    first = numbered.subquery()
    statement = sa.select(first.c.subject_id, sa.func.count().label("unread"))
    statement = statement.where(first.c.nth <= COUNTED).group_by(first.c.subject_id)
    found = {row.subject_id: row.unread for row in await tx.rows(statement)} if subjects else {}
    return [found.get(acting.subject.id, 0) for acting in actings]


async def page(
    tx: Tx, acting: Acting, wanted: InboxFilter = ALL, *, after: After = None, most: int
) -> list[InboxItem]:
    """Return what came into the inbox and is wanted, newest first."""
    statement = _items(acting).where(*_wanted(wanted))
    if after is not None:
        boundary = sa.tuple_(*after, types=[one.type for one in _ORDER])
        statement = statement.where(n.c.created_at <= after.created_at, sa.tuple_(*_ORDER) < boundary)
    return [_item(row) for row in await tx.rows(_newest(statement).limit(most))]


async def ahead(tx: Tx, acting: Acting) -> list[InboxItem]:
    """Return the newest 100 tasks and appointments that may still ask something, newest first."""
    statement = _newest(_items(acting).where(*visible.ahead())).limit(COUNTED)
    return [_item(row) for row in await tx.rows(statement)]


async def providers(tx: Tx, acting: Acting) -> set[UUID]:
    """Return who sent something that is there."""
    statement = sa.select(n.c.provider_id).where(*visible.to(acting)).distinct()
    return {row.provider_id for row in await tx.rows(statement)}


async def item(tx: Tx, acting: Acting, notification: UUID) -> InboxItem | None:
    """Return one notification, also one that only a live source showed, or None."""
    row = await tx.row(_items(acting, visible.known(acting)).where(n.c.id == notification))
    return None if row is None else _item(row)


def _counted(acting: Acting, *which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    first = sa.select(sa.literal(1)).where(*visible.to(acting), *which).limit(COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(first).scalar_subquery()


def _wanted(wanted: InboxFilter) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    where.append(n.c.archived_at.is_not(None) if wanted.archived else n.c.archived_at.is_(None))
    if wanted.unread:
        where.append(n.c.read_at.is_(None))
    if wanted.task is not None:
        where += visible.task(wanted.task)
    chosen = {n.c.kind: wanted.kind, n.c.provider_id: wanted.provider, n.c.group_id: wanted.group_id}
    where += [column == value for column, value in chosen.items() if value is not None]
    if wanted.since is not None:
        where.append(n.c.created_at >= wanted.since)
    if wanted.until is not None:
        where.append(n.c.created_at < wanted.until)
    return where


def _items(
    acting: Acting, there: Sequence[sa.ColumnElement[bool]] | None = None
) -> sa.Select[*tuple[Any, ...]]:
    columns = (n.c.id, n.c.provider_id, n.c.type_id, t.c.code, n.c.external_id, t.c.name, n.c.kind, n.c.title)
    times = (n.c.created_at, n.c.deadline, n.c.read_at, n.c.archived_at, n.c.done_at)
    more = (n.c.text, n.c.link, n.c.appointment, n.c.group_id, n.c.brand, n.c.revision, n.c.version, n.c.live)
    joined = sa.select(*columns, *times, *more).join_from(n, t, t.c.id == n.c.type_id)
    return joined.where(*(there or visible.to(acting)))


def _newest(statement: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return statement.order_by(*(one.desc() for one in _ORDER))


def _item(row: sa.Row[Any]) -> InboxItem:
    appointment = None if row.appointment is None else msgspec.convert(row.appointment, Appointment)
    return InboxItem(
        id=row.id,
        provider=row.provider_id,
        type=row.type_id,
        type_code=row.code,
        external_id=row.external_id,
        type_name=texts_from_json(row.name),
        kind=Kind(row.kind),
        title=texts_from_json(row.name if row.live else row.title),
        text=texts_from_json(row.text),
        link=row.link,
        created_at=row.created_at,
        deadline=row.deadline,
        read_at=row.read_at,
        archived_at=row.archived_at,
        done_at=row.done_at,
        appointment=appointment,
        group_id=row.group_id,
        brand=row.brand,
        revision=row.revision,
        version=row.version,
        live=row.live,
        withheld=row.live,
    )
