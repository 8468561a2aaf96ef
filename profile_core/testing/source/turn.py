"""A question on its way through a source, and the places where a fault may meddle."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from starlette.responses import Response

from profile_core.testing.source.entries import Json
from profile_core.testing.source.questions import Boundary, Only
from profile_core.testing.source.records import Records


class Door(StrEnum):
    DESCRIBE = "describe"
    QUERY = "query"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question as it was understood. ``most`` is the largest page, ``number`` counts the questions at this door.

    ``cursor`` is as it was sent; ``after`` and ``position`` are what it means, live and in the feed. ``seen`` is
    what faults remember between questions.
    """

    door: Door
    path: str
    number: int
    most: int
    records: Records
    seen: Counter[str]
    subjects: tuple[str, ...] = ()
    limit: int = 0
    before: Boundary | None = None
    only: Only | None = None
    changed_since: datetime | None = None
    cursor: str | None = None
    after: Boundary | None = None
    position: int = 0

    @property
    def size(self) -> int:
        """Return the most that an answer holds."""
        return min(self.limit, self.most)


LIVE = frozenset({Door.QUERY})
FEED = frozenset({Door.CHANGES})
BOTH = LIVE | FEED
ABOUT = frozenset({Door.DESCRIBE})
Hear = Callable[[Turn], Turn]
Say = Callable[[Turn, Json], Json]
Send = Callable[[Turn, Json], Response | None]


def _as_asked(turn: Turn) -> Turn:
    return turn


def _as_found(_turn: Turn, document: Json) -> Json:
    return document


def _as_written(_turn: Turn, _document: Json) -> Response | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How a source misbehaves, in a sentence and in deed.

    It waits (in seconds) before it answers, believes what it should check, mishears a question, says another
    document, or sends something else altogether.
    """

    sentence: str
    doors: frozenset[Door] = BOTH
    waits: float = 0.0
    believes: frozenset[str] = frozenset()
    hears: Hear = _as_asked
    says: Say = _as_found
    sends: Send = _as_written
