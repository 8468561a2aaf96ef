"""What a channel's call is to carry, by what the rows say at the moment of an attempt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from blocks.notifications import occasions, preferences
from blocks.notifications.model import Choice, DeliveryKey, DeliveryState, Reason
from blocks.notifications.rows import deliveries, dispatch as rows
from blocks.notifications.rows.deliveries import To
from blocks.notifications.rows.dispatch import Dispatch
from blocks.notifications.sandbox import Forced, Sandbox
from profile_core.contract import Channel, Environment, Provider, SubjectRef, Tx, clock, directory, outbound


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The deliveries that go, each with its notification; those that need not go, or cannot, each with its end.

    ``senders`` are those of all of them, by id.
    """

    going: Mapping[DeliveryKey, Dispatch]
    staying: Mapping[DeliveryKey, To]
    forced: Forced | None
    senders: Mapping[UUID, Provider]


async def look(tx: Tx, channel: Channel, sandbox: Sandbox, calls: Sequence[outbound.Call]) -> list[Carried]:
    """Look at all that waits for each of some calls."""
    keys = await deliveries.waiting(tx, [(call.subject, call.id) for call in calls])
    refs = {(call.subject, key.notification) for call in calls for key in keys[call.id]}
    found = await rows.several(tx, refs)
    dispatches = list(found.values())
    known = _Known(
        forced=await sandbox.forced(tx, dispatches),
        choices=await preferences.effective(
            tx, {of.kind: (of.subject, of.type) for of in dispatches}.values()
        ),
        reached=await channel.reaches(tx, {call.subject for call in calls}),
    )
    senders = await directory.providers(tx, {of.provider for of in dispatches})
    return [
        _carried(call, {key: found[key.notification] for key in keys[call.id]}, known, senders)
        for call in calls
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of all that is looked at together."""

    forced: Mapping[SubjectRef, Forced]
    choices: Mapping[tuple[SubjectRef, UUID], Mapping[str, Choice]]
    reached: Collection[SubjectRef]


def _carried(
    call: outbound.Call,
    waiting: Mapping[DeliveryKey, Dispatch],
    known: _Known,
    senders: Mapping[UUID, Provider],
) -> Carried:
    """Say what goes; a call is of one subject, and either of test or of live."""
    test = any(of.environment is Environment.TEST for of in waiting.values())
    forced = known.forced.get(call.subject) if test else None
    ends = {key: _end(call, key, of, known, forced) for key, of in waiting.items()}
    return Carried(
        going={key: waiting[key] for key, to in ends.items() if to is None},
        staying={key: to for key, to in ends.items() if to is not None},
        forced=forced,
        senders=senders,
    )


def _end(
    call: outbound.Call, key: DeliveryKey, of: Dispatch, known: _Known, forced: Forced | None
) -> To | None:
    """Return how a delivery ends that is not to go any more; None when it goes."""
    void = occasions.void(of, clock.now())
    if void is not None:
        return void
    if "due" in call.payload and not occasions.holds(
        of, key.occasion, datetime.fromisoformat(call.payload["due"])
    ):
        return To(state=DeliveryState.CANCELLED, reason=Reason.RESCHEDULED)
    if forced is None and known.choices[of.kind].get(key.channel) is Choice.OFF:
        return To(state=DeliveryState.SUPPRESSED_BY_PREFERENCE)
    reaches = forced is not None or call.subject in known.reached
    return None if reaches else To(state=DeliveryState.FAILED, reason=Reason.NO_VERIFIED_ADDRESS)
