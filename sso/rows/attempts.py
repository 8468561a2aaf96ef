"""Statements on what waits in a browser."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.rows.shapes import has_id, with_id
from sso.tables import attempt_table as a


async def add(tx: Tx, attempt: UUID, *, digest: bytes, sealed: bytes, expires_at: datetime) -> None:
    """Store a login that begins, or a request that waits for one."""
    values = {"digest": digest, "sealed": sealed, "expires_at": expires_at}
    await tx.insert(a, [with_id(attempt, values)])


async def sealed_of(tx: Tx, attempt: UUID, *, digest: bytes, at: datetime) -> bytes | None:
    """Return what was sealed of a request that waits, to the browser that it came from."""
    return await tx.value(
        sa.select(a.c.sealed).where(*has_id(a, attempt), a.c.digest == digest, a.c.expires_at > at)
    )


async def change(tx: Tx, attempt: UUID, *, digest: bytes, sealed: bytes) -> None:
    """Note what the citizen chose meanwhile."""
    await tx.run(sa.update(a).where(*has_id(a, attempt), a.c.digest == digest).values(sealed=sealed))


async def take(tx: Tx, attempt: UUID, *, digest: bytes, at: datetime) -> bytes | None:
    """Return what was sealed of a login, once, and only to the browser that began it."""
    statement = sa.delete(a).where(*has_id(a, attempt), a.c.digest == digest, a.c.expires_at > at)
    return await tx.value(statement.returning(a.c.sealed))
