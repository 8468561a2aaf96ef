"""Which sessions are this browser's: asked here by logins, by logouts and before a citizen is sent to log in.

Three cookies tell, for any of them may be lost or be older than what we did last: a browser never hears an answer that
got lost, and of two tabs at once each sends what both had before. The session's own and our pages' each open one; the
browser's long-lived secret opens none, but finds the session that was begun last. A browser is of one citizen.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from starlette.requests import Request

from profile_core.contract import SubjectRef, Tx, clock
from profile_core.directory.model import Subject
from sso import cookies, ending, sessions
from sso.handle import Handle
from sso.issuer import Issuer
from sso.model import ClientSession, Login, Session
from sso.rows import browsers


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A session of a browser that nobody ended; ``is_shown`` says that a cookie opens it still."""

    id: UUID
    subject: SubjectRef
    is_idle: bool
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What is known of a browser; ``pages`` is the session, live or not, of which it has our pages' cookie."""

    held: tuple[Held, ...]
    pages: UUID | None
    was_used: bool

    @property
    def ids(self) -> frozenset[UUID]:
        """Return which sessions they are."""
        return frozenset(one.id for one in self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A session that began, or goes on, under a new secret, and the cookies that say nothing any more."""

    handle: Handle
    stale: tuple[str, ...]


async def sessions_of(tx: Tx, request: Request) -> Here:
    """Return the sessions of a browser, those out of use too: their sites may go on with them."""
    mark = _mark(request)
    return await _here(tx, request, await browsers.noted(tx, mark) if mark else None)


async def begin(
    issuer: Issuer, tx: Tx, request: Request, login: Login, subject: Subject, *, device: str
) -> Begun:
    """Begin a session, or go on with the one that the same citizen has in this browser; all others in it end.

    Logins of one browser wait here for each other, so that of two tabs the second finds what the first began.
    """
    mark = _mark(request)
    last = await browsers.hold(tx, mark, ends_at=clock.ahead(issuer.settings.absolute)) if mark else None
    here = await _here(tx, request, last)
    present = next((one.id for one in here.held if one.subject == subject.ref), None)
    for one in here.held:
        if one.id != present:
            why = "begun_anew" if one.subject == subject.ref else "another_citizen"
            await ending.end_session(tx, one.id, why)
    handle = await sessions.begin(issuer, tx, login, subject, present=present, device=device)
    if mark is not None:
        await browsers.note(tx, mark, handle.id)
    stale = {cookies.LEFT} if here.pages == handle.id else {cookies.LEFT, cookies.PROFILE}
    return Begun(handle=handle, stale=tuple(sorted(stale & request.cookies.keys())))


async def must_show_anew(tx: Tx, request: Request) -> bool:
    """Tell whether somebody was logged in here and nobody is: the identity provider may know that citizen still."""
    if cookies.LEFT in request.cookies:
        return True
    here = await sessions_of(tx, request)
    return here.was_used and all(one.is_idle for one in here.held)


async def session(issuer: Issuer, tx: Tx, request: Request, *, came: bytes = b"") -> Session | None:
    """Return the live session of the citizen who sits there.

    ``came`` is the digest of the login that came for what waits. Its secret serves that one request also when the same
    citizen logged in in another tab since.
    """
    handle = _handle(request, cookies.SESSION)
    if handle is None:
        return None
    if came and hmac.compare_digest(handle.digest, came):
        return await sessions.live(issuer, tx, handle.id)
    return await sessions.find(issuer, tx, handle)


async def at_pages(issuer: Issuer, tx: Tx, request: Request) -> ClientSession | None:
    """Return what our own pages have of a live session; looking prolongs nothing."""
    handle = _handle(request, cookies.PROFILE)
    return await sessions.of_pages(issuer, tx, handle) if handle else None


async def _here(tx: Tx, request: Request, last: UUID | None) -> Here:
    own, pages = _handle(request, cookies.SESSION), _handle(request, cookies.PROFILE)
    at_own = await browsers.of_secret(tx, own.id, digest=own.digest) if own else None
    at_pages = await browsers.of_pages(tx, pages.id, digest=pages.digest) if pages else None
    shown = {row.id: row for row in (at_own, at_pages) if row is not None}
    begun = await browsers.of_id(tx, last) if last and last not in shown else None
    held = [_held(row, is_shown=True) for row in shown.values()]
    held += [_held(begun, is_shown=False)] if begun is not None else []
    return Here(
        held=tuple(one for one in held if one is not None),
        pages=at_pages.id if at_pages is not None else None,
        was_used=any(one is not None for one in (own, pages, last)),
    )


def _held(row: Any, *, is_shown: bool) -> Held | None:
    """Return a session that nobody ended and that is not at its absolute end."""
    at = clock.now()
    if row.ended_at is not None or row.ends_at <= at:
        return None
    return Held(id=row.id, subject=SubjectRef(row.subject_id), is_idle=row.idle_at <= at, is_shown=is_shown)


def _handle(request: Request, cookie: str) -> Handle | None:
    return Handle.parse(request.cookies.get(cookie, ""))


def _mark(request: Request) -> UUID | None:
    """Return by what a browser is known: an id, and so a bucket, from which nobody finds its secret."""
    secret = request.cookies.get(cookies.BROWSER, "")
    return UUID(bytes=sha256(f"sso browser {secret}".encode()).digest()[:16]) if secret else None
