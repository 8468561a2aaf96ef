"""Deleting in time: contents by their ``deleteAt``, deliveries with what they were of, and old operations.

Each in small transactions of one bucket, so that nobody waits long for it and it can stop anywhere.
"""

from blocks.notifications import progress
from blocks.notifications.model import Reason
from blocks.notifications.rows import retention
from profile_core.contract import Job, Platform

OPERATIONS_KEPT = 30 * 86_400.0
"""Seconds for which the same operation again gets the same answer."""


async def delete(platform: Platform) -> None:
    """Delete all that is due."""
    await _contents(platform)
    async with platform.store.read() as tx:
        buckets = await retention.operated(tx, seconds=OPERATIONS_KEPT)
    for bucket in buckets:
        async with platform.store.begin("bulk") as tx:
            await retention.forget_operations(tx, bucket, seconds=OPERATIONS_KEPT)


async def _contents(platform: Platform) -> None:
    """Make tombstones of what is due, and empty those whose deliveries were kept long enough."""
    while True:
        async with platform.store.read() as tx:
            buckets = await retention.due(tx)
        if not buckets:
            return
        for bucket in buckets:
            await _in_bucket(platform, bucket)


async def _in_bucket(platform: Platform, bucket: int) -> None:
    async with platform.store.begin("bulk") as tx:
        emptied = await retention.empty(tx, bucket)
        await progress.cancel(
            tx, emptied.keys(), [one for some in emptied.values() for one in some], Reason.RETRACTED
        )
    async with platform.store.begin("bulk") as tx:
        await retention.forget_deliveries(tx, bucket)


DELETE = Job(name="notifications.delete", every=300, run=delete)
