"""Replaying: what failed is tried again, once its cause is mended."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from blocks.notifications import apart, check, ending
from blocks.notifications.rows import deliveries, followed
from profile_core.contract import Caller, Platform, Tx, outbound

MOST = 1_000
_WITHIN = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many deliveries are tried again, how many cannot be, and whether ``more`` failed ones fit the filter.

    What never became a call (the citizen had no verified address) or failed more than 90 days ago cannot be, nor
    what was sent and then reported to have failed.
    """

    replayed: int
    left: int
    more: bool


async def replay(platform: Platform, caller: Caller, wanted: followed.Filter, *, dry_run: bool) -> Replayed:
    """Let up to 1,000 failed deliveries of the caller be tried again, for a day; again finds none that failed.

    A dry run says how many there are.
    """
    check.may(caller)

    async def work(tx: Tx) -> Replayed:
        found = await followed.failed(tx, caller, wanted, most=MOST + 1)
        some = found[:MOST]
        able = await _able(tx, some)
        replayed = len(able) if dry_run else await _again(tx, able)
        return Replayed(replayed=replayed, left=len(some) - replayed, more=len(found) > MOST)

    if dry_run:
        async with platform.store.read() as tx:
            return await work(tx)
    return await platform.store.transact(work, "bulk")


async def _able(tx: Tx, some: Sequence[followed.Failed]) -> list[tuple[UUID, followed.Failed]]:
    """Return those whose call failed and is still kept, each with that call."""
    calls = [(one.call, one) for one in some if one.call is not None]
    states = await outbound.states(tx, {call for call, _ in calls})
    return [(call, one) for call, one in calls if call in states and states[call].failed]


async def _again(tx: Tx, able: Sequence[tuple[UUID, followed.Failed]]) -> int:
    """Replay calls of which all that failed is meant; of the others what is meant gets a call of its own."""
    mine: dict[UUID, list[followed.Failed]] = defaultdict(list)
    for call, one in able:
        mine[call].append(one)
    together = await deliveries.failed(tx, [(some[0].subject, call) for call, some in mine.items()])
    whole = [call for call, some in mine.items() if len(together[call]) == len(some)]
    replayed = await outbound.replay(tx, whole, seconds=_WITHIN)
    await ending.replayed(tx, replayed)
    moved = sum(len(mine[one.id]) for one in replayed)
    for call in sorted(mine.keys() - whole):
        some = mine[call]
        moved += await apart.again(tx, some[0].subject, [one.key for one in some], former=call)
    return moved
