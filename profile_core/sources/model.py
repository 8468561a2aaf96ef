"""What is asked of a source, and what came of it (docs/source-api)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

import msgspec

from profile_core.kit import clock
from profile_core.kit.acting import Environment


class SourceState(StrEnum):
    """How a source answered: now (OK), a moment ago (STALE), not yet, not in time, not at all, or that it may not."""

    OK = "OK"
    STALE = "STALE"
    PENDING = "PENDING"
    TIMEOUT = "TIMEOUT"
    FAILED = "FAILED"
    NO_CONSENT = "NO_CONSENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A provider's endpoint that is read from; ``url`` is its base address, ``page_size`` the most of one answer.

    ``announces`` says that it ever announced anything; ``away_since`` is set while it does not answer.
    """

    id: UUID
    provider: UUID
    environment: Environment
    code: str
    url: str
    blocks: tuple[str, ...]
    page_size: int
    languages: tuple[str, ...]
    paused: bool = False
    announces: bool = False
    away_since: datetime | None = None
    last_error: str | None = None
    answered_at: datetime | None = None
    created_at: datetime = field(default_factory=clock.now)
    changed_at: datetime = field(default_factory=clock.now)

    def address(self, path: str) -> str:
        """Return an address below its base."""
        return f"{self.url.rstrip('/')}/{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """Only what sorts after this is asked for: created earlier, or at that moment with a lower key.

    Where a list begins with what asks something of its reader, ``action_needed`` says whether this does.
    """

    created_at: datetime
    action_needed: bool | None = None
    external_id: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """The one item that is asked for; what has no types is named by its key alone."""

    external_id: str
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a source is asked about a subject; the subject's number is added where it leaves."""

    source: Source
    block: str
    role: str
    language: str
    limit: int
    before: Boundary | None = None
    only: Only | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of a question. ``items`` are raw: each is read by itself, at the door of whoever asked.

    ``as_of`` is the moment of which they are true; ``since`` is from when on the source does not answer; ``more`` says
    that it has more than these.
    """

    source: Source
    state: SourceState
    as_of: datetime | None = None
    since: datetime | None = None
    items: Sequence[msgspec.Raw] = field(default=(), repr=False)
    more: bool = False
    why: str = ""

    @classmethod
    def pending(cls, source: Source) -> Self:
        """Return that a source is still to answer."""
        return cls(source=source, state=SourceState.PENDING)

    def failed(self, why: str) -> Self:
        """Return that what it said is of no use."""
        return replace(self, state=SourceState.FAILED, items=(), more=False, why=why)
