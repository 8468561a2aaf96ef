"""Tables and statements of sign-on. A session's things lie in its subject's bucket, and ids carry it.

Moments are compared with our clock, which comes in as ``at``: a session's end need not agree between hosts to
the second.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.contract import SubjectRef, Tx, ids
from sso.model import Grant
from sso.tables import (
    attempt_table,
    client_session_table,
    code_table,
    consent_table,
    session_table,
)

a, s, c, o = attempt_table, session_table, client_session_table, code_table


async def add_attempt(tx: Tx, attempt: UUID, *, digest: bytes, sealed: bytes, expires_at: datetime) -> None:
    """Store a login that begins, or a request that waits for one."""
    values = {"digest": digest, "sealed": sealed, "expires_at": expires_at}
    await tx.insert(a, [_with_id(attempt, values)])


async def attempt(tx: Tx, attempt: UUID, *, digest: bytes, at: datetime) -> bytes | None:
    """Return what was sealed of a request that waits, to the browser that it came from."""
    return await tx.value(
        sa.select(a.c.sealed).where(*_is(a, attempt), a.c.digest == digest, a.c.expires_at > at)
    )


async def change_attempt(tx: Tx, attempt: UUID, *, digest: bytes, sealed: bytes) -> None:
    """Note what the citizen chose meanwhile."""
    await tx.run(sa.update(a).where(*_is(a, attempt), a.c.digest == digest).values(sealed=sealed))


async def take_attempt(tx: Tx, attempt: UUID, *, digest: bytes, at: datetime) -> bytes | None:
    """Return what was sealed of a login, once, and only to the browser that began it."""
    statement = sa.delete(a).where(*_is(a, attempt), a.c.digest == digest, a.c.expires_at > at)
    return await tx.value(statement.returning(a.c.sealed))


async def add_session(tx: Tx, session: UUID, values: dict[str, Any]) -> None:
    """Store a new session."""
    await tx.insert(s, [_with_id(session, values)])


async def renew_session(tx: Tx, session: UUID, values: dict[str, Any]) -> None:
    """Write a new login, with its new secret, into a session that lives."""
    await tx.run(sa.update(s).where(*_is(s, session)).values(values))


async def session_by_secret(tx: Tx, session: UUID, *, digest: bytes, at: datetime) -> sa.Row[Any] | None:
    """Return a live session to the browser that knows its secret."""
    return await tx.row(sa.select(s).where(*_is(s, session), s.c.digest == digest, *_lives(s, at)))


async def prolong(tx: Tx, session: UUID, *, idle_at: datetime, at: datetime) -> None:
    """Move the moment at which a live session ends by disuse."""
    await tx.run(sa.update(s).where(*_is(s, session), *_lives(s, at)).values(idle_at=idle_at))


async def end_session(tx: Tx, session: UUID, *, at: datetime) -> None:
    """End a session, and with it whatever any client has of it."""
    await tx.run(sa.update(s).where(*_is(s, session), s.c.ended_at.is_(None)).values(ended_at=at))


async def add_client_session(tx: Tx, client_session: UUID, values: dict[str, Any]) -> None:
    """Store what a client has of a session."""
    await tx.insert(c, [_with_id(client_session, values)])


async def client_session(
    tx: Tx, sid: UUID, *, at: datetime, digest: bytes | None = None
) -> sa.Row[Any] | None:
    """Return a client session that lives, and whose session does, with the session's columns.

    The profile pages' own has a secret, and is found only with its ``digest``.
    """
    secret = c.c.digest.is_(None) if digest is None else c.c.digest == digest
    own = (
        c.c.id.label("sid"),
        c.c.client_id,
        c.c.role_code,
        c.c.role,
        c.c.subject_id.label("role_subject_id"),
        c.c.scopes,
        c.c.checked_at,
    )
    both = sa.and_(s.c.bucket == c.c.bucket, s.c.id == c.c.session_id)
    statement = sa.select(*own, s).select_from(c.join(s, both)).where(*_is(c, sid), secret)
    return await tx.row(statement.where(s.c.bucket == ids.bucket_of(sid), *_lives(c, at), *_lives(s, at)))


async def check_role(tx: Tx, sid: UUID, *, at: datetime) -> None:
    """Note that a source said again that the citizen holds the role of a client session."""
    await tx.run(sa.update(c).where(*_is(c, sid)).values(checked_at=at))


async def end_client_session(tx: Tx, sid: UUID, *, at: datetime) -> bool:
    """End what one client has of a session; True when it lived until now."""
    return await tx.run(sa.update(c).where(*_is(c, sid), c.c.ended_at.is_(None)).values(ended_at=at)) == 1


async def living(tx: Tx, sids: Collection[UUID], *, at: datetime) -> set[UUID]:
    """Return those client sessions that live, and whose sessions do, in one statement."""
    buckets = sorted({ids.bucket_of(sid) for sid in sids})
    both = sa.and_(s.c.bucket == c.c.bucket, s.c.id == c.c.session_id)
    wanted = (c.c.bucket.in_(buckets), s.c.bucket.in_(buckets), c.c.id.in_(sorted(sids)))
    statement = sa.select(c.c.id).select_from(c.join(s, both)).where(*wanted)
    return {row.id for row in await tx.rows(statement.where(*_lives(c, at), *_lives(s, at)))}


async def session_of(tx: Tx, sid: UUID) -> UUID | None:
    """Return the session, live or not, that a client session hangs on."""
    return await tx.value(sa.select(c.c.session_id).where(*_is(c, sid)))


async def clients_of(tx: Tx, session: UUID) -> list[str]:
    """Return the clients that have a live part of a session."""
    statement = sa.select(c.c.client_id).where(
        c.c.bucket == ids.bucket_of(session), c.c.session_id == session, c.c.ended_at.is_(None)
    )
    return sorted({row.client_id for row in await tx.rows(statement)})


async def consent(tx: Tx, subject: SubjectRef, client_id: str) -> frozenset[str]:
    """Return the scopes that a citizen agreed to for a client."""
    t = consent_table
    found = await tx.value(sa.select(t.c.scopes).where(*_agreed(subject, client_id)))
    return frozenset((found or "").split())


async def give_consent(
    tx: Tx, subject: SubjectRef, client_id: str, *, scopes: frozenset[str], at: datetime
) -> None:
    """Remember that a citizen agreed to scopes for a client, beside those from before."""
    together = " ".join(sorted(scopes | await consent(tx, subject, client_id)))
    whose = {"bucket": subject.bucket, "subject_id": subject.id, "client_id": client_id}
    statement = insert(consent_table).values({**whose, "scopes": together, "given_at": at})
    fresh = {name: statement.excluded[name] for name in ("scopes", "given_at")}
    await tx.run(
        statement.on_conflict_do_update(index_elements=["bucket", "subject_id", "client_id"], set_=fresh)
    )


def _agreed(subject: SubjectRef, client_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    t = consent_table
    return t.c.bucket == subject.bucket, t.c.subject_id == subject.id, t.c.client_id == client_id


async def add_code(tx: Tx, code: UUID, grant: Grant, *, digest: bytes, expires_at: datetime) -> None:
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
    await tx.insert(o, [_with_id(code, values)])


async def redeem(
    tx: Tx, code: UUID, *, digest: bytes, client_id: str, redirect_uri: str, challenge: str, at: datetime
) -> Grant | None:
    """Use a code up, in one statement that only one caller wins, and return what it stands for.

    The client, redirect URI and code verifier are part of the statement (RFC 6749 section 4.1.3, RFC 7636
    section 4.6): a wrong one finds nothing and uses nothing up.
    """
    theirs = (o.c.client_id == client_id, o.c.redirect_uri == redirect_uri, o.c.challenge == challenge)
    fresh = (o.c.redeemed_at.is_(None), o.c.expires_at > at)
    statement = (
        sa.update(o).where(*_is(o, code), o.c.digest == digest, *theirs, *fresh).values(redeemed_at=at)
    )
    row = await tx.row(statement.returning(o))
    return None if row is None else _grant(row)


async def revoke_redeemed(tx: Tx, code: UUID, *, digest: bytes, at: datetime) -> int:
    """End the client session that a code gave, when it was redeemed before (RFC 6749 section 4.1.2)."""
    gave = sa.select(o.c.client_session_id).where(
        *_is(o, code), o.c.digest == digest, o.c.redeemed_at.is_not(None)
    )
    sid = await tx.value(gave)
    if sid is None:
        return 0
    return await tx.run(sa.update(c).where(*_is(c, sid), c.c.ended_at.is_(None)).values(ended_at=at))


async def stale_buckets(tx: Tx, at: datetime) -> Sequence[int]:
    """Return the buckets in which something is past its end."""
    found: set[int] = set()
    for table, column in _ends():
        statement = sa.select(table.c.bucket).where(column < at).distinct().limit(200)
        found.update(row.bucket for row in await tx.rows(statement))
    return sorted(found)


async def forget_stale(tx: Tx, bucket: int, at: datetime) -> int:
    """Delete what is past its end in one bucket."""
    return sum(
        [await tx.run(sa.delete(table).where(table.c.bucket == bucket, end < at)) for table, end in _ends()]
    )


def _ends() -> tuple[tuple[sa.Table, sa.Column[datetime]], ...]:
    return (a, a.c.expires_at), (o, o.c.expires_at), (c, c.c.ends_at), (s, s.c.ends_at)


def _with_id(one: UUID, values: dict[str, Any]) -> dict[str, Any]:
    return {"bucket": ids.bucket_of(one), "id": one, **values}


def _is(table: sa.Table, one: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.bucket == ids.bucket_of(one), table.c.id == one


def _lives(table: sa.Table, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Say what lives; only a session also ends by disuse, and what a client has of it is found with it."""
    lives = (table.c.ended_at.is_(None), table.c.ends_at > at)
    return (*lives, table.c.idle_at > at) if table is s else lives


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
