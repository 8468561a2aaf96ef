"""Statements on what is past its end: first a slice of moments is looked up, oldest first, then deleted by bucket.

Both use the index on (end, bucket), and a slice has a beginning: no statement reads what an earlier one deleted.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.tables import (
    attempt_table,
    browser_table,
    client_session_table,
    code_table,
    mandate_held_table,
    mandate_table,
    pushed_request_table,
    refresh_token_table,
    session_table,
)

_EXPIRE = (attempt_table, code_table, pushed_request_table, refresh_token_table)
_END = (client_session_table, session_table, browser_table)
_FORGET = (mandate_table, mandate_held_table)

Ends = sa.Column[datetime]
ENDS: tuple[Ends, ...] = (
    *(table.c.expires_at for table in _EXPIRE),
    *(table.c.ends_at for table in _END),
    *(table.c.forget_at for table in _FORGET),
)
"""The column of each table that says when a row is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The oldest rows of a table that are over: between which moments they ended, and in which buckets they lie."""

    ends: sa.Column[datetime]
    first: datetime
    last: datetime
    buckets: tuple[int, ...]
    is_full: bool


async def oldest(tx: Tx, ends: sa.Column[datetime], at: datetime, *, most: int) -> Slice | None:
    """Return the slice of the oldest rows that ended before a moment; None when there are none."""
    look = sa.select(ends.table.c.bucket, ends.label("ended_at")).where(ends < at).order_by(ends).limit(most)
    found = await tx.rows(look)
    if not found:
        return None
    return Slice(
        ends=ends,
        first=found[0].ended_at,
        last=found[-1].ended_at,
        buckets=tuple(sorted({row.bucket for row in found})),
        is_full=len(found) == most,
    )


async def forget(tx: Tx, over: Slice, bucket: int) -> int:
    """Delete a slice in one bucket; with a code that nobody redeemed goes the client session that it would have given."""
    if over.ends.table is code_table:
        await _forget_never_given(tx, over, bucket)
    table = sa.delete(over.ends.table)
    return await tx.run(
        table.where(over.ends.table.c.bucket == bucket, over.ends.between(over.first, over.last))
    )


async def _forget_never_given(tx: Tx, over: Slice, bucket: int) -> None:
    unused = sa.select(code_table.c.client_session_id).where(
        code_table.c.bucket == bucket,
        code_table.c.redeemed_at.is_(None),
        over.ends.between(over.first, over.last),
    )
    c = client_session_table.c
    await tx.run(sa.delete(client_session_table).where(c.bucket == bucket, c.id.in_(unused)))
