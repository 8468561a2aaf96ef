"""What the identity provider is configured with and what it remembers while it runs."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec
from joserfc.jwk import ECKey

from profile_core.kit import clock
from profile_core.testing import citizens
from profile_core.testing.citizens import Citizen

SESSION_COOKIE = "idp-session"
CODE_LIFETIME = 60
SESSION_LIFETIME = 3600
ACR_VALUES = tuple(f"http://eidas.europa.eu/LoA/{level}" for level in ("high", "substantial", "low"))


class Client(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A relying party and its public keys (a JWK set, RFC 7517)."""

    client_id: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    jwks: dict[str, Any]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file. ``issuer`` is the address under which the process is reached."""

    issuer: str
    clients: tuple[Client, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A citizen who is logged in at the identity provider, since ``auth_time``."""

    citizen: Citizen
    auth_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code stands for until it is redeemed."""

    client_id: str
    redirect_uri: str
    code_challenge: str
    nonce: str
    acr: str
    session: Session


Held = TypeVar("Held")


class Shelf(Generic[Held]):
    """Keeps things by an unguessable handle for a while."""

    def __init__(self, lifetime: int) -> None:
        self._lifetime = lifetime
        self._held: dict[str, tuple[int, Held]] = {}

    def put(self, thing: Held, *, handle: str = "") -> str:
        """Keep a thing and return its handle; what has expired is forgotten on the way."""
        now = seconds()
        self._held = {key: entry for key, entry in self._held.items() if entry[0] > now}
        handle = handle or secrets.token_urlsafe(32)
        self._held[handle] = (now + self._lifetime, thing)
        return handle

    def get(self, handle: str) -> Held | None:
        """Return a thing that has not expired."""
        until, thing = self._held.get(handle, (0, None))
        return thing if until > seconds() else None

    def take(self, handle: str) -> Held | None:
        """Return a thing and forget it, so that it is had once."""
        thing = self.get(handle)
        self._held.pop(handle, None)
        return thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The running identity provider: configuration, signing key and memory. A restart is a new key."""

    config: Config
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    citizens: tuple[Citizen, ...] = field(default_factory=citizens.load)
    codes: Shelf[Grant] = field(default_factory=lambda: Shelf[Grant](CODE_LIFETIME))
    sessions: Shelf[Session] = field(default_factory=lambda: Shelf[Session](SESSION_LIFETIME))
    spent: Shelf[bool] = field(default_factory=lambda: Shelf[bool](400))

    @property
    def issuer(self) -> str:
        """Return the issuer identifier."""
        return self.config.issuer

    def client(self, client_id: str) -> Client | None:
        """Return a registered client."""
        return next((client for client in self.config.clients if client.client_id == client_id), None)

    def citizen(self, sub: str) -> Citizen | None:
        """Return a synthetic citizen."""
        return next((citizen for citizen in self.citizens if citizen.sub == sub), None)


def seconds() -> int:
    """Return the present moment as JWT claims count it."""
    return int(clock.now().timestamp())
