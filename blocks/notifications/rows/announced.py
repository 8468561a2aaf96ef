"""What becomes of notifications that lie with their provider, when it announces something of them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import INBOX
from blocks.notifications.rows.operated import EMPTIED
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n
from profile_core.contract import Caller, Tx, clock, ids, now


async def waiting(tx: Tx, caller: Caller, some: Collection[UUID]) -> list[UUID]:
    """Return those that never were on their way to the inbox, and hold them."""
    held = sa.select(n.c.id).where(*_mine(caller, some), n.c.announced_at.is_(None)).order_by(n.c.id)
    wanted = [row.id for row in await tx.rows(held.with_for_update())]
    if not wanted:
        return []
    lines = sa.select(d.c.notification_id).where(
        d.c.bucket.in_(_buckets(wanted)), d.c.notification_id.in_(wanted), d.c.channel == INBOX
    )
    on_their_way = {row.notification_id for row in await tx.rows(lines)}
    return [one for one in wanted if one not in on_their_way]


async def read(tx: Tx, caller: Caller, some: Collection[UUID]) -> list[UUID]:
    """Mark as read, with the provider, what is not; return which."""
    return await _set(tx, caller, some, n.c.read_at.is_(None), read_at=clock.now())


async def bury(tx: Tx, caller: Caller, some: Collection[UUID]) -> list[UUID]:
    """Make tombstones; return of which."""
    gone = {**EMPTIED, "deleted_at": now(), "revision": n.c.revision + 1}
    return await _set(tx, caller, some, n.c.deleted_at.is_(None), **gone)


async def _set(
    tx: Tx, caller: Caller, some: Collection[UUID], which: sa.ColumnElement[bool], **values: Any
) -> list[UUID]:
    statement = sa.update(n).where(*_mine(caller, some), which).values(values).returning(n.c.id)
    return sorted(row.id for row in await tx.rows(statement))


def _mine(caller: Caller, some: Collection[UUID]) -> tuple[sa.ColumnElement[bool], ...]:
    own = (n.c.provider_id == caller.provider, n.c.environment == caller.environment)
    return (n.c.bucket.in_(_buckets(some)), n.c.id.in_(sorted(some)), *own)


def _buckets(some: Collection[UUID]) -> Sequence[int]:
    return sorted({ids.bucket_of(one) for one in some})
