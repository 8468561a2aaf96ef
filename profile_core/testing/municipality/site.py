"""What a municipal site is configured with, and the sessions that its server keeps."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from starlette.requests import Request

from profile_core.testing.municipality.content import Content, load
from profile_core.testing.municipality.issuer import Issuer

SESSION_COOKIE = "site-session"
LOGIN_COOKIE = "site-login"


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file; ``snippet`` is the HTML that the web team was given, pasted as it came."""

    content: Literal["gent", "aalst"]
    url: str
    issuer: str
    gateway: str
    client_id: str
    private_jwk: dict[str, Any]
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login that is under way in one browser."""

    state: str
    nonce: str
    verifier: str
    back_to: str


@dataclass(frozen=True, slots=True)
class Site:
    """The running site. ``sessions`` holds the id token of each citizen; it never leaves this memory."""

    config: Config
    content: Content
    issuer: Issuer
    logins: dict[str, Login] = field(default_factory=dict[str, Login])
    sessions: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def secure(self) -> bool:
        """Tell whether cookies are for https only."""
        return self.config.url.startswith("https://")

    @property
    def callback(self) -> str:
        """Return the redirect URI."""
        return f"{self.config.url}/callback"

    def session_of(self, request: Request) -> str | None:
        """Return the id token of the citizen whose browser asks."""
        return self.sessions.get(request.cookies.get(SESSION_COOKIE, ""))

    def open_session(self, id_token: str) -> str:
        """Remember a citizen and return the handle for the cookie."""
        handle = secrets.token_urlsafe(32)
        self.sessions[handle] = id_token
        return handle

    def drop_session(self, request: Request) -> str | None:
        """Forget the session of the browser that asks, and return its id token."""
        return self.sessions.pop(request.cookies.get(SESSION_COOKIE, ""), None)


def open_site(config: Config) -> Site:
    """Build the site that a configuration describes."""
    issuer = Issuer(
        address=config.issuer,
        gateway=config.gateway,
        client_id=config.client_id,
        private_jwk=config.private_jwk,
    )
    return Site(config, load(config.content), issuer)
