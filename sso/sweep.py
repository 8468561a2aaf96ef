"""Forget what is over: logins that were not finished, codes, sessions."""

from profile_core.contract import Platform, clock
from sso import rows

_KEPT = 3600.0
"""Seconds that things stay after their end: a code that comes twice must still be known."""


async def sweep(platform: Platform) -> None:
    """Delete what ended more than an hour ago, one bucket a transaction."""
    at = clock.ago(_KEPT)
    async with platform.store.read() as tx:
        buckets = await rows.stale_buckets(tx, at)
    for bucket in buckets:
        async with platform.store.begin() as tx:
            await rows.forget_stale(tx, bucket, at)
