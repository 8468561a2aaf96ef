"""What a citizen sees, for the subject for whom they act. Somebody else's and none are the same answer."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import FIRST, INBOX, DeliveryState, InboxItem, Kind
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n, type_table as t
from profile_core.contract import Acting, SubjectRef, Tx, clock, texts_from_json

COUNTED = 100
"""Counts stop here: 100 is shown as 99+."""
After = tuple[datetime, UUID] | None


async def count_unread(tx: Tx, acting: Acting) -> int:
    """Count what is unread, at most to 100."""
    counted = sa.select(sa.literal(1)).where(*_of(acting), n.c.read_at.is_(None)).limit(COUNTED).subquery()
    return await tx.value(sa.select(sa.func.count()).select_from(counted))


async def unread_counts(tx: Tx, actings: Sequence[Acting]) -> list[int]:
    """Count what is unread for many at once, in their order, each at most to 100."""
    subjects = {acting.subject for acting in actings}
    nth = sa.func.row_number().over(partition_by=(n.c.bucket, n.c.subject_id))
    numbered = sa.select(n.c.subject_id, nth.label("nth")).where(
        n.c.bucket.in_(sorted({subject.bucket for subject in subjects})),
        n.c.subject_id.in_(sorted(subject.id for subject in subjects)),
        n.c.announced_at.is_not(None),
        n.c.read_at.is_(None),
    )
    first = numbered.subquery()
    statement = sa.select(first.c.subject_id, sa.func.count().label("unread"))
    statement = statement.where(first.c.nth <= COUNTED).group_by(first.c.subject_id)
    counts = {row.subject_id: row.unread for row in await tx.rows(statement)} if subjects else {}
    return [counts.get(acting.subject.id, 0) for acting in actings]


async def page(tx: Tx, acting: Acting, *, unread: bool, after: After, most: int) -> list[InboxItem]:
    """Return what came into the inbox, newest first; ``unread`` leaves out what was read."""
    statement = _items(acting).order_by(n.c.created_at.desc(), n.c.id.desc()).limit(most)
    if unread:
        statement = statement.where(n.c.read_at.is_(None))
    if after is not None:
        boundary = sa.tuple_(*after, types=[n.c.created_at.type, n.c.id.type])
        statement = statement.where(sa.tuple_(n.c.created_at, n.c.id) < boundary)
    return [_item(row) for row in await tx.rows(statement)]


async def item(tx: Tx, acting: Acting, notification: UUID) -> InboxItem | None:
    """Return one notification, or None."""
    row = await tx.row(_items(acting).where(n.c.id == notification))
    return None if row is None else _item(row)


async def mark_read(tx: Tx, acting: Acting, notifications: Collection[UUID]) -> list[UUID]:
    """Mark those as read that are there; return which are read by now, also those that were before."""
    wanted = (*_of(acting), n.c.id.in_(sorted(notifications)))
    read = {"read_at": clock.now(), "read_by": acting.citizen.id}
    await tx.run(sa.update(n).where(*wanted, n.c.read_at.is_(None)).values(read))
    return [row.id for row in await tx.rows(sa.select(n.c.id).where(*wanted).order_by(n.c.id))]


async def put(tx: Tx, subject: SubjectRef, notification: UUID) -> bool:
    """Put a notification into the inbox of its subject; False when it lies there already."""
    moment = clock.now()
    line = (d.c.bucket == subject.bucket, d.c.notification_id == notification, d.c.channel == INBOX)
    line = (*line, d.c.occasion == FIRST)
    waiting = sa.update(d).where(*line, d.c.state == DeliveryState.ACCEPTED)
    if not await tx.run(waiting.values(state=DeliveryState.DELIVERED, changed_at=moment)):
        return False
    mine = (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.id == notification)
    await tx.run(sa.update(n).where(*mine).values(announced_at=moment))
    return True


def _of(acting: Acting) -> tuple[sa.ColumnElement[bool], ...]:
    """Decide, at every read, what the citizen may see."""
    subject = acting.subject
    return (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.announced_at.is_not(None))


def _items(acting: Acting) -> sa.Select[*tuple[Any, ...]]:
    columns = (n.c.id, n.c.provider_id, t.c.name, t.c.kind, n.c.title, n.c.text, n.c.link)
    times = (n.c.created_at, n.c.deadline, n.c.read_at)
    return sa.select(*columns, *times).join_from(n, t, t.c.id == n.c.type_id).where(*_of(acting))


def _item(row: sa.Row[Any]) -> InboxItem:
    return InboxItem(
        id=row.id,
        provider=row.provider_id,
        type_name=texts_from_json(row.name),
        kind=Kind(row.kind),
        title=texts_from_json(row.title),
        text=texts_from_json(row.text),
        link=row.link,
        created_at=row.created_at,
        deadline=row.deadline,
        read_at=row.read_at,
    )
