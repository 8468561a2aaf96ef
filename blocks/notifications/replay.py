"""Replaying: what failed is tried again, once its cause is mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from blocks.notifications import check, progress
from blocks.notifications.model import DeliveryState
from blocks.notifications.rows import followed
from blocks.notifications.rows.deliveries import To, Which
from profile_core.contract import Caller, Platform, Tx, outbound

MOST = 1_000
_WITHIN = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many deliveries are tried again, how many cannot be, and whether ``more`` failed ones fit the filter.

    What never became a call (the citizen had no verified address) or failed more than 90 days ago cannot be.
    """

    replayed: int
    left: int
    more: bool


async def replay(platform: Platform, caller: Caller, wanted: followed.Filter, *, dry_run: bool) -> Replayed:
    """Let up to 1,000 failed deliveries of the caller be tried again, for a day; again finds none that failed.

    A dry run says how many there are.
    """
    check.may(caller)
    if dry_run:
        async with platform.store.read() as tx:
            failed = await followed.failed(tx, caller, wanted, most=MOST + 1)
        able = sum(one.call is not None for one in failed[:MOST])
        return _replayed(failed, able)

    async def work(tx: Tx) -> Replayed:
        failed = await followed.failed(tx, caller, wanted, most=MOST + 1)
        return _replayed(failed, sum([await _again(tx, one) for one in failed[:MOST]]))

    return await platform.store.transact(work, "bulk")


async def _again(tx: Tx, one: followed.Failed) -> bool:
    if one.call is None or not await outbound.replay(tx, one.call, seconds=_WITHIN):
        return False
    failed, again = Which(states=(DeliveryState.FAILED,), key=one.key), To(state=DeliveryState.SCHEDULED)
    return bool(await progress.move(tx, one.subject, failed, again))


def _replayed(failed: Sequence[followed.Failed], able: int) -> Replayed:
    return Replayed(replayed=able, left=min(len(failed), MOST) - able, more=len(failed) > MOST)
