"""What is looked at, what a check claims, and what came of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from profile_core.conformance.asking import Asker

SECTIONS = "docs/source-api/openapi.yaml"


class NotLookedError(Exception):
    """A check cannot be made; the text says why and, if the developer can, what to do."""


class UnreachableError(Exception):
    """The endpoint cannot be asked at all; the text says why."""


class Group(StrEnum):
    DESCRIBE = "What the source says of itself"
    SIGNATURE = "Who may ask"
    PAGE = "The shape of an answer"
    ITEM = "The shape of an item"
    ORDER = "Order and boundaries"
    PAGING = "Pages"
    WHOSE = "Whose items"
    QUESTION = "Questions that are wrong"
    CALLS = "Every call"
    FEED = "The change feed"


class State(StrEnum):
    OK = "ok"
    WRONG = "wrong"
    UNSEEN = "not-looked-at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The endpoint and with whom it is asked; ``subjects`` are synthetic numbers, each valid.

    ``other_subject`` has items of its own, none of which is also the first subject's. Without ``live`` only the
    change feed is asked.
    """

    url: str
    subjects: tuple[str, ...]
    other_subject: str = ""
    block: str = "notifications"
    types: frozenset[str] = frozenset()
    live: bool = True
    feed: bool = False


Run = Callable[["Asker"], Awaitable[Sequence[str]]]
"""Returns a sentence for each thing that is wrong; ``NotLookedError`` when it cannot tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One claim. ``section`` names the operation or component of the source API in which it stands."""

    code: str
    group: Group
    claims: str
    remedy: str
    section: str
    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a check: sentences of what is wrong, or why nobody looked."""

    check: Check
    wrong: tuple[str, ...] = ()
    unseen: str = ""

    @property
    def state(self) -> State:
        """Return the word for it."""
        if self.unseen:
            return State.UNSEEN
        return State.WRONG if self.wrong else State.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All results in the order of the checks; ``calls`` is how often the endpoint was called."""

    url: str
    block: str
    results: tuple[Result, ...]
    calls: int

    def count(self, state: State) -> int:
        """Count the checks that ended in a state."""
        return sum(result.state == state for result in self.results)

    @property
    def sum(self) -> str:
        """Return the one line that says it all."""
        wrong, right = self.count(State.WRONG), self.count(State.OK)
        unseen = self.count(State.UNSEEN)
        return f"{wrong} wrong, {right} right, {unseen} not looked at, in {self.calls} calls."
