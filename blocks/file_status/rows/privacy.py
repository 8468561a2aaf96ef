"""Which rows stay when their citizen asks for erasure."""

from uuid import UUID

import sqlalchemy as sa

from blocks.file_status.rows.tables import copy_table as c, event_table as e
from profile_core.contract import SubjectRef, Tx


def running(_: SubjectRef) -> sa.ColumnElement[bool]:
    """Return the condition of files that have not come to their end."""
    return c.c.over.is_(False)


def of_running(subject: SubjectRef) -> sa.ColumnElement[bool]:
    """Return the condition of the history of such files."""
    mine = (c.c.bucket == subject.bucket, c.c.subject_id == subject.id, c.c.over.is_(False))
    return e.c.copy_id.in_(sa.select(c.c.id).where(*mine))


async def ended(tx: Tx, subject: SubjectRef) -> list[UUID]:
    """Return the files of a subject that have come to their end."""
    mine = (c.c.bucket == subject.bucket, c.c.subject_id == subject.id)
    return [row.file_id for row in await tx.rows(sa.select(c.c.file_id).where(*mine, c.c.over))]
