"""Forget what is over: logins that were not finished, codes, sessions."""

from profile_core.contract import Platform, clock
from sso.rows import stale

_KEPT = 3600.0
"""Seconds that things stay after their end: a code that comes twice must still be known."""


async def sweep(platform: Platform) -> None:
    """Delete what ended more than an hour ago, one bucket a transaction."""
    at = clock.ago(_KEPT)
    async with platform.store.read() as tx:
        buckets = await stale.buckets(tx, at)
    for bucket in buckets:
        async with platform.store.begin() as tx:
            await stale.forget(tx, bucket, at)
