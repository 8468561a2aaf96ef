"""What an operator fills in: docs/operations/duties.md says what each field is for."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from profile_core.contract import Texts

Status = Literal["full", "partial", "none"]
Reason = Literal["non_compliance", "disproportionate_burden", "out_of_scope"]
Method = Literal["self", "third_party"]
Article = Literal["6(1)(c)", "6(1)(e)"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Whom a citizen can turn to. Of ``address``, ``email``, ``telephone``, ``link`` one is there at least."""

    name: Texts
    address: str
    email: str
    telephone: str
    hours: Texts | None
    link: Texts | None

    @property
    def dialled(self) -> str:
        """Return the telephone number as a link carries it (RFC 3966 section 3)."""
        return self.telephone.replace(" ", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcoming:
    """Content that is not accessible, and why; ``instead`` says how one gets there all the same."""

    what: Texts
    reason: Reason
    instead: Texts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessibility:
    """The accessibility statement; ``law`` is the national one by which Directive (EU) 2016/2102 holds."""

    law: Texts
    status: Status
    method: Method
    prepared: date
    reviewed: date | None
    shortcomings: tuple[Shortcoming, ...]
    enforcement: Office
    procedure: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """By which letter of article 6 GDPR, and which law, data are processed."""

    article: Article
    law: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What data are processed for beside what we know of ourselves: by another block, for example."""

    what: Texts
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """The privacy notice: what the software cannot know of the body that runs it."""

    date: date
    sign_on: Ground
    header: Ground
    notifications: Ground
    file_status: Ground
    trail: Ground
    further: tuple[Purpose, ...]
    retention: Texts
    log_days: int
    backup_days: int
    processors: tuple[Texts, ...]
    transfers: Texts | None
    officer: Office
    authority: Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """The whole file."""

    body: Office
    accessibility: Accessibility
    privacy: Privacy
