"""What is kept no longer: contents, deliveries of what is gone, and what was done long ago.

Each is looked for by its moment over all buckets, and deleted bucket by bucket.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.rows.operated import EMPTIED
from blocks.notifications.rows.tables import (
    delivery_table as d,
    notification_table as n,
    operation_table as o,
)
from profile_core.contract import SubjectRef, Tx, now, now_plus

_LOOK = 500
_AT_ONCE = 200


async def due(tx: Tx) -> Sequence[int]:
    """Return buckets in which something is to be deleted by its ``delete_at``, what is due longest first."""
    looked = sa.select(n.c.bucket, n.c.delete_at).where(n.c.delete_at <= now()).order_by(n.c.delete_at)
    waiting = looked.limit(_LOOK).subquery()
    statement = sa.select(waiting.c.bucket).group_by(waiting.c.bucket)
    return [row.bucket for row in await tx.rows(statement.order_by(sa.func.min(waiting.c.delete_at)))]


async def empty(tx: Tx, bucket: int) -> dict[SubjectRef, list[UUID]]:
    """Make tombstones of what is due in a bucket, some at a time; return which by subject."""
    chosen = _due(bucket, n.c.deleted_at.is_(None))
    gone = {**EMPTIED, "deleted_at": now(), "revision": n.c.revision + 1}
    statement = sa.update(n).where(n.c.bucket == bucket, n.c.id == chosen.c.id).values(gone)
    by_subject: dict[SubjectRef, list[UUID]] = defaultdict(list)
    for row in await tx.rows(statement.returning(n.c.id, n.c.subject_id)):
        by_subject[SubjectRef(row.subject_id)].append(row.id)
    return by_subject


async def forget_deliveries(tx: Tx, bucket: int) -> int:
    """Delete the deliveries of tombstones that are due in a bucket, some at a time; return of how many.

    What is left of these is their key.
    """
    chosen = _due(bucket, n.c.deleted_at.is_not(None))
    statement = sa.update(n).where(n.c.bucket == bucket, n.c.id == chosen.c.id).values(delete_at=None)
    found = [row.id for row in await tx.rows(statement.returning(n.c.id))]
    if found:
        for table in (d, o):
            await tx.run(sa.delete(table).where(table.c.bucket == bucket, table.c.notification_id.in_(found)))
    return len(found)


async def operated(tx: Tx, *, seconds: float) -> Sequence[int]:
    """Return buckets in which operations are older than so many seconds."""
    looked = sa.select(o.c.bucket).where(o.c.done_at < now_plus(-seconds)).order_by(o.c.done_at).limit(_LOOK)
    waiting = looked.subquery()
    return [row.bucket for row in await tx.rows(sa.select(waiting.c.bucket).group_by(waiting.c.bucket))]


async def forget_operations(tx: Tx, bucket: int, *, seconds: float) -> int:
    """Delete the operations of a bucket that are older; return how many."""
    return await tx.run(sa.delete(o).where(o.c.bucket == bucket, o.c.done_at < now_plus(-seconds)))


def _due(bucket: int, which: sa.ColumnElement[bool]) -> sa.CTE:
    wanted: sa.Select[Any] = sa.select(n.c.id).where(n.c.bucket == bucket, n.c.delete_at <= now(), which)
    some = wanted.order_by(n.c.delete_at).limit(_AT_ONCE).with_for_update(skip_locked=True)
    return some.cte("due").prefix_with("MATERIALIZED", dialect="postgresql")
