"""Asking all blocks at once what they have for a citizen: who fails or takes long is named, the rest is shown."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from profile_core.contract import Block, Platform, Silent, UnavailableError, log

logger = log.get_logger("profile")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Generic[T]):
    """What blocks told, in their order; ``absent`` are those that told nothing."""

    told: Sequence[tuple[Block, T]]
    absent: Sequence[Block]


async def ask(platform: Platform, parts: Sequence[tuple[Block, Awaitable[T]]]) -> Heard[T]:
    """Wait for what blocks have to tell; when none of several tells anything that is our failure."""
    within = _within(platform)
    waiting = (asyncio.wait_for(part, within) for _, part in parts)
    said = await asyncio.gather(*waiting, return_exceptions=True)
    told: list[tuple[Block, T]] = []
    absent: list[Block] = []
    for (block, _), one in zip(parts, said, strict=True):
        if isinstance(one, BaseException):
            logger.error("a block told nothing", block=block.name, exc_info=one)
            absent.append(block)
        else:
            told.append((block, one))
    if absent and not told:
        raise UnavailableError("profile.nothing_told", "None of our parts answers just now. Try again later.")
    return Heard(told=told, absent=absent)


def silent(told: Iterable[Sequence[Silent]]) -> list[Silent]:
    """Return who did not answer, each sender once, however many blocks miss it."""
    return list({one.sender: one for of_block in told for one in of_block}.values())


def _within(platform: Platform) -> float:
    """Return how many seconds a block has: longer than the sources that it asks, shorter than the request."""
    settings = platform.settings
    return (settings.sources_within + settings.request_timeout) / 2
