"""Which rows stay when their citizen asks for erasure."""

from uuid import UUID

import sqlalchemy as sa

from blocks.file_status.rows.tables import copy_table as c, event_table as e, file_table as f
from profile_core.contract import SubjectRef, Tx, ids
from profile_core.contract.bulk import portions


def running(_: SubjectRef) -> sa.ColumnElement[bool]:
    """Return the condition of files that have not come to their end."""
    return c.c.over.is_(False)


def of_running(subject: SubjectRef) -> sa.ColumnElement[bool]:
    """Return the condition of the history of such files."""
    mine = (c.c.bucket == subject.bucket, c.c.subject_id == subject.id, c.c.over.is_(False))
    return e.c.copy_id.in_(sa.select(c.c.id).where(*mine))


async def hold(tx: Tx, subject: SubjectRef) -> None:
    """Hold all files of a subject, as those do who push: whoever speaks of one waits, and what has ended stays so."""
    mine = (c.c.bucket == subject.bucket, c.c.subject_id == subject.id)
    found = sorted(row.file_id for row in await tx.rows(sa.select(c.c.file_id).where(*mine)))
    for some in portions(found):
        buckets = sorted({ids.bucket_of(one) for one in some})
        held = sa.select(f.c.id).where(f.c.bucket.in_(buckets), f.c.id.in_(some)).order_by(f.c.id)
        await tx.rows(held.with_for_update())


async def ended(tx: Tx, subject: SubjectRef) -> list[UUID]:
    """Return the files of a subject that have come to their end."""
    mine = (c.c.bucket == subject.bucket, c.c.subject_id == subject.id)
    return [row.file_id for row in await tx.rows(sa.select(c.c.file_id).where(*mine, c.c.over))]
