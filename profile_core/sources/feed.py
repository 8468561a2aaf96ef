"""Following a source's changes (docs/source-api): what a page of them is, and who takes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, Self
from uuid import UUID

import msgspec

from profile_core.sources.calls import Calls
from profile_core.sources.http import NoAnswerError
from profile_core.sources.model import Source
from profile_core.store import Tx

MOST = 100
"""Changes of one page: few enough for an answer that is not too large, and for one transaction."""
DEACTIVATED = 8
"""Failures in a row after which a feed counts as deactivated: more than an hour at the pauses of the worker."""
_OK = 200
_LATER = (429, 503)
_LONGEST_CURSOR = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A change that a block did not take, and why. It names nobody."""

    type: str
    external_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Refused):
    """A refusal as it is kept."""

    source: UUID
    at: datetime


class Feed(Protocol):
    """What a block does with the changes of sources that it follows."""

    async def take(self, tx: Tx, source: Source, changes: Sequence[msgspec.Raw]) -> Sequence[Refused]:
        """Store changes in a transaction, and return what of them was refused.

        They come late, twice and out of order. A bad one harms no neighbour; what is raised keeps the whole page
        for another time.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A page of changes, each still raw, and where to go on."""

    items: Sequence[msgspec.Raw] = field(repr=False)
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How far a feed is followed; ``owner`` leased it, ``failures`` is how often it failed since the last page.

    ``pages`` with changes came since it was at its end, and ``mark`` is the cursor that one of them led to. Since the
    mark moves after 1, 2, 4, 8, ... pages, a feed that goes round comes by it soon, however long the round is (Brent).
    """

    source: UUID
    block: str
    cursor: str | None = None
    failures: int = 0
    polled_at: datetime | None = None
    away_since: datetime | None = None
    last_error: str | None = None
    owner: UUID | None = None
    mark: str | None = None
    pages: int = 0

    @property
    def deactivated(self) -> bool:
        """Tell whether it failed so often that somebody is to look after it; the next page that is taken ends it."""
        return self.failures >= DEACTIVATED

    def goes_round(self, page: Changes) -> bool:
        """Tell whether a page with changes leads back to where the feed was."""
        return bool(page.items) and page.cursor in (self.cursor, self.mark)

    def after(self, page: Changes) -> Self:
        """Return how far it is followed once a page is taken."""
        if not page.items:
            return replace(self, cursor=page.cursor, mark=None, pages=0)
        pages = self.pages + 1
        marked = pages & (pages - 1) == 0
        return replace(self, cursor=page.cursor, mark=page.cursor if marked else self.mark, pages=pages)


class LaterError(NoAnswerError):
    """The source asks to be left alone for so many ``seconds``."""

    def __init__(self, status: int, seconds: float) -> None:
        super().__init__(f"it answered {status}")
        self.seconds = seconds


async def changes(calls: Calls, source: Source, one: Followed) -> Changes:
    """Ask a source what changed; no usable answer raises ``NoAnswerError``. It asks the network."""
    limit = max(1, min(source.page_size, MOST) >> one.failures)
    body = msgspec.json.encode({"cursor": one.cursor, "limit": limit})
    answer = await calls.post(source, f"{one.block}/changes", body)
    if answer.status in _LATER:
        raise LaterError(answer.status, answer.retry_after)
    if answer.status != _OK:
        raise NoAnswerError(f"it answered {answer.status}")
    page = _read(answer.body)
    if len(page.items) > limit:
        raise NoAnswerError(f"it answered {len(page.items)} changes where {limit} were asked for")
    if len(page.next_cursor) > _LONGEST_CURSOR:
        raise NoAnswerError(f"its nextCursor is longer than {_LONGEST_CURSOR} characters")
    return Changes(items=page.items, cursor=page.next_cursor)


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    items: list[msgspec.Raw]
    next_cursor: str


def _read(body: bytes) -> _Page:
    try:
        return msgspec.json.decode(body, type=_Page)
    except msgspec.ValidationError as error:
        raise NoAnswerError("the answer is no page of changes of the source API") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoAnswerError("the answer is not JSON") from error
