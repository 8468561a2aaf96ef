"""Forget what is over: logins that were not finished, codes, sessions."""

from datetime import datetime

from profile_core.contract import Platform, clock
from sso.rows import stale

_KEPT = 3600.0
"""Seconds that things stay after their end: a code that comes twice must still be known."""
SLICE = 20_000
"""So many rows are looked up at a time, and then deleted one bucket a transaction."""


async def sweep(platform: Platform) -> None:
    """Delete all that ended more than an hour ago, oldest first; no table waits for another to be done."""
    at = clock.ago(_KEPT)
    left = stale.ENDS
    while left:
        left = tuple([ends for ends in left if await _forget_oldest(platform, ends, at)])


async def _forget_oldest(platform: Platform, ends: stale.Ends, at: datetime) -> bool:
    """Delete the oldest of a table; tell whether there may be more."""
    async with platform.store.read() as tx:
        over = await stale.oldest(tx, ends, at, most=SLICE)
    if over is None:
        return False
    for bucket in over.buckets:
        async with platform.store.begin() as tx:
            await stale.forget(tx, over, bucket)
    return over.is_full
