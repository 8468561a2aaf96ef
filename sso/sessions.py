"""The citizen's session and what clients have of it: begin, find, use, end."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from profile_core.contract import Environment, SubjectRef, Tx, clock, ids
from profile_core.directory import subjects
from profile_core.directory.model import Application, Subject
from profile_core.kit.keyring import Keyring
from sso import sealed_role
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import OWN_CLIENT, ActiveRole, ClientSession, Login, Person, Session
from sso.rows import client_sessions, sessions as session_rows

_PURPOSE = "sso person"
_COARSE = 60.0
"""Seconds: using a session writes at most once in so many."""


async def begin(
    issuer: Issuer, tx: Tx, login: Login, subject: Subject, *, present: UUID | None, device: str
) -> Handle:
    """Begin a session; ``present`` is one of the same citizen, which goes on under a new secret.

    So every login changes what the browser holds (no fixation), and sites that have a client session keep it.
    ``device`` is the kind of browser, for the citizen's own list of sessions. ``present`` may be out of use: a site
    that goes on with it is still told of a logout.
    """
    fresh = Handle.new(subject.ref.bucket)
    handle = Handle(id=present, secret=fresh.secret) if present else fresh
    values = _values(issuer, handle, login, device)
    if present:
        await session_rows.renew(tx, handle.id, values)
    else:
        whose = {"subject_id": subject.ref.id, "synthetic": subject.synthetic}
        await session_rows.add(tx, handle.id, values | whose)
    return handle


async def find(issuer: Issuer, tx: Tx, handle: Handle) -> Session | None:
    """Return the live session that a browser's cookie stands for."""
    row = await session_rows.by_secret(tx, handle.id, digest=handle.digest, at=clock.now())
    return None if row is None or row.login_at is None else _session(issuer.platform.keyring, row)


async def live(issuer: Issuer, tx: Tx, session: UUID) -> Session | None:
    """Return a live session to who knows by other means that it is theirs."""
    row = await session_rows.live(tx, session, at=clock.now())
    return None if row is None or row.login_at is None else _session(issuer.platform.keyring, row)


async def use(issuer: Issuer, tx: Tx, session: Session) -> Session:
    """Note that the citizen used the session, and return it as it is then; header traffic must not come here.

    What would move its end by a minute at most is not noted.
    """
    return await prolong(issuer, tx, session) if wants_use(issuer, session) else session


async def prolong(issuer: Issuer, tx: Tx, session: Session) -> Session:
    """Give the session its whole time without use again."""
    idle_at = clock.ahead(issuer.settings.idle)
    await session_rows.prolong(tx, session.id, idle_at=idle_at, at=clock.now())
    return replace(session, idle_at=idle_at)


def wants_use(issuer: Issuer, session: Session) -> bool:
    """Tell whether noting a use would move the end by more than a little."""
    return clock.ahead(issuer.settings.idle) - session.idle_at > timedelta(seconds=_COARSE)


async def open_client(
    issuer: Issuer, tx: Tx, session: Session, client_id: str, *, role: ActiveRole, scopes: Iterable[str]
) -> UUID:
    """Give a site its own part of a session and return its ``sid``; the role is on it, and nowhere else."""
    sid = ids.new_id(session.subject.bucket)
    values = _client_values(issuer, sid, session, client_id, role)
    await client_sessions.add(tx, sid, values | {"scopes": " ".join(sorted(scopes))})
    return sid


async def open_profile(issuer: Issuer, tx: Tx, session: Session, role: ActiveRole) -> Handle:
    """Give the profile pages their own part of a session, which the browser holds."""
    handle = Handle.new(session.subject.bucket)
    values = _client_values(issuer, handle.id, session, OWN_CLIENT, role)
    await client_sessions.add(tx, handle.id, values | {"digest": handle.digest})
    return handle


