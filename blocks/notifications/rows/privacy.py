"""Which notifications stay when their citizen asks for erasure, and how the others become tombstones."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.rows import visible
from blocks.notifications.rows.operated import EMPTIED
from blocks.notifications.rows.tables import notification_table as n, type_table as t
from profile_core.contract import SubjectRef, Tx, now

_ASKED_BY_LAW = sa.select(t.c.id).where(t.c.definition["legal_basis"].as_string().is_not(None))


def ahead(_: SubjectRef) -> sa.ColumnElement[bool]:
    """Return the condition of what its citizen must still do, or go to."""
    return sa.and_(n.c.archived_at.is_(None), n.c.retracted_at.is_(None), *visible.ahead())


def by_law(_: SubjectRef) -> sa.ColumnElement[bool]:
    """Return the condition of what a law asks to be kept until a day: of a type that names it, with a day to come."""
    return sa.and_(n.c.delete_at > now(), n.c.type_id.in_(_ASKED_BY_LAW))


async def empty(tx: Tx, which: sa.ColumnElement[bool]) -> Sequence[UUID]:
    """Make tombstones of notifications; return their ids."""
    gone = {**EMPTIED, "deleted_at": now(), "revision": n.c.revision + 1}
    return [row.id for row in await tx.rows(sa.update(n).where(which).values(gone).returning(n.c.id))]
