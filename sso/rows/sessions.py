"""Statements on a citizen's session."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.rows.shapes import AT, has_id, is_one, lives, which, with_id
from sso.tables import session_table as s

_BY_SECRET = sa.select(s).where(*is_one(s), s.c.digest == sa.bindparam("digest"), *lives(s, AT))
_BY_ID = sa.select(s).where(*is_one(s), *lives(s, AT))
_PROLONG = sa.update(s).where(*is_one(s), *lives(s, AT)).values(idle_at=sa.bindparam("until"))


async def add(tx: Tx, session: UUID, values: dict[str, Any]) -> None:
    """Store a new session."""
    await tx.insert(s, [with_id(session, values)])


async def renew(tx: Tx, session: UUID, values: dict[str, Any]) -> None:
    """Write a new login, with its new secret, into a session that lives."""
    await tx.run(sa.update(s).where(*has_id(s, session)).values(values))


async def by_secret(tx: Tx, session: UUID, *, digest: bytes, at: datetime) -> sa.Row[Any] | None:
    """Return a live session to the browser that knows its secret."""
    return await tx.row(_BY_SECRET, **which(session), digest=digest, at=at)


async def live(tx: Tx, session: UUID, *, at: datetime) -> sa.Row[Any] | None:
    """Return a live session."""
    return await tx.row(_BY_ID, **which(session), at=at)


async def prolong(tx: Tx, session: UUID, *, idle_at: datetime, at: datetime) -> None:
    """Move the moment at which a live session ends by disuse."""
    await tx.run(_PROLONG, **which(session), until=idle_at, at=at)
