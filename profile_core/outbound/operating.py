"""What the operator, and the round, do with calls that ended: replay what failed, delete what is old."""

from collections.abc import Sequence
from uuid import UUID

from profile_core.outbound.rows import kept
from profile_core.store import Store

DONE_KEPT = 7 * 86_400.0
"""Seconds for which a call that is done is kept; so long the same key is known again."""
FAILED_KEPT = 90 * 86_400.0
"""Seconds for which a call that failed is kept."""


async def replay(store: Store, call_ids: Sequence[UUID], *, seconds: float) -> list[UUID]:
    """Let failed calls be tried again; return those that are no failed calls."""
    unknown: list[UUID] = []
    for one in call_ids:
        async with store.begin() as tx:
            if not await kept.replay(tx, one, seconds=seconds):
                unknown.append(one)
    return unknown


async def replay_all(store: Store, use: str | None, *, seconds: float) -> int:
    """Let all failed calls be tried again, of one use or of all, one bucket a transaction; return how many."""
    async with store.read() as tx:
        buckets = await kept.failed_buckets(tx, use)
    replayed = 0
    for bucket in buckets:
        async with store.begin() as tx:
            replayed += await kept.replay_all(tx, bucket, use, seconds=seconds)
    return replayed


async def sweep(store: Store) -> int:
    """Delete what ended long ago, one bucket a transaction; return how many."""
    async with store.read() as tx:
        buckets = await kept.old_buckets(tx, done=DONE_KEPT, failed=FAILED_KEPT)
    deleted = 0
    for bucket in buckets:
        async with store.begin() as tx:
            deleted += await kept.delete_old(tx, bucket, done=DONE_KEPT, failed=FAILED_KEPT)
    return deleted
