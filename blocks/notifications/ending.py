"""How a channel's call ended, written down for each delivery that it carried, in the transaction that ends it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from blocks.notifications import progress
from blocks.notifications.model import DeliveryKey, DeliveryState, Reason, ReportDue
from blocks.notifications.rows import deliveries, dispatch as rows
from blocks.notifications.rows.deliveries import Moved, To, Which
from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import Tx, clock, outbound

_OWN = "own:"
_TERM = 24
_SENT_FROM = (DeliveryState.SCHEDULED, DeliveryState.CANCELLED)


async def ended(tx: Tx, ends: Sequence[tuple[outbound.Call, outbound.Outcome]]) -> None:
    """Move all that calls carried to where each ended, and tell of it.

    It stays once because only what is SCHEDULED for its call moves. What was cancelled while it went was sent.
    """
    waiting = await deliveries.waiting(tx, [(call.subject, call.id) for call, _ in ends])
    keys = {call.id: sorted({*waiting[call.id], *_went(outcome)}) for call, outcome in ends}
    refs = {(call.subject, key.notification) for call, _ in ends for key in keys[call.id]}
    found = await rows.several(tx, refs)
    for to, some in _alike(ends, keys, found).items():
        calls, notifications = {call.id for call, _ in some}, {key.notification for _, key in some}
        states = _SENT_FROM if to.state is DeliveryState.SENT else (DeliveryState.SCHEDULED,)
        which = Which(states=states, calls=calls, notifications=notifications)
        moved = await progress.move_of(tx, {call.subject for call, _ in some}, which, to)
        if to.state is DeliveryState.SENT:
            await _await_reports(tx, moved, found)


async def replayed(tx: Tx, again: Sequence[outbound.Again]) -> None:
    """Let what failed with calls wait for them once more.

    Done twice it moves nothing the second time: what is SCHEDULED failed no longer.
    """
    keys = await deliveries.failed(tx, [(one.subject, one.id) for one in again])
    notifications = {key.notification for some in keys.values() for key in some}
    which = Which(states=(DeliveryState.FAILED,), calls=keys, notifications=notifications)
    await progress.move_of(tx, {one.subject for one in again}, which, To(state=DeliveryState.SCHEDULED))


def _went(outcome: outbound.Outcome) -> list[DeliveryKey]:
    """Return what was taken by whoever it was handed to."""
    return [DeliveryKey.of(one) for one in outcome.carried] if outcome.kind == "done" else []


def _alike(
    ends: Sequence[tuple[outbound.Call, outbound.Outcome]],
    keys: Mapping[UUID, Sequence[DeliveryKey]],
    found: Mapping[UUID, Dispatch],
) -> Mapping[To, list[tuple[outbound.Call, DeliveryKey]]]:
    """Group deliveries by where they move.

    No notification goes by two calls of one use, but for its reminders, and each of those is the only one of its
    call: so calls and notifications name together no more than these.
    """
    alike: dict[To, list[tuple[outbound.Call, DeliveryKey]]] = defaultdict(list)
    for call, outcome in ends:
        for key in (key for key in keys[call.id] if key.notification in found):
            alike[_to(found[key.notification], key.channel, call, outcome)].append((call, key))
    return alike


def _to(of: Dispatch, channel: str, call: outbound.Call, outcome: outbound.Outcome) -> To:
    said = Reason(outcome.reason) if outcome.reason in Reason.__members__ else None
    if outcome.kind == "done":
        return To(state=DeliveryState.SENT, attempts=call.attempts)
    if outcome.kind == "refused":
        known = Reason.PROVIDER_REFUSED if channel.startswith(_OWN) else Reason.RECIPIENT_NOT_REACHABLE
        return To(state=DeliveryState.FAILED, reason=said or known, attempts=call.attempts)
    if of.expires_at is not None and of.expires_at <= clock.now():
        return To(state=DeliveryState.EXPIRED, attempts=call.attempts)
    return To(state=DeliveryState.FAILED, reason=said or Reason.OUT_OF_TIME, attempts=call.attempts)


async def _await_reports(tx: Tx, moved: Sequence[Moved], found: Mapping[UUID, Dispatch]) -> None:
    """See to it that what a provider took, and does not report on in its term, is given up."""
    await tx.tell_each(
        [_report_due(one, found[one.key.notification]) for one in moved if one.key.channel.startswith(_OWN)]
    )


def _report_due(one: Moved, of: Dispatch) -> tuple[ReportDue, datetime]:
    terms = {f"{_OWN}{own.code}": own.report_within for own in of.type.definition.channels.own}
    due = ReportDue(
        subject=of.subject,
        notification=of.id,
        channel=one.key.channel,
        occasion=one.key.occasion,
        sent_at=one.at,
    )
    return due, one.at + timedelta(hours=terms.get(one.key.channel, _TERM))
