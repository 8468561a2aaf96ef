"""Statements on codes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Tx
from sso.model import Grant
from sso.rows.shapes import AT, has_id, is_one, which, with_id
from sso.tables import code_table as o

_REDEEM = (
    sa.update(o)
    .where(
        *is_one(o),
        o.c.digest == sa.bindparam("digest_said"),
        o.c.client_id == sa.bindparam("client"),
        o.c.redirect_uri == sa.bindparam("redirect"),
        o.c.challenge == sa.bindparam("proof"),
        sa.or_(o.c.jkt == "", o.c.jkt == sa.bindparam("key")),
        o.c.redeemed_at.is_(None),
        o.c.expires_at > AT,
    )
    .values(redeemed_at=AT)
    .returning(o)
)


async def add(tx: Tx, code: UUID, grant: Grant, *, digest: bytes, expires_at: datetime) -> None:
    """Store what a code stands for."""
    values = {
        "digest": digest,
        "client_session_id": grant.client_session,
        "client_id": grant.client_id,
        "redirect_uri": grant.redirect_uri,
        "challenge": grant.challenge,
        "nonce": grant.nonce,
        "scopes": " ".join(sorted(grant.scopes)),
        "audience": grant.audience,
        "jkt": grant.jkt,
        "expires_at": expires_at,
    }
    await tx.insert(o, [with_id(code, values)])


async def redeem(
    tx: Tx,
    code: UUID,
    *,
    digest: bytes,
    client_id: str,
    redirect_uri: str,
    challenge: str,
    jkt: str,
    at: datetime,
) -> Grant | None:
    """Use a code up, in one statement that only one caller wins, and return what it stands for.

    The client, redirect URI, code verifier and, for a bound code, the proven key are part of the statement
    (RFC 6749 section 4.1.3, RFC 7636 section 4.6, RFC 9449 section 10): a wrong one finds nothing and uses
    nothing up.
    """
    row = await tx.row(
        _REDEEM,
        **which(code),
        digest_said=digest,
        client=client_id,
        redirect=redirect_uri,
        proof=challenge,
        key=jkt,
        at=at,
    )
    return None if row is None else _grant(row)


async def gave(tx: Tx, code: UUID, *, digest: bytes) -> UUID | None:
    """Return the client session that a code gave, when it was redeemed before."""
    statement = sa.select(o.c.client_session_id).where(
        *has_id(o, code), o.c.digest == digest, o.c.redeemed_at.is_not(None)
    )
    return await tx.value(statement)


async def never_redeemed(tx: Tx, bucket: int, sids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Return those client sessions whose code expired, and so can give nothing, before anybody redeemed it."""
    statement = sa.select(o.c.client_session_id).where(
        o.c.bucket == bucket,
        o.c.client_session_id.in_(sorted(sids)),
        o.c.redeemed_at.is_(None),
        o.c.expires_at <= at,
    )
    return {row.client_session_id for row in await tx.rows(statement)} if sids else set()


def _grant(row: sa.Row[Any]) -> Grant:
    return Grant(
        client_session=row.client_session_id,
        client_id=row.client_id,
        redirect_uri=row.redirect_uri,
        challenge=row.challenge,
        nonce=row.nonce,
        scopes=frozenset(row.scopes.split()),
        audience=row.audience,
        jkt=row.jkt,
    )
