"""The values of sign-on."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from profile_core.contract import Role, SubjectRef

OWN_CLIENT = "citizen-profile"
"""As which client the profile pages have their session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNames:
    """How an identity provider calls what we need."""

    national_number: str
    given_name: str
    family_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """An identity provider of the region, and as whom we come to it."""

    name: str
    issuer: str
    client_id: str
    key_file: Path | None
    scope: str
    claims: ClaimNames


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """How the identity provider says that the citizen is called."""

    given_name: str = field(repr=False)
    family_name: str = field(repr=False)

    @property
    def name(self) -> str:
        """Return the whole name."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What an identity provider vouched for. ``national_number`` is as it was sent."""

    national_number: str = field(repr=False)
    person: Person
    acr: str
    auth_time: datetime
    upstream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A citizen's one session with us, in one browser. ``synthetic`` citizens exist for tests."""

    id: UUID
    subject: SubjectRef
    synthetic: bool
    person: Person
    acr: str
    auth_time: datetime
    idle_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSession:
    """What one client has of a session; ``id`` is its ``sid``, and the role is on it and nowhere else."""

    id: UUID
    client_id: str
    role: Role
    session: Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code stands for."""

    client_session: UUID
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    scopes: frozenset[str]
    audience: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A login that is under way at an identity provider.

    ``request`` is the authorization request that waits for it, as it came; when empty, the profile page at
    ``return_to`` does. ``max_age`` is how old the login may be at most, in seconds.
    """

    upstream: str
    nonce: str
    verifier: str
    request: tuple[tuple[str, str], ...] = ()
    return_to: str = ""
    max_age: int | None = None
