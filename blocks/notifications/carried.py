"""What a channel's call is to carry, by what the rows say at the moment of an attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from blocks.notifications import occasions, preferences
from blocks.notifications.model import FIRST, Choice, DeliveryKey, DeliveryState, Reason
from blocks.notifications.rows import deliveries, dispatch as rows
from blocks.notifications.rows.deliveries import To
from blocks.notifications.rows.dispatch import Dispatch
from blocks.notifications.sandbox import Forced, Sandbox
from profile_core.contract import Channel, Tx, clock, outbound


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The deliveries that go, each with its notification; those that need not go, or cannot, each with its end."""

    going: Mapping[DeliveryKey, Dispatch]
    staying: Mapping[DeliveryKey, To]
    forced: Forced | None


async def look(tx: Tx, channel: Channel, sandbox: Sandbox, call: outbound.Call) -> Carried:
    """Look at all that waits for a call."""
    keys = await deliveries.waiting(tx, call.subject, call.id)
    found = await rows.several(tx, call.subject, {key.notification for key in keys})
    forced = await _forced(tx, sandbox, found)
    reaches = forced is not None or await channel.reaches(tx, call.subject)
    ends = {key: await _end(tx, call, key, found[key.notification], forced, reaches=reaches) for key in keys}
    return Carried(
        going={key: found[key.notification] for key, to in ends.items() if to is None},
        staying={key: to for key, to in ends.items() if to is not None},
        forced=forced,
    )


async def _forced(tx: Tx, sandbox: Sandbox, found: Mapping[UUID, Dispatch]) -> Forced | None:
    """Return what is forced: a call is of one subject, and either of test or of live."""
    first = next(iter(found.values()), None)
    return None if first is None else await sandbox.forced(tx, first)


async def _end(
    tx: Tx, call: outbound.Call, key: DeliveryKey, of: Dispatch, forced: Forced | None, *, reaches: bool
) -> To | None:
    """Return how a delivery ends that is not to go any more; None when it goes."""
    void = occasions.void(of, clock.now())
    if void is not None:
        return void
    if key.occasion != FIRST and not _still_due(of, key, call):
        return To(state=DeliveryState.CANCELLED, reason=Reason.RESCHEDULED)
    choices = await preferences.effective(tx, of.subject, of.type)
    if forced is None and choices.get(key.channel) is Choice.OFF:
        return To(state=DeliveryState.SUPPRESSED_BY_PREFERENCE)
    return None if reaches else To(state=DeliveryState.FAILED, reason=Reason.NO_VERIFIED_ADDRESS)


def _still_due(of: Dispatch, key: DeliveryKey, call: outbound.Call) -> bool:
    """Tell whether a reminder's moment is the one it was planned for: a deadline may have moved while it waited."""
    return occasions.moments(of).get(key.occasion) == datetime.fromisoformat(call.payload["due"])
