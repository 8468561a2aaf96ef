"""Where a citizen is logged in, and which sites have a part of it: read for the page, ended by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from profile_core.contract import Acting, NotFoundError, SubjectRef, Text, Texts, Tx, clock
from profile_core.directory import rows as directory
from sso import consent, ending, sessions, trail
from sso.issuer import Issuer
from sso.model import ActiveRole
from sso.rows import mine


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A site that has a part of a session, in one or more roles."""

    client_id: str
    name: Texts
    roles: tuple[ActiveRole, ...]
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A session: in which kind of browser, since when, when last used, whether it is out of use, and its sites."""

    id: UUID
    device: str
    since: datetime
    used: datetime
    is_this: bool
    is_idle: bool
    sites: tuple[Connected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the citizen agreed to for a site, in a role."""

    client_id: str
    name: Texts
    role: ActiveRole
    scopes: tuple[str, ...]
    given_at: datetime


async def read(issuer: Issuer, tx: Tx, acting: Acting) -> tuple[list[Place], list[Consent]]:
    """Return the citizen's sessions, this one first, and what they agreed to."""
    at = clock.now()
    parts = await mine.parts(tx, acting, at=at)
    agreed = await mine.consents(tx, acting)
    names = await _names(tx, {one.client_id for one in (*parts, *agreed)})
    this = _this(acting, parts)
    places = [
        Place(
            id=row.id,
            device=row.device,
            since=row.login_at,
            used=row.idle_at - timedelta(seconds=issuer.settings.idle),
            is_this=row.id == this,
            is_idle=row.idle_at <= at,
            sites=_sites(issuer, [one for one in parts if one.session_id == row.id], names),
        )
        for row in await mine.sessions(tx, acting, at=at)
    ]
    consents = [
        Consent(
            client_id=row.client_id,
            name=_named(names, row.client_id),
            role=consent.role_of(issuer.platform.keyring, row),
            scopes=tuple(row.scopes.split()),
            given_at=row.given_at,
        )
        for row in agreed
    ]
    return sorted(places, key=lambda place: not place.is_this), consents


async def end(tx: Tx, acting: Acting, session: UUID | None) -> None:
    """End one session; somebody else's and none are the same answer."""
    if session not in [row.id for row in await mine.sessions(tx, acting, at=clock.now())] or session is None:
        raise NotFoundError("session.unknown", "You have no such login.")
    await ending.end_session(tx, session, "revoked")


async def end_others(tx: Tx, acting: Acting) -> None:
    """End every session but the one that asks."""
    at = clock.now()
    this = _this(acting, await mine.parts(tx, acting, at=at))
    for row in await mine.sessions(tx, acting, at=at):
        if row.id != this:
            await ending.end_session(tx, row.id, "revoked")


async def disconnect(tx: Tx, acting: Acting, session: UUID | None, client_id: str) -> None:
    """End what a site has of one session."""
    parts = await mine.parts(tx, acting, at=clock.now())
    theirs = [
        one for one in parts if (one.session_id, one.client_id) == (session, client_id) and not one.is_pages
    ]
    if not theirs:
        raise NotFoundError("session.unknown", "You have no such login.")
    for one in theirs:
        await ending.end_client_session(tx, one.sid, "revoked")


async def withdraw(tx: Tx, acting: Acting, client_id: str, role_code: str, role_subject: UUID | None) -> None:
    """Withdraw consent in one role: what the site could do with it ends at once, wherever the citizen is logged in."""
    unknown = NotFoundError("consent.unknown", "You gave no such consent.")
    if role_subject is None or "\0" in client_id + role_code:
        raise unknown
    if not await mine.withdraw(tx, acting, client_id, role_code, role_subject):
        raise unknown
    acts = (client_id, role_code, role_subject)
    for one in await mine.parts(tx, acting, at=clock.now()):
        if (one.client_id, one.role_code, one.role_subject_id) == acts:
            await ending.end_client_session(tx, one.sid, "revoked")
    await trail.note(
        tx,
        acting.citizen,
        ActiveRole(code=role_code, subject=SubjectRef(role_subject)),
        actor=acting,
        action="sso.consent_withdrawn",
        purpose="revoked",
        detail={"clients": client_id},
    )


def _this(acting: Acting, parts: Sequence[Any]) -> UUID | None:
    return next((one.session_id for one in parts if one.sid.hex == acting.sid), None)


async def _names(tx: Tx, client_ids: set[str]) -> dict[str, Texts]:
    """Return how each client is called: as its first site, else by the name of the application."""
    applications = await directory.applications(tx, client_ids)
    named = {
        name: Texts((Text(language="nl", text=one.name, default=True),)) for name, one in applications.items()
    }
    sites = await directory.sites_of_all(tx, client_ids)
    return named | {site.client_id: site.name for site in reversed(sites)}


def _named(names: dict[str, Texts], client_id: str) -> Texts:
    """Return a name, also for a client that is no longer registered."""
    return names.get(client_id) or Texts((Text(language="nl", text=client_id, default=True),))


def _sites(issuer: Issuer, parts: Sequence[Any], names: dict[str, Texts]) -> tuple[Connected, ...]:
    """Put together what one client has, however often it asked: its roles, each once."""
    found: dict[str, Connected] = {}
    for one in reversed(parts):
        if one.is_pages:
            continue
        role = sessions.role_of(issuer.platform.keyring, one)
        known = found.get(one.client_id)
        roles = known.roles if known else ()
        found[one.client_id] = Connected(
            client_id=one.client_id,
            name=_named(names, one.client_id),
            roles=roles if role in roles else (*roles, role),
            since=known.since if known else one.began_at,
        )
    return tuple(found.values())
