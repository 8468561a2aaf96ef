"""What a citizen does with what is there, for the subject for whom they act. Each may be done twice."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import Kind
from blocks.notifications.rows import visible
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import Acting, Tx, clock

AT_ONCE = 500
"""How many one statement marks where a citizen marks them all."""


async def there(tx: Tx, acting: Acting, notifications: Collection[UUID]) -> list[UUID]:
    """Return which of some notifications are there for the citizen."""
    statement = sa.select(n.c.id).where(*visible.marked(acting), n.c.id.in_(sorted(notifications)))
    return [row.id for row in await tx.rows(statement.order_by(n.c.id))]


async def read(tx: Tx, acting: Acting, notifications: Collection[UUID]) -> None:
    """Mark as read what is not; who read it first stays on record."""
    values = {"read_at": clock.now(), "read_by": acting.citizen.id}
    await tx.run(_some(acting, notifications).where(n.c.read_at.is_(None)).values(values))


async def unread(tx: Tx, acting: Acting, notifications: Collection[UUID]) -> None:
    """Mark as unread."""
    values = {"read_at": None, "read_by": None}
    await tx.run(_some(acting, notifications).where(n.c.read_at.is_not(None)).values(values))


async def archived(tx: Tx, acting: Acting, notifications: Collection[UUID]) -> None:
    """Put into the archive."""
    moment = clock.now()
    await tx.run(_some(acting, notifications).where(n.c.archived_at.is_(None)).values(archived_at=moment))


async def brought_back(tx: Tx, acting: Acting, notifications: Collection[UUID]) -> None:
    """Take out of the archive."""
    statement = _some(acting, notifications).where(n.c.archived_at.is_not(None))
    await tx.run(statement.values(archived_at=None))


async def done(tx: Tx, acting: Acting, task: UUID) -> datetime:
    """Mark a task as done that is not; return since when it is. Who did it first stays on record."""
    moment = clock.now()
    values = {"done_at": moment, "done_by": acting.citizen.id}
    await tx.run(_some(acting, [task]).where(n.c.kind == Kind.TASK, n.c.done_at.is_(None)).values(values))
    since = await tx.value(sa.select(n.c.done_at).where(*visible.marked(acting), n.c.id == task))
    return since or moment


async def read_before(tx: Tx, acting: Acting, moment: datetime) -> list[UUID]:
    """Mark as read what came into the inbox before a moment, the newest 500 of it; return which these are."""
    came = (*visible.to(acting), *visible.unread(), n.c.announced_at < moment)
    newest = sa.select(n.c.id).where(*came).order_by(n.c.created_at.desc(), n.c.id.desc()).limit(AT_ONCE)
    marked = [row.id for row in await tx.rows(newest)]
    if marked:
        await read(tx, acting, marked)
    return marked


def _some(acting: Acting, notifications: Collection[UUID]) -> sa.Update:
    return sa.update(n).where(*visible.marked(acting), n.c.id.in_(sorted(notifications)))
