"""Statements on a citizen's session."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.rows.shapes import has_id, lives, with_id
from sso.tables import session_table as s


async def add(tx: Tx, session: UUID, values: dict[str, Any]) -> None:
    """Store a new session."""
    await tx.insert(s, [with_id(session, values)])


async def renew(tx: Tx, session: UUID, values: dict[str, Any]) -> None:
    """Write a new login, with its new secret, into a session that lives."""
    await tx.run(sa.update(s).where(*has_id(s, session)).values(values))


async def by_secret(tx: Tx, session: UUID, *, digest: bytes, at: datetime) -> sa.Row[Any] | None:
    """Return a live session to the browser that knows its secret."""
    return await tx.row(sa.select(s).where(*has_id(s, session), s.c.digest == digest, *lives(s, at)))


async def left_by_secret(tx: Tx, session: UUID, *, digest: bytes, at: datetime) -> sa.Row[Any] | None:
    """Return a session that nobody ended, also one out of use, to the browser that knows its secret."""
    left = (s.c.ended_at.is_(None), s.c.ends_at > at)
    return await tx.row(sa.select(s).where(*has_id(s, session), s.c.digest == digest, *left))


async def prolong(tx: Tx, session: UUID, *, idle_at: datetime, at: datetime) -> None:
    """Move the moment at which a live session ends by disuse."""
    await tx.run(sa.update(s).where(*has_id(s, session), *lives(s, at)).values(idle_at=idle_at))
