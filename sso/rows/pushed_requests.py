"""Statements on requests that were pushed."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.rows.shapes import has_id, with_id
from sso.tables import pushed_request_table as p


async def add(
    tx: Tx, pushed: UUID, *, digest: bytes, client_id: str, sealed: bytes, expires_at: datetime
) -> None:
    """Store a request that a client pushed."""
    values = {"digest": digest, "client_id": client_id, "sealed": sealed, "expires_at": expires_at}
    await tx.insert(p, [with_id(pushed, values)])


async def sealed_of(tx: Tx, pushed: UUID, *, digest: bytes, client_id: str, at: datetime) -> bytes | None:
    """Return what was sealed of a request, for the client that pushed it, until it was used or has expired."""
    theirs = (p.c.digest == digest, p.c.client_id == client_id)
    fresh = (p.c.used_at.is_(None), p.c.expires_at > at)
    return await tx.value(sa.select(p.c.sealed).where(*has_id(p, pushed), *theirs, *fresh))


async def use(tx: Tx, pushed: UUID, *, at: datetime) -> bool:
    """Use a request up, in one statement that only one caller wins; the citizen may have taken their time."""
    return await tx.run(sa.update(p).where(*has_id(p, pushed), p.c.used_at.is_(None)).values(used_at=at)) == 1
