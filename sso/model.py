"""The values of sign-on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Self
from uuid import UUID

from profile_core.contract import Role, SubjectRef, Texts

OWN_CLIENT = "citizen-profile"
"""As which client the profile pages have their session. It gives nothing: what counts is that a browser brings their
cookie. Nobody may register it (``profile_core.directory.client_ids``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNames:
    """How an identity provider calls what we need."""

    national_number: str
    given_name: str
    family_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """An identity provider of the region, and as whom we come to it.

    ``name`` is ours; it stands in the redirect URI. ``levels`` maps its ``acr`` to our levels of assurance, and
    ``level`` stands for any other. Its id tokens are signed by one of ``algorithms``. With a ``key_file`` (a private JWK, ES256) we authenticate by
    ``private_key_jwt``; without one we are a public client, with PKCE only.
    """

    name: str
    issuer: str
    label: Texts
    client_id: str
    key_file: Path | None
    scope: str
    claims: ClaimNames
    levels: Mapping[str, str]
    level: str
    algorithms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register that knows in which roles a citizen may act; asked at ``{address}/roles``."""

    name: str
    address: str
    label: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who the identity provider says that the citizen is; the number is checked and bare."""

    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    national_number: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Return the whole name."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What an identity provider vouched for; ``level`` is one of ``levels.LEVELS``."""

    person: Person
    level: str
    auth_time: datetime
    upstream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A citizen's one session with us, in one browser. ``synthetic`` citizens exist for tests.

    ``auth_time`` is what the identity provider said, ``login_at`` when its answer came, on our clock.
    """

    id: UUID
    subject: SubjectRef
    synthetic: bool
    person: Person
    level: str
    auth_time: datetime
    login_at: datetime
    idle_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveRole:
    """In which capacity the citizen acts, and for whom; ``identifier`` is the public number of an enterprise.

    ``source`` names who vouches for it (empty for oneself), ``valid_until`` is its last day where it has one;
    names are sealed where they are stored.
    """

    code: str
    subject: SubjectRef
    source: str = ""
    name: str = field(default="", repr=False)
    identifier: str = ""
    giver: str = field(default="", repr=False)
    valid_until: date | None = None

    @property
    def role(self) -> Role:
        """Return what others are shown of it."""
        return Role(code=self.code, name=self.name)

    @property
    def number(self) -> str:
        """Return the number of an enterprise as people write it: 0123.456.789."""
        digits = self.identifier
        return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSession:
    """What one client has of a session; ``id`` is its ``sid``, and the role is on it and nowhere else.

    ``level`` and ``auth_time`` are of the login that it was given with, whichever came after that one.
    """

    id: UUID
    client_id: str
    role: ActiveRole
    scopes: frozenset[str]
    level: str
    auth_time: datetime
    checked_at: datetime
    ends_at: datetime
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code stands for; with ``jkt`` only that key may redeem it (RFC 9449 section 10)."""

    client_session: UUID
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    scopes: frozenset[str]
    audience: str
    jkt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshGrant:
    """What a refresh token stands for; with ``jkt`` it serves only who proves that key."""

    client_session: UUID
    client_id: str
    scopes: frozenset[str]
    audience: str
    jkt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A request that waits until the citizen has chosen and logged in.

    ``request`` is the authorization request as it came, ``pushed`` the row it came in when it was pushed
    (RFC 9126); when empty, the profile page at ``return_to`` waits. ``prompts`` are added to those of the
    request. ``role`` is the login hint of the role that was chosen, ``consented`` says that the citizen agreed in that
    role, both in the session ``chosen_in``. ``came`` is the digest of what the browser holds since a login for this very request.
    """

    request: tuple[tuple[str, str], ...] = ()
    pushed: UUID | None = None
    return_to: str = ""
    prompts: frozenset[str] = frozenset()
    role: str = ""
    consented: bool = False
    chosen_in: UUID | None = None
    came: bytes = b""

    def in_session(self, session: UUID | None) -> Self:
        """Return it without what was chosen in another session: nobody chooses for another citizen."""
        if self.chosen_in == session:
            return self
        return replace(self, role="", consented=False, chosen_in=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A login that is under way at an identity provider, for something that waits.

    ``max_age`` is how old the login may be at most, in seconds.
    """

    waiting: UUID
    upstream: str
    nonce: str
    verifier: str
    max_age: int | None = None
