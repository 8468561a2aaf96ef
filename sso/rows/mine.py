"""Statements for a citizen's own list: where they are logged in, which sites have a part of that, what they agreed to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Acting, SubjectRef, Tx
from sso.rows.consents import agreed_in
from sso.rows.shapes import goes_on
from sso.tables import client_session_table as c, consent_table as t, session_table as s


async def sessions(tx: Tx, acting: Acting, *, at: datetime) -> Sequence[sa.Row[Any]]:
    """Return the citizen's sessions that nobody ended, those out of use too, the last used first."""
    theirs = (s.c.bucket == acting.citizen.bucket, s.c.subject_id == acting.citizen.id)
    statement = sa.select(s.c.id, s.c.device, s.c.login_at, s.c.idle_at).where(*theirs, *goes_on(s, at))
    return await tx.rows(statement.order_by(s.c.idle_at.desc(), s.c.id))


async def open_sessions(tx: Tx, subject: SubjectRef, *, at: datetime) -> Sequence[UUID]:
    """Return the sessions of a citizen that have not ended, those out of use too."""
    theirs = (s.c.bucket == subject.bucket, s.c.subject_id == subject.id)
    found = sa.select(s.c.id).where(*theirs, s.c.ended_at.is_(None), s.c.ends_at > at)
    return [row.id for row in await tx.rows(found.order_by(s.c.id))]


async def parts(tx: Tx, acting: Acting, *, at: datetime) -> Sequence[sa.Row[Any]]:
    """Return what clients have of all the citizen's sessions, in one statement, the newest first."""
    both = sa.and_(s.c.bucket == c.c.bucket, s.c.id == c.c.session_id)
    bucket = acting.citizen.bucket
    theirs = (c.c.bucket == bucket, s.c.bucket == bucket, s.c.subject_id == acting.citizen.id)
    columns = (
        c.c.id.label("sid"),
        c.c.session_id,
        c.c.client_id,
        c.c.role_code,
        c.c.role,
        c.c.subject_id.label("role_subject_id"),
        c.c.scopes,
        c.c.began_at,
        c.c.digest.is_not(None).label("is_pages"),
    )
    held = (*goes_on(c, at), *goes_on(s, at), c.c.role.is_not(None))
    return await tx.rows(
        sa.select(*columns).select_from(c.join(s, both)).where(*theirs, *held).order_by(c.c.id.desc())
    )


async def consents(tx: Tx, acting: Acting) -> Sequence[sa.Row[Any]]:
    """Return what the citizen agreed to in each role, the newest first."""
    theirs = (t.c.bucket == acting.citizen.bucket, t.c.subject_id == acting.citizen.id)
    columns = (
        t.c.subject_id,
        t.c.client_id,
        t.c.role_code,
        t.c.role_subject_id,
        t.c.role,
        t.c.scopes,
        t.c.given_at,
    )
    ordered = (t.c.given_at.desc(), t.c.client_id, t.c.role_code, t.c.role_subject_id)
    return await tx.rows(sa.select(*columns).where(*theirs).order_by(*ordered))


async def withdraw(tx: Tx, acting: Acting, client_id: str, role_code: str, role_subject: UUID) -> bool:
    """Forget what the citizen agreed to for a client in a role; False when there was nothing."""
    agreed = agreed_in(acting.citizen, client_id, role_code, role_subject)
    return await tx.run(sa.delete(t).where(*agreed)) == 1
