"""When a notification goes out, by which channels its type lets it, and when it needs to no more."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from blocks.notifications.model import (
    INBOX,
    UNREAD,
    Channels,
    DeliveryState,
    NotificationAccepted,
    NotificationAnnounced,
    OccasionDue,
    OwnUse,
    Reason,
    Relative,
)
from blocks.notifications.rows import dispatch as rows
from blocks.notifications.rows.deliveries import To
from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import SubjectRef, Tx, clock

WITHIN = timedelta(hours=24)
"""For so long after its moment a delivery is tried."""


def outside(of: Channels) -> list[str]:
    """Return the codes of a type's outside channels: own ones beside ours, or in the place of them."""
    replaced = {own.channel for own in of.own if own.use is OwnUse.INSTEAD_OF}
    ours = dict.fromkeys((*of.allowed, *of.mandatory))
    kept = [code for code in ours if code not in replaced and code != INBOX and not code.startswith("own:")]
    return [*kept, *(f"own:{own.code}" for own in of.own)]


def moments(of: Dispatch) -> dict[str, datetime]:
    """Return when the reminders and the escalation of a notification are due, by occasion."""
    definition = of.type.definition
    begins = of.valid_from or of.created_at
    froms = {Relative.CREATION: begins, Relative.DEADLINE: of.deadline, Relative.START: of.starts_at}
    due: dict[str, datetime] = {}
    for number, reminder in enumerate(definition.reminders, start=1):
        start = froms[reminder.relative_to]
        hours = timedelta(hours=reminder.hours)
        if start is not None:
            due[f"REMINDER_{number}"] = start + (
                hours if reminder.relative_to is Relative.CREATION else -hours
            )
    if definition.escalation is not None:
        due[UNREAD] = begins + timedelta(hours=definition.escalation.hours)
    return due


async def onward(tx: Tx, some: Collection[Dispatch]) -> None:
    """Tell what follows once notifications are in the inbox: their outside channels, their reminders."""
    out = [of for of in some if outside(of.type.definition.channels)]
    await tx.tell(*(NotificationAnnounced(subject=of.subject, notification=of.id) for of in out))
    await _occasions(tx, some)


async def rescheduled(tx: Tx, subject: SubjectRef, notification: UUID) -> None:
    """Tell the moments of a notification anew, in the transaction that moved one of them.

    What was told for the former moments is void by that: whoever hears it compares.
    """
    of = await rows.find(tx, subject, notification)
    if of is None or of.gone:
        return
    if of.announced_at is None:
        await tx.tell(NotificationAccepted(subject=subject, notification=notification), at=of.valid_from)
    else:
        await _occasions(tx, [of])


def void(of: Dispatch, moment: datetime) -> To | None:
    """Return how a delivery ends that waits for a notification which no longer needs it; None when it does."""
    if of.gone:
        return To(state=DeliveryState.CANCELLED, reason=Reason.RETRACTED)
    if of.expires_at is not None and of.expires_at <= moment:
        return To(state=DeliveryState.EXPIRED)
    if of.done:
        return To(state=DeliveryState.CANCELLED, reason=Reason.DONE)
    if of.read:
        return To(state=DeliveryState.CANCELLED, reason=Reason.READ)
    return None


def ends(of: Dispatch, occasion: str, latest: datetime) -> Iterator[datetime]:
    """Yield from when a delivery makes no sense any more: a reminder of a deadline ends with it."""
    yield latest
    if of.expires_at is not None:
        yield of.expires_at
    if not occasion.startswith("REMINDER_"):
        return
    reminder = of.type.definition.reminders[int(occasion.removeprefix("REMINDER_")) - 1]
    if reminder.relative_to is Relative.DEADLINE and of.deadline is not None:
        yield of.deadline
    if reminder.relative_to is Relative.START and of.starts_at is not None:
        yield of.starts_at


async def _occasions(tx: Tx, some: Collection[Dispatch]) -> None:
    moment = clock.now()
    await tx.tell_each(
        [
            (OccasionDue(subject=of.subject, notification=of.id, occasion=occasion, due=due), due)
            for of in some
            for occasion, due in moments(of).items()
            if due > moment
        ]
    )
