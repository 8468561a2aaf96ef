"""What the identity provider is configured with and what it remembers while it runs."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
from joserfc.jwk import ECKey

from profile_core.testing import citizens
from profile_core.testing.citizens import Citizen
from profile_core.testing.shelf import Shelf

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The running identity provider: configuration, signing key and memory. A restart is a new key."""

    config: Config
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    citizens: tuple[Citizen, ...] = field(default_factory=citizens.who_log_in)
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
