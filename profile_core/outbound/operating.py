"""What the operator, and the round, do with calls that ended: replay what failed, delete what is old."""

from collections.abc import Sequence
from uuid import UUID

from profile_core import audit
from profile_core.outbound.model import Again, Use
from profile_core.outbound.rows import kept
from profile_core.store import Store, Tx

DONE_KEPT = 7 * 86_400.0
"""Seconds for which a call that is done is kept; so long the same key is known again."""
FAILED_KEPT = 90 * 86_400.0
"""Seconds for which a call that failed is kept."""


async def replay(store: Store, uses: Sequence[Use], calls: Sequence[UUID], *, seconds: float) -> list[UUID]:
    """Let failed calls be tried again, and their uses hear of it; return those that are no failed calls."""
    unknown: list[UUID] = []
    for one in calls:
        async with store.begin() as tx:
            again = await kept.replay(tx, [one], seconds=seconds)
            await _tell(tx, uses, again)
            await _note(tx, again)
        unknown += [] if again else [one]
    return unknown


async def replay_all(store: Store, uses: Sequence[Use], use: str | None, *, seconds: float) -> int:
    """Let all failed calls be tried again, of one use or of all, one bucket a transaction; return how many."""
    async with store.read() as tx:
        buckets = await kept.failed_buckets(tx, use)
    replayed = 0
    for bucket in buckets:
        async with store.begin() as tx:
            again = await kept.replay_all(tx, bucket, use, seconds=seconds)
            await _tell(tx, uses, again)
            await _note(tx, again)
        replayed += len(again)
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


async def _tell(tx: Tx, uses: Sequence[Use], again: Sequence[Again]) -> None:
    """Let each use hear which of its calls are tried again."""
    for use in uses:
        mine = [one for one in again if one.use == use.name]
        if use.replayed is not None and mine:
            await use.replayed(tx, mine)


async def _note(tx: Tx, again: Sequence[Again]) -> None:
    """Leave one line a transaction about the operator who had calls tried again, under the region."""
    if again:
        uses = " ".join(sorted({one.use for one in again}))
        named = {"uses": uses, "count": str(len(again)), "ids": " ".join(str(one.id) for one in again)}
        await audit.record(
            tx,
            subject=audit.REGION,
            actor=audit.OPERATOR,
            action="outbound.replayed",
            purpose="operations",
            detail=named,
        )
