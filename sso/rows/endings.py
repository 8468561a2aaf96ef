"""Statements that end: a session with all that clients have of it, what one client has of one, or of all."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import SubjectRef, Tx, ids
from sso.rows.shapes import has_id, lives
from sso.tables import client_session_table as c, consent_table as t, session_table as s

_WHOSE = (s.c.subject_id, s.c.ends_at)
_CLIENT = (c.c.id, c.c.client_id, c.c.session_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose session it is, and when it would have ended at last."""

    subject: SubjectRef
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a client had of a session until now."""

    sid: UUID
    client_id: str
    session: UUID


async def end_session(tx: Tx, session: UUID, *, at: datetime) -> Whose | None:
    """End a session, also one out of use; None when it had ended."""
    statement = sa.update(s).where(*has_id(s, session), s.c.ended_at.is_(None), s.c.ends_at > at)
    row = await tx.row(statement.values(ended_at=at).returning(*_WHOSE))
    return None if row is None else Whose(subject=SubjectRef(row.subject_id), ends_at=row.ends_at)


async def whose(tx: Tx, session: UUID) -> Whose | None:
    """Return whose a session is, ended or not."""
    row = await tx.row(sa.select(*_WHOSE).where(*has_id(s, session)))
    return None if row is None else Whose(subject=SubjectRef(row.subject_id), ends_at=row.ends_at)


async def end_clients(tx: Tx, session: UUID, *, at: datetime) -> list[Ended]:
    """End what any client has of a session, in one statement; return what lived until now."""
    theirs = (c.c.bucket == ids.bucket_of(session), c.c.session_id == session)
    return await _end(tx, theirs, at)


async def end_client(tx: Tx, sid: UUID, *, at: datetime) -> Ended | None:
    """End what one client has; None when it had ended."""
    return next(iter(await _end(tx, has_id(c, sid), at)), None)


async def buckets_of(tx: Tx, client_id: str, *, at: datetime) -> list[int]:
    """Return in which buckets a client has anything: what it has of sessions, or the consent of citizens."""
    live = sa.select(c.c.bucket).distinct().where(c.c.client_id == client_id, *lives(c, at))
    agreed = sa.select(t.c.bucket).distinct().where(t.c.client_id == client_id)
    return sorted({row.bucket for row in (*await tx.rows(live), *await tx.rows(agreed))})


async def end_all_of(tx: Tx, client_id: str, bucket: int, *, at: datetime) -> list[Ended]:
    """End all that one client has of the sessions of a bucket; return what lived until now."""
    return await _end(tx, (c.c.bucket == bucket, c.c.client_id == client_id), at)


async def forget_consents(tx: Tx, client_id: str, bucket: int) -> None:
    """Forget what citizens of a bucket agreed to for a client: who has its name next was not meant."""
    await tx.run(sa.delete(t).where(t.c.bucket == bucket, t.c.client_id == client_id))


async def _end(tx: Tx, which: tuple[sa.ColumnElement[bool], ...], at: datetime) -> list[Ended]:
    statement = sa.update(c).where(*which, c.c.ended_at.is_(None), c.c.ends_at > at)
    rows = await tx.rows(statement.values(ended_at=at).returning(*_CLIENT))
    return [Ended(sid=row.id, client_id=row.client_id, session=row.session_id) for row in rows]