async def of_client(
    issuer: Issuer, tx: Tx, sid: UUID | None, application: Application
) -> ClientSession | None:
    """Return what an application has of a session while it lives; what another one has is none.

    For a test application what belongs to a real citizen, or is about one, counts as ended: it may have been live.
    """
    held = await _client(issuer, tx, sid) if sid else None
    if held is None or held.client_id != application.client_id:
        return None
    if application.environment is Environment.TEST and not await _is_synthetic(tx, held):
        return None
    return held


async def of_pages(issuer: Issuer, tx: Tx, handle: Handle) -> ClientSession | None:
    """Return what our own pages have of a session, to the browser that knows its secret."""
    return await _client(issuer, tx, handle.id, digest=handle.digest)


def role_of(keyring: Keyring, row: Any) -> ActiveRole:
    """Return the role of a client session's row, opened."""
    return sealed_role.opened(keyring, row.role_code, row.role_subject_id, row.role, bound_to=row.sid.bytes)


async def _is_synthetic(tx: Tx, held: ClientSession) -> bool:
    if not held.session.synthetic or held.role.subject == held.session.subject:
        return held.session.synthetic
    whom = await subjects.find(tx, held.role.subject.id)
    return whom is not None and whom.synthetic


async def _client(issuer: Issuer, tx: Tx, sid: UUID, *, digest: bytes | None = None) -> ClientSession | None:
    row = await client_sessions.find(tx, sid, at=clock.now(), digest=digest)
    if row is None or row.role is None:
        return None
    return ClientSession(
        id=row.sid,
        client_id=row.client_id,
        role=role_of(issuer.platform.keyring, row),
        scopes=frozenset(row.scopes.split()),
        level=row.given_acr,
        auth_time=row.given_auth_time,
        checked_at=row.checked_at,
        ends_at=row.client_ends_at,
        session=_session(issuer.platform.keyring, row),
    )


def _values(issuer: Issuer, handle: Handle, login: Login, device: str) -> dict[str, Any]:
    person = msgspec.json.encode(login.person)
    return {
        "digest": handle.digest,
        "person": issuer.platform.keyring.seal(_PURPOSE, person, bound_to=handle.id.bytes),
        "acr": login.level,
        "upstream": login.upstream,
        "auth_time": login.auth_time,
        "login_at": clock.now(),
        "device": device,
        "idle_at": clock.ahead(issuer.settings.idle),
        "ends_at": clock.ahead(issuer.settings.absolute),
    }


def _client_values(
    issuer: Issuer, sid: UUID, session: Session, client_id: str, role: ActiveRole
) -> dict[str, Any]:
    at = clock.now()
    return {
        "session_id": session.id,
        "client_id": client_id,
        "role_code": role.code,
        "role": sealed_role.seal(issuer.platform.keyring, role, bound_to=sid.bytes),
        "subject_id": role.subject.id,
        "acr": session.level,
        "auth_time": session.auth_time,
        "began_at": at,
        "checked_at": at,
        "ends_at": _ends_at(issuer, session, role),
    }


def _ends_at(issuer: Issuer, session: Session, role: ActiveRole) -> datetime:
    """Return when a client session ends at the latest: with its session, or with the last day of its role."""
    if role.valid_until is None:
        return session.ends_at
    zone = ZoneInfo(issuer.platform.settings.timezone)
    return min(session.ends_at, datetime.combine(role.valid_until, time.max, zone))


def person_of(keyring: Keyring, row: Any) -> Person:
    """Return who is logged in by a session's row."""
    person = keyring.open_sealed(_PURPOSE, row.person, bound_to=row.id.bytes)
    return msgspec.json.decode(person, type=Person)


def _session(keyring: Keyring, row: Any) -> Session:
    return Session(
        id=row.id,
        subject=SubjectRef(row.subject_id),
        synthetic=row.synthetic,
        person=person_of(keyring, row),
        level=row.acr,
        auth_time=row.auth_time,
        login_at=row.login_at,
        idle_at=row.idle_at,
        ends_at=row.ends_at,
    )
