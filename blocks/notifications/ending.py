"""How a channel's call ended, written down for each delivery that it carried, in the transaction that ends it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from blocks.notifications import progress
from blocks.notifications.model import DeliveryState, Reason, ReportDue
from blocks.notifications.rows import deliveries, dispatch as rows
from blocks.notifications.rows.deliveries import Moved, To, Which
from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import Tx, clock, outbound

_OWN = "own:"
_TERM = 24


async def ended(tx: Tx, call: outbound.Call, outcome: outbound.Outcome) -> None:
    """Move all that a call carried to where it ended, and tell of it.

    It stays once because only what is SCHEDULED for this call moves.
    """
    keys = await deliveries.waiting(tx, call.subject, call.id)
    found = await rows.several(tx, call.subject, {key.notification for key in keys})
    alike: dict[To, set[UUID]] = defaultdict(set)
    for key in keys:
        alike[_to(found[key.notification], key.channel, call, outcome)].add(key.notification)
    for to, notifications in alike.items():
        which = Which(states=(DeliveryState.SCHEDULED,), call=call.id, notifications=notifications)
        moved = await progress.move(tx, call.subject, which, to)
        if to.state is DeliveryState.SENT:
            await _await_reports(tx, moved, found)


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


async def _await_reports(tx: Tx, moved: list[Moved], found: Mapping[UUID, Dispatch]) -> None:
    """See to it that what a provider took, and does not report on in its term, is given up."""
    for one in moved:
        if not one.key.channel.startswith(_OWN):
            continue
        of = found[one.key.notification]
        terms = {f"{_OWN}{own.code}": own.report_within for own in of.type.definition.channels.own}
        due = ReportDue(
            subject=of.subject,
            notification=of.id,
            channel=one.key.channel,
            occasion=one.key.occasion,
            sent_at=one.at,
        )
        await tx.tell(due, at=one.at + timedelta(hours=terms.get(one.key.channel, _TERM)))
