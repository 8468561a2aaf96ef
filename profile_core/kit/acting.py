"""Who acts: for a citizen ``Acting``, for a program of a provider ``Caller``. Every reader takes one."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

import msgspec

from profile_core.kit import ids


class SubjectRef(msgspec.Struct, frozen=True):
    """Whom a thing is about, by opaque id; the id carries the bucket."""

    id: UUID

    @property
    def bucket(self) -> int:
        """Return the bucket in which everything of this subject lies."""
        return ids.bucket_of(self.id)


class Reach(StrEnum):
    """How far a citizen's session or token reaches."""

    PROFILE = "profile"
    HEADER = "header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """In which capacity the citizen acts; codes are data (``BUR`` is the citizen self)."""

    code: str = "BUR"
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """The access token that a citizen's request came with: its ``jti``, and when it is refused for its age."""

    id: str
    until: datetime


class Life(StrEnum):
    """Whether what was opened with a token may stay open. Where the token alone is over, another one may serve."""

    LIVES = "lives"
    TOKEN_OVER = "token_over"  # noqa: S105 (no password)
    SESSION_OVER = "session_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A citizen who acts in a role for a subject. ``sid`` is the client session it came through.

    ``until`` is when the session ends unless it is used, for whoever comes by a session of our own pages.
    ``at_pages`` says that it came by those pages' own cookie, which no site's token does; ``token`` is a site's.
    ``site`` is the origin of the page that a header token came from. ``login_at`` is when the citizen last came
    from the identity provider, where it came by our own pages.
    """

    citizen: SubjectRef
    subject: SubjectRef
    role: Role = field(default_factory=Role)
    name: str = ""
    sid: str = ""
    client_id: str = ""
    reach: Reach = Reach.PROFILE
    until: datetime | None = None
    at_pages: bool = False
    token: Token | None = None
    site: str = ""
    login_at: datetime | None = None

    @property
    def mark(self) -> str:
        """Return what forms carry, so that what a page shows to one citizen is never done as another.

        It is of the client session and does not give it away.
        """
        return sha256(b"form of a page " + self.sid.encode()).hexdigest()[:32]


class Environment(StrEnum):
    """Whether a program plays with synthetic citizens or serves real ones."""

    TEST = "test"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A program (application) that acts for one provider."""

    client_id: str
    provider: UUID
    environment: Environment
    scopes: frozenset[str]
