"""Which rows stay when their citizen asks for erasure."""

import sqlalchemy as sa

from blocks.file_status.rows.tables import copy_table as c, event_table as e


def running() -> sa.ColumnElement[bool]:
    """Return the condition of files that have not come to their end."""
    return c.c.over.is_(False)


def of_running() -> sa.ColumnElement[bool]:
    """Return the condition of the history of such files."""
    same = (c.c.bucket == e.c.bucket, c.c.id == e.c.copy_id)
    return sa.select(sa.literal(1)).where(*same, running()).correlate(e).exists()
