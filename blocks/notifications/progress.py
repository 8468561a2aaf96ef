"""How deliveries move on. Whoever moves one tells its provider in the same transaction."""

from collections.abc import Collection
from uuid import UUID

from blocks.notifications.model import DeliveryState, Event, ProviderTold, Reason
from blocks.notifications.rows import deliveries
from blocks.notifications.rows.deliveries import Moved, To, Which
from profile_core.contract import SubjectRef, Tx

PENDING = (DeliveryState.ACCEPTED, DeliveryState.SCHEDULED)
"""Where a delivery stands that was not sent yet."""


async def move(tx: Tx, subject: SubjectRef, which: Which, to: To) -> list[Moved]:
    """Move deliveries of one subject, and tell of those that moved; return them."""
    return await move_of(tx, [subject], which, to)


async def move_of(tx: Tx, subjects: Collection[SubjectRef], which: Which, to: To) -> list[Moved]:
    """Move deliveries that are where they are said to be, and tell of those that moved; return them.

    Done twice it moves nothing the second time, and tells nothing.
    """
    moved = await deliveries.move(tx, subjects, which, to)
    await tx.tell(*(told(one) for one in moved))
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
