"""What a block tells of a citizen's matters where those of all blocks stand together: the overview, and the search."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from profile_core.contract.silent import Silent
from profile_core.kit.acting import Acting
from profile_core.kit.texts import Texts

if TYPE_CHECKING:
    from profile_core.contract.block import Platform

MOST = 5
"""So many lines of each kind a block gives at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing as a line that opens at ``path``, a page of ours; ``at`` is when it came, which what is new has.

    ``deadline`` is until when something must be done, ``begins`` when an appointment does, ``ends`` the last day on
    which it holds. At most one is given.
    """

    title: Texts
    sender: Texts
    path: str
    at: datetime | None = None
    deadline: datetime | None = None
    begins: datetime | None = None
    ends: date | None = None
    unread: bool = False

    @property
    def due(self) -> datetime | None:
        """Return the moment by which lines are put in order."""
        last = self.ends and datetime.combine(self.ends, time(23, 59), UTC)
        return self.deadline or self.begins or last


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Some lines, ``MOST`` at most; ``path`` is where all of them are, ``more`` tells that there are others."""

    items: Sequence[Line] = ()
    path: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a block tells on the first page: what must I do, what is new, what is running."""

    must: Lines = field(default_factory=Lines)
    new: Lines = field(default_factory=Lines)
    running: Lines = field(default_factory=Lines)
    silent: Sequence[Silent] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a block found. ``lines.path`` takes the same ``words`` by POST; there its own search goes on."""

    lines: Lines = field(default_factory=Lines)
    silent: Sequence[Silent] = ()


OverviewPart = Callable[["Platform", Acting, str], Awaitable[Overview]]
"""Tells what a block has for whom the citizen acts, in the language of the page; it writes its own audit lines."""
SearchPart = Callable[["Platform", Acting, str, str], Awaitable[Found]]
"""Finds what holds all words of a text, in the language of the page; it writes its own audit lines."""
