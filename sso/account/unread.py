"""How much is unread for whom a page is shown: what its script compares, to say that something came."""

import asyncio

from profile_core.contract import Acting, HeaderPart, Platform, log

logger = log.get_logger("sso")
_WITHIN = 1.0
"""Seconds that blocks may take: the page waits for the rest of the answer."""


async def unread(platform: Platform, acting: Acting) -> int | None:
    """Return how much is unread in all blocks that count; None where one of them failed."""
    parts = [block.header for block in platform.blocks if block.header]
    counts = await asyncio.gather(*(_of(platform, part, acting) for part in parts), return_exceptions=True)
    for failed in (one for one in counts if isinstance(one, BaseException)):
        logger.error("unread not counted", exc_info=failed)
    known = [one for one in counts if isinstance(one, int)]
    return sum(known) if len(known) == len(counts) else None


async def _of(platform: Platform, part: HeaderPart, acting: Acting) -> int:
    async with asyncio.timeout(_WITHIN), platform.store.read() as tx:
        (count,) = await part.unread(tx, [acting])
    return count
