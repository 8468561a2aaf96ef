"""What each block has to show in the header. One that fails or dawdles is left out, and the rest stays."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from embed_header import choices
from embed_header.model import shows
from profile_core.contract import Acting, HeaderItem, HeaderPart, Platform, Tx, log

R = TypeVar("R")
CAP = 100
"""Counts stop here: 100 is shown as 99+."""
MOST_ITEMS = 5
TIMEOUT = 2.0
"""Seconds that a block may take for its part: less than what the whole request may."""
logger = log.get_logger("header")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One block in the panel."""

    block: str
    part: HeaderPart
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of the newest items, and the block that it is of."""

    block: str
    item: HeaderItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that the header shows of a citizen, beside name and role."""

    unread: int
    lines: Sequence[Line]
    entries: Sequence[Entry]


class Parts:
    """The header parts of the blocks that run, each asked in a transaction of its own, for those who see it."""

    def __init__(self, platform: Platform) -> None:
        self._store = platform.store
        self._parts = [(block.name, block.header) for block in platform.blocks if block.header]

    async def summary(self, acting: Acting) -> Summary:
        """Ask every block that the citizen's site shows for its count and its newest items."""
        (choice,) = await choices.of(self._store, [acting])
        parts = [(name, part) for name, part in self._parts if shows(choice, name)]
        answers = await self._all([(name, self._one(part, acting)) for name, part in parts])
        answered = [
            (name, part, answer)
            for (name, part), answer in zip(parts, answers, strict=True)
            if answer is not None
        ]
        entries = [Entry(block=name, part=part, unread=unread) for name, part, (unread, _) in answered]
        lines = [Line(block=name, item=item) for name, _, (_, items) in answered for item in items]
        newest = sorted(lines, key=lambda line: (line.item.date, line.item.id), reverse=True)[:MOST_ITEMS]
        return Summary(unread=_total(entry.unread for entry in entries), lines=newest, entries=entries)

    async def unread(self, actings: Sequence[Acting]) -> Sequence[int | None]:
        """Count for many citizens, in their order, with one question to each block for all who see it.

        None is the count of those who see a block that failed.
        """
        chosen = await choices.of(self._store, actings)
        asked = [
            (name, part, seers)
            for name, part in self._parts
            if (seers := [at for at, choice in enumerate(chosen) if shows(choice, name)])
        ]
        answers = await self._all(
            [(name, self._count(part, [actings[at] for at in seers])) for name, part, seers in asked]
        )
        counts: list[list[int | None]] = [[] for _ in actings]
        for (_, _, seers), answer in zip(asked, answers, strict=True):
            for at, count in zip(seers, answer or [None] * len(seers), strict=True):
                counts[at].append(count)
        return [_known_total(of_one) for of_one in counts]

    async def _one(self, part: HeaderPart, acting: Acting) -> tuple[int, Sequence[HeaderItem]]:
        async def ask(tx: Tx) -> tuple[int, Sequence[HeaderItem]]:
            (unread,) = await part.unread(tx, [acting])
            return unread, await part.latest(tx, acting, MOST_ITEMS) if part.latest else ()

        return await self._asked(ask)

    async def _count(self, part: HeaderPart, actings: Sequence[Acting]) -> Sequence[int]:
        return await self._asked(lambda tx: part.unread(tx, actings))

    async def _asked(self, ask: Callable[[Tx], Awaitable[R]]) -> R:
        async with asyncio.timeout(TIMEOUT), self._store.read() as tx:
            return await ask(tx)

    async def _all(self, asked: Sequence[tuple[str, Awaitable[R]]]) -> list[R | None]:
        """Wait for all; whatever a stranger's block raises stands in the log and in the place of its answer."""
        answers = await asyncio.gather(*(answer for _, answer in asked), return_exceptions=True)
        for (name, _), answer in zip(asked, answers, strict=True):
            if isinstance(answer, BaseException):
                logger.error("header part failed", block=name, exc_info=answer)
        return [None if isinstance(answer, BaseException) else answer for answer in answers]


def _known_total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return _total(known) if len(known) == len(counts) else None


def _total(counts: Iterable[int]) -> int:
    return min(CAP, sum(counts))
