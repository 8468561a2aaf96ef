"""What each block has to show in the header. One that fails or dawdles is left out, and the rest stays."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

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
    """The header parts of the blocks that run, each asked in a transaction of its own."""

    def __init__(self, platform: Platform) -> None:
        self._store = platform.store
        self._parts = [(block.name, block.header) for block in platform.blocks if block.header]

    async def summary(self, acting: Acting) -> Summary:
        """Ask every block for its count and its newest items."""
        asked = [self._one(part, acting) for _, part in self._parts]
        answers = await self._all(asked)
        entries = [
            Entry(block=name, part=part, unread=answer[0])
            for (name, part), answer in zip(self._parts, answers, strict=True)
            if answer is not None
        ]
        lines = [
            Line(block=name, item=item)
            for (name, _), answer in zip(self._parts, answers, strict=True)
            if answer is not None
            for item in answer[1]
        ]
        newest = sorted(lines, key=lambda line: (line.item.date, line.item.id), reverse=True)[:MOST_ITEMS]
        return Summary(unread=_total(entry.unread for entry in entries), lines=newest, entries=entries)

    async def unread(self, actings: Sequence[Acting]) -> Sequence[int] | None:
        """Count for many citizens, in their order, with one question to each block; None when one failed."""
        asked = [self._asked(lambda tx, part=part: part.unread(tx, actings)) for _, part in self._parts]
        answers = await self._all(asked)
        counts = [answer for answer in answers if answer is not None]
        if len(counts) < len(answers):
            return None
        return [_total(column) for column in zip(*counts, strict=True)] if counts else [0] * len(actings)

    async def _one(self, part: HeaderPart, acting: Acting) -> tuple[int, Sequence[HeaderItem]]:
        async def ask(tx: Tx) -> tuple[int, Sequence[HeaderItem]]:
            (unread,) = await part.unread(tx, [acting])
            return unread, await part.latest(tx, acting, MOST_ITEMS) if part.latest else ()

        return await self._asked(ask)

    async def _asked(self, ask: Callable[[Tx], Awaitable[R]]) -> R:
        async with asyncio.timeout(TIMEOUT), self._store.read() as tx:
            return await ask(tx)

    async def _all(self, asked: Sequence[Awaitable[R]]) -> list[R | None]:
        """Wait for all; whatever a stranger's block raises stands in the log and in the place of its answer."""
        answers = await asyncio.gather(*asked, return_exceptions=True)
        for (name, _), answer in zip(self._parts, answers, strict=True):
            if isinstance(answer, BaseException):
                logger.error("header part failed", block=name, exc_info=answer)
        return [None if isinstance(answer, BaseException) else answer for answer in answers]


def _total(counts: Iterable[int]) -> int:
    return min(CAP, sum(counts))
