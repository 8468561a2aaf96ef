"""What a block tells of a citizen's matters where all blocks are shown together: the overview, and the search."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from profile_core.kit.acting import Acting
from profile_core.kit.texts import Texts

if TYPE_CHECKING:
    from profile_core.contract.block import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing as a line that opens at ``path``. ``note`` is one word on what it is: task, appointment, file.

    ``due`` is until when something must be done, or when an appointment begins.
    """

    title: Texts
    sender: Texts
    path: str
    at: datetime
    due: datetime | None = None
    note: Texts | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A source that did not answer: since when, and of which moment is what is shown of it."""

    sender: Texts
    since: datetime | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines in the order in which they are shown; ``more`` is where the others are, if there are any."""

    items: Sequence[Line] = ()
    more: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What one block tells on the first page: what must I do, what is new, what is running."""

    must: Lines = field(default_factory=Lines)
    new: Lines = field(default_factory=Lines)
    running: Lines = field(default_factory=Lines)
    silent: Sequence[Silent] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a citizen looks for: words of theirs, and how many lines at most; ``language`` is the page's."""

    words: str
    most: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one block found; ``more`` leads to its own search, with all filters."""

    lines: Lines = field(default_factory=Lines)
    silent: Sequence[Silent] = ()


OverviewPart = Callable[["Platform", Acting, str], Awaitable[Overview]]
"""Tells what a block has for who acts, in a language; it writes its own audit lines."""
SearchPart = Callable[["Platform", Acting, Sought], Awaitable[Found]]
"""Finds what a block has for who acts; it writes its own audit lines."""
