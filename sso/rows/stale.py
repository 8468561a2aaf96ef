"""Statements on what is past its end."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.tables import (
    attempt_table,
    client_session_table,
    code_table,
    mandate_held_table,
    mandate_table,
    pushed_request_table,
    refresh_token_table,
    session_table,
)

_EXPIRE = (attempt_table, code_table, pushed_request_table, refresh_token_table)
_END = (client_session_table, session_table)
_FORGET = (mandate_table, mandate_held_table)


async def buckets(tx: Tx, at: datetime) -> Sequence[int]:
    """Return the buckets in which something is past its end."""
    found: set[int] = set()
    for table, column in _ends():
        statement = sa.select(table.c.bucket).where(column < at).distinct().limit(200)
        found.update(row.bucket for row in await tx.rows(statement))
    return sorted(found)


async def forget(tx: Tx, bucket: int, at: datetime) -> int:
    """Delete what is past its end in one bucket."""
    return sum(
        [await tx.run(sa.delete(table).where(table.c.bucket == bucket, end < at)) for table, end in _ends()]
    )


def _ends() -> tuple[tuple[sa.Table, sa.Column[datetime]], ...]:
    expiring = [(table, table.c.expires_at) for table in _EXPIRE]
    ending = [(table, table.c.ends_at) for table in _END]
    return (*expiring, *ending, *((table, table.c.forget_at) for table in _FORGET))
