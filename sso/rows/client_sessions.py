"""Statements on what a client has of a session."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Tx, ids
from sso.rows.shapes import AT, BUCKET, has_id, is_one, lives, which, with_id
from sso.tables import client_session_table as c, session_table as s

_OWN = (
    c.c.id.label("sid"),
    c.c.client_id,
    c.c.role_code,
    c.c.role,
    c.c.subject_id.label("role_subject_id"),
    c.c.scopes,
    c.c.checked_at,
    c.c.ends_at.label("client_ends_at"),
    sa.func.coalesce(c.c.acr, s.c.acr).label("given_acr"),
    sa.func.coalesce(c.c.auth_time, s.c.auth_time).label("given_auth_time"),
)
"""What was given before it was noted with which login has what its session has."""
_JOINED = sa.select(*_OWN, s).select_from(
    c.join(s, sa.and_(s.c.bucket == c.c.bucket, s.c.id == c.c.session_id))
)
_FOUND = _JOINED.where(*is_one(c), s.c.bucket == BUCKET, *lives(c, AT), *lives(s, AT))
_OF_SITE = _FOUND.where(c.c.digest.is_(None))
_OF_PAGES = _FOUND.where(c.c.digest == sa.bindparam("digest"))


async def add(tx: Tx, client_session: UUID, values: dict[str, Any]) -> None:
    """Store what a client has of a session."""
    await tx.insert(c, [with_id(client_session, values)])


async def find(tx: Tx, sid: UUID, *, at: datetime, digest: bytes | None = None) -> sa.Row[Any] | None:
    """Return a client session that lives, and whose session does, with the session's columns.

    The profile pages' own has a secret, and is found only with its ``digest``.
    """
    if digest is None:
        return await tx.row(_OF_SITE, **which(sid), at=at)
    return await tx.row(_OF_PAGES, **which(sid), at=at, digest=digest)


async def check_role(tx: Tx, sid: UUID, *, at: datetime) -> None:
    """Note that a source said again that the citizen holds the role of a client session."""
    await tx.run(sa.update(c).where(*has_id(c, sid)).values(checked_at=at))


async def living(tx: Tx, sids: Collection[UUID], *, at: datetime) -> Sequence[sa.Row[Any]]:
    """Return those client sessions that live, and whose sessions do, in one statement: who acts there for whom."""
    buckets = sorted({ids.bucket_of(sid) for sid in sids})
    both = sa.and_(s.c.bucket == c.c.bucket, s.c.id == c.c.session_id)
    wanted = (c.c.bucket.in_(buckets), s.c.bucket.in_(buckets), c.c.id.in_(sorted(sids)))
    whose = (s.c.subject_id, s.c.synthetic, c.c.subject_id.label("role_subject_id"))
    statement = sa.select(c.c.id.label("sid"), c.c.client_id, *whose).select_from(c.join(s, both))
    return await tx.rows(statement.where(*wanted, *lives(c, at), *lives(s, at), c.c.role.is_not(None)))


async def session_of(tx: Tx, sid: UUID) -> UUID | None:
    """Return the session, live or not, that a client session hangs on."""
    return await tx.value(sa.select(c.c.session_id).where(*has_id(c, sid)))


async def clients_of(tx: Tx, session: UUID) -> list[str]:
    """Return the clients that have a live part of a session."""
    statement = sa.select(c.c.client_id).where(
        c.c.bucket == ids.bucket_of(session), c.c.session_id == session, c.c.ended_at.is_(None)
    )
    return sorted({row.client_id for row in await tx.rows(statement)})
