"""Statements on refresh tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.model import RefreshGrant
from sso.rows.shapes import AT, is_one, which, with_id
from sso.tables import refresh_token_table as r

_THEIRS = (
    *is_one(r),
    r.c.digest == sa.bindparam("digest_said"),
    r.c.client_id == sa.bindparam("client"),
)
_GOOD = (*_THEIRS, r.c.used_at.is_(None), r.c.expires_at > AT)
_FOUND = sa.select(r).where(*_GOOD)
_USE = (
    sa.update(r)
    .where(*_GOOD, sa.or_(r.c.jkt == "", r.c.jkt == sa.bindparam("key")))
    .values(used_at=AT)
    .returning(r)
)
_REUSED = sa.select(r.c.client_session_id).where(*_THEIRS, r.c.used_at.is_not(None))


async def add(tx: Tx, token: UUID, grant: RefreshGrant, *, digest: bytes, expires_at: datetime) -> None:
    """Store what a refresh token stands for."""
    values = {
        "digest": digest,
        "client_session_id": grant.client_session,
        "client_id": grant.client_id,
        "scopes": " ".join(sorted(grant.scopes)),
        "audience": grant.audience,
        "jkt": grant.jkt,
        "expires_at": expires_at,
    }
    await tx.insert(r, [with_id(token, values)])


async def find(tx: Tx, token: UUID, *, digest: bytes, client_id: str, at: datetime) -> RefreshGrant | None:
    """Return what a refresh token stands for, to the client that it was given to, while it is good."""
    row = await tx.row(_FOUND, **which(token), digest_said=digest, client=client_id, at=at)
    return None if row is None else _grant(row)


async def use(
    tx: Tx, token: UUID, *, digest: bytes, client_id: str, jkt: str, at: datetime
) -> RefreshGrant | None:
    """Use a refresh token up, in one statement that only one caller wins, and return what it stands for.

    The client and, for a bound token, the proven key are part of the statement: a wrong one uses nothing up.
    """
    row = await tx.row(_USE, **which(token), digest_said=digest, client=client_id, key=jkt, at=at)
    return None if row is None else _grant(row)


async def reused(tx: Tx, token: UUID, *, digest: bytes, client_id: str) -> UUID | None:
    """Return the client session of a refresh token that was used up before."""
    return await tx.value(_REUSED, **which(token), digest_said=digest, client=client_id)


def _grant(row: sa.Row[Any]) -> RefreshGrant:
    return RefreshGrant(
        client_session=row.client_session_id,
        client_id=row.client_id,
        scopes=frozenset(row.scopes.split()),
        audience=row.audience,
        jkt=row.jkt,
    )
