"""How deliveries move on. Whoever moves one tells its provider in the same transaction."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from blocks.notifications.model import FIRST, DeliveryState, Event, ProviderTold, Reason
from blocks.notifications.rows import deliveries, dispatch
from blocks.notifications.rows.deliveries import Moved, To, Which
from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import SubjectRef, Tx, clock

PENDING = (DeliveryState.ACCEPTED, DeliveryState.SCHEDULED)
"""Where a delivery stands that was not sent yet."""
_UNREACHED = {
    To(state=DeliveryState.FAILED, reason=reason)
    for reason in (Reason.INVALID_ADDRESS, Reason.NO_VERIFIED_ADDRESS, Reason.RECIPIENT_NOT_REACHABLE)
}


async def move(tx: Tx, subject: SubjectRef, which: Which, to: To) -> list[Moved]:
    """Move deliveries of one subject, and tell of those that moved; return them."""
    return await move_of(tx, [subject], which, to)


async def move_of(tx: Tx, subjects: Collection[SubjectRef], which: Which, to: To) -> list[Moved]:
    """Move deliveries that are where they are said to be, and tell of those that moved; return them.

    Done twice it moves nothing the second time, and tells nothing.
    """
    moved = await deliveries.move(tx, subjects, which, to)
    await tx.tell(*(told(one) for one in moved))
    if replace(to, attempts=None) in _UNREACHED:
        await _tell_of_paper(tx, [one for one in moved if one.key.occasion == FIRST])
    return moved


async def cancel(
    tx: Tx, subjects: Collection[SubjectRef], notifications: Collection[UUID], reason: Reason
) -> None:
    """Cancel what no longer needs to go out, in the transaction of what made it so.

    READ and DONE end the reminders that wait. RETRACTED, also for what is deleted, ends all that waits, the line of
    the inbox too.
    """
    if notifications:
        but_first = reason is not Reason.RETRACTED
        which = Which(states=PENDING, notifications=notifications, but_first=but_first)
        await move_of(tx, subjects, which, To(state=DeliveryState.CANCELLED, reason=reason))


def told(one: Moved) -> ProviderTold:
    """Return what the provider of a delivery that moved is told."""
    return ProviderTold(
        subject=one.subject,
        notification=one.key.notification,
        provider=one.provider,
        environment=one.environment,
        event=Event.DELIVERY_CHANGED,
        at=one.at,
        type=one.type,
        channel=one.key.channel,
        occasion=one.key.occasion,
        state=one.state,
        reason=one.reason,
    )


def paper_needed(of: Dispatch) -> ProviderTold:
    """Return what a provider is told when none of its channels reaches a citizen."""
    return ProviderTold(
        subject=of.subject,
        notification=of.id,
        provider=of.provider,
        environment=of.environment,
        event=Event.PAPER_NEEDED,
        at=clock.now(),
        type=of.type.id,
    )


async def _tell_of_paper(tx: Tx, failed: Sequence[Moved]) -> None:
    """Tell it of what failed to reach its citizen by the last of its channels.

    Notifications are held before it is seen what became of the others: of two that fail at once the second sees both.
    """
    of_which = {one.key.notification: one.subject for one in failed}
    held = [await dispatch.held(tx, of_which[one], one) for one in sorted(of_which)]
    stand = await deliveries.outside(tx, of_which) if of_which else {}
    needed = [of for of in held if of is not None and all(line in _UNREACHED for line in stand[of.id])]
    await tx.tell(*(paper_needed(of) for of in needed if not of.gone))
