"""When a notification goes out, by which channels its type lets it, and when it needs to no more."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from blocks.notifications.model import (
    EXPIRING,
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
    Reminder,
)
from blocks.notifications.rows import dispatch as rows
from blocks.notifications.rows.deliveries import To
from blocks.notifications.rows.dispatch import Dispatch
from profile_core.contract import Tx, clock

WITHIN = timedelta(hours=24)
"""For so long after its moment a delivery is tried."""
_REMINDER = "REMINDER_"


def outside(of: Channels) -> list[str]:
    """Return the codes of a type's outside channels: own ones beside ours, or in the place of them."""
    replaced = {own.channel for own in of.own if own.use is OwnUse.INSTEAD_OF}
    ours = dict.fromkeys((*of.allowed, *of.mandatory))
    kept = [code for code in ours if code not in replaced and code != INBOX and not code.startswith("own:")]
    return [*kept, *(f"own:{own.code}" for own in of.own)]


def moments(of: Dispatch) -> dict[str, datetime]:
    """Return when the reminders and the escalation that a notification's type has now are due, by occasion."""
    definition = of.type.definition
    due = {
        _name(one): moment
        for one in definition.reminders
        if (moment := _moment(of, one.relative_to, one.hours)) is not None
    }
    if definition.escalation is not None:
        due[UNREAD] = _begins(of) + timedelta(hours=definition.escalation.hours)
    return due


def holds(of: Dispatch, occasion: str, due: datetime) -> bool:
    """Tell whether an occasion is still due when it was told to be: a deadline may have moved.

    A reminder goes by its name, whatever its type says by now; so does an escalation, as long as the type has one.
    """
    if occasion == EXPIRING:
        return True
    if occasion == UNREAD:
        return of.type.definition.escalation is not None
    reminder = _reminder(occasion)
    return reminder is not None and _moment(of, reminder.relative_to, reminder.hours) == due


async def onward(tx: Tx, some: Collection[Dispatch]) -> None:
    """Tell what follows once notifications are in the inbox: their outside channels, their reminders."""
    out = [of for of in some if outside(of.type.definition.channels)]
    await tx.tell(*(NotificationAnnounced(subject=of.subject, notification=of.id) for of in out))
    await _occasions(tx, some)


async def rescheduled(tx: Tx, moved: Collection[rows.Ref]) -> None:
    """Tell the moments of notifications anew, in the transaction that moved one of them.

    What was told for the former moments is void by that: whoever hears it compares.
    """
    some = [of for of in (await rows.several(tx, moved)).values() if not of.gone]
    waiting = [of for of in some if of.announced_at is None]
    moment = clock.now()
    accepted = [NotificationAccepted(subject=of.subject, notification=of.id) for of in waiting]
    await tx.tell_each([(fact, of.valid_from or moment) for fact, of in zip(accepted, waiting, strict=True)])
    await _occasions(tx, [of for of in some if of.announced_at is not None])


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
    reminder = _reminder(occasion)
    limit = None if reminder is None else _froms(of)[reminder.relative_to]
    if limit is not None and reminder is not None and reminder.relative_to is not Relative.CREATION:
        yield limit


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


def _name(one: Reminder) -> str:
    return f"{_REMINDER}{one.relative_to}_{one.hours}"


def _reminder(occasion: str) -> Reminder | None:
    """Return the reminder that an occasion is named after."""
    relative, _, hours = occasion.removeprefix(_REMINDER).rpartition("_")
    if not occasion.startswith(_REMINDER) or relative not in Relative.__members__:
        return None
    return Reminder(relative_to=Relative(relative), hours=int(hours))


def _moment(of: Dispatch, relative_to: Relative, hours: int) -> datetime | None:
    start, away = _froms(of)[relative_to], timedelta(hours=hours)
    if start is None:
        return None
    return start + away if relative_to is Relative.CREATION else start - away


def _froms(of: Dispatch) -> dict[Relative, datetime | None]:
    return {Relative.CREATION: _begins(of), Relative.DEADLINE: of.deadline, Relative.START: of.starts_at}


def _begins(of: Dispatch) -> datetime:
    return of.valid_from or of.created_at
