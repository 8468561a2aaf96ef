"""Statements on requests that were pushed."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.rows.shapes import AT, is_one, which, with_id
from sso.tables import pushed_request_table as p

_SEALED = sa.select(p.c.sealed).where(
    *is_one(p),
    p.c.digest == sa.bindparam("digest_said"),
    p.c.client_id == sa.bindparam("client"),
    p.c.used_at.is_(None),
    p.c.expires_at > AT,
)
_USE = sa.update(p).where(*is_one(p), p.c.used_at.is_(None)).values(used_at=AT)


async def add(
    tx: Tx, pushed: UUID, *, digest: bytes, client_id: str, sealed: bytes, expires_at: datetime
) -> None:
    """Store a request that a client pushed."""
    values = {"digest": digest, "client_id": client_id, "sealed": sealed, "expires_at": expires_at}
    await tx.insert(p, [with_id(pushed, values)])


async def sealed_of(tx: Tx, pushed: UUID, *, digest: bytes, client_id: str, at: datetime) -> bytes | None:
    """Return what was sealed of a request, for the client that pushed it, until it was used or has expired."""
    return await tx.value(_SEALED, **which(pushed), digest_said=digest, client=client_id, at=at)


async def use(tx: Tx, pushed: UUID, *, at: datetime) -> bool:
    """Use a request up, in one statement that only one caller wins; the citizen may have taken their time."""
    return await tx.run(_USE, **which(pushed), at=at) == 1
