"""What a municipal site is configured with, and the sessions that its server keeps."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from starlette.requests import Request

from profile_core.testing.municipality.content import Content, load
from profile_core.testing.municipality.issuer import Issuer, Profile
from profile_core.testing.municipality.session import Session
from profile_core.testing.shelf import Shelf

SESSION_COOKIE = "site-session"
LOGIN_COOKIE = "site-login"
LOGIN_WITHIN = 600
TOLD_WITHIN = 600


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file; ``snippet`` is the HTML that the web team was given, pasted as it came.

    ``header_style`` is its copy of the style sheet that goes with it, so that no page waits for another server.
    """

    content: Literal["gent", "aalst"]
    url: str
    issuer: str
    gateway: str
    client_id: str
    private_jwk: dict[str, Any]
    snippet: str
    header_style: str = ""
    profile: Profile = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login that is under way in one browser."""

    state: str
    nonce: str
    verifier: str
    back_to: str


@dataclass(frozen=True, slots=True)
class Site:
    """The running site. What it keeps of each citizen never leaves this memory."""

    config: Config
    content: Content
    issuer: Issuer
    logins: Shelf[Login] = field(default_factory=lambda: Shelf[Login](LOGIN_WITHIN))
    told: Shelf[bool] = field(default_factory=lambda: Shelf[bool](TOLD_WITHIN))
    sessions: dict[str, Session] = field(default_factory=dict[str, Session])

    @property
    def secure(self) -> bool:
        """Tell whether cookies are for https only."""
        return self.config.url.startswith("https://")

    @property
    def callback(self) -> str:
        """Return the redirect URI."""
        return f"{self.config.url}/callback"

    def session_of(self, request: Request) -> Session | None:
        """Return the session of the browser that asks."""
        return self.sessions.get(request.cookies.get(SESSION_COOKIE, ""))

    def open_session(self, session: Session) -> str:
        """Remember a citizen and return the handle for the cookie."""
        handle = secrets.token_urlsafe(32)
        self.sessions[handle] = session
        return handle

    def drop_session(self, request: Request) -> Session | None:
        """Forget the session of the browser that asks, and return what it was."""
        return self.sessions.pop(request.cookies.get(SESSION_COOKIE, ""), None)

    def end_sessions(self, *, sub: str, sid: str) -> None:
        """Forget every session that an issuer names by ``sid``, by ``sub``, or by both."""
        for handle, session in list(self.sessions.items()):
            if sid in ("", session.sid) and sub in ("", session.sub):
                del self.sessions[handle]


def open_site(config: Config) -> Site:
    """Build the site that a configuration describes."""
    issuer = Issuer(
        address=config.issuer,
        client_id=config.client_id,
        private_jwk=config.private_jwk,
        profile=config.profile,
    )
    return Site(config, load(config.content), issuer)
