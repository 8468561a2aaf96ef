"""What the identity provider is configured with and what it remembers while it runs."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

import msgspec
from joserfc.jwk import ECKey

from profile_core.testing import citizens
from profile_core.testing.citizens import Citizen
from profile_core.testing.shelf import Shelf

CODE_LIFETIME = 60
SESSION_LIFETIME = 3600
Level = Literal["low", "substantial", "high"]
RANKS: tuple[Level, ...] = ("low", "substantial", "high")
_LEVELS: dict[str, Level] = {f"http://eidas.europa.eu/LoA/{level}": level for level in RANKS}


class Client(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A relying party and its public keys (a JWK set, RFC 7517)."""

    client_id: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    jwks: dict[str, Any]


class ClaimNames(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the claims of an id token are called: every identity provider has words of its own."""

    national_number: str = "rrn"
    given_name: str = "given_name"
    family_name: str = "family_name"


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file. ``issuer`` is the address under which the process is reached.

    ``name`` is what the pages say by language, ``levels`` the ``acr`` values of a log-in and how sure each is.
    """

    issuer: str
    clients: tuple[Client, ...]
    name: dict[str, str] = {}
    claims: ClaimNames = ClaimNames()
    levels: dict[str, Level] = msgspec.field(default_factory=lambda: dict(_LEVELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A citizen who is logged in at the identity provider, since ``auth_time`` and as sure as ``acr`` says."""

    citizen: Citizen
    auth_time: int
    acr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code stands for until it is redeemed."""

    client_id: str
    redirect_uri: str
    code_challenge: str
    nonce: str
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

    @property
    def cookie(self) -> str:
        """Return the name of the session's cookie: browsers share cookies between the ports of a host."""
        return f"idp-session-{sha256(self.issuer.encode()).hexdigest()[:8]}"

    @property
    def usual_acr(self) -> str:
        """Return how sure a log-in is when nobody asks: substantial where that is offered."""
        levels = self.config.levels
        return next((acr for acr, level in levels.items() if level == "substantial"), next(iter(levels)))

    def rank(self, acr: str) -> int:
        """Return how high one of the ``acr`` values stands."""
        return RANKS.index(self.config.levels[acr])

    def client(self, client_id: str) -> Client | None:
        """Return a registered client."""
        return next((client for client in self.config.clients if client.client_id == client_id), None)

    def citizen(self, sub: str) -> Citizen | None:
        """Return a synthetic citizen."""
        return next((citizen for citizen in self.citizens if citizen.sub == sub), None)
