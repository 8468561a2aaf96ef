"""On its way to the citizen: whoever hears that a notification is stored brings it onto its channels."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from blocks.notifications import occasions, progress
from blocks.notifications.model import (
    FIRST,
    INBOX,
    DeliveryKey,
    DeliveryState,
    NotificationAccepted,
    NotificationAnnounced,
    OccasionDue,
    Reason,
    ReportDue,
)
from blocks.notifications.plan import Occasion, Planner
from blocks.notifications.rows import dispatch as rows
from blocks.notifications.rows.deliveries import To, Which, keyed
from profile_core.contract import Platform, SubjectRef, Tx, clock

_THERE = To(state=DeliveryState.DELIVERED)
_APART = timedelta(minutes=1)
"""As far as the clocks of a worker and of the database may be apart."""


async def to_inbox(tx: Tx, facts: Sequence[NotificationAccepted]) -> None:
    """Put accepted notifications into the inbox, and tell what follows.

    Each stays once because only a line that is still ACCEPTED moves.
    """
    refs = {(fact.subject, fact.notification) for fact in facts}
    announced = await rows.announce(tx, refs, ahead=_APART)
    which = Which(states=(DeliveryState.ACCEPTED,), notifications=announced, line=(INBOX, FIRST))
    subjects = {of.subject for of in announced.values()}
    lines = await progress.move_of(tx, subjects, which, _THERE) if announced else ()
    moved = {line.key.notification for line in lines}
    ended = [of.ref for of in announced.values() if of.id not in moved]
    if ended:
        await rows.conceal(tx, ended)
    await occasions.onward(tx, [of for of in announced.values() if of.id in moved])
    for subject, notification in sorted(refs, key=lambda ref: ref[1]):
        if notification not in announced:
            await _to_inbox(tx, subject, notification)


def to_channels(platform: Platform) -> Callable[[Tx, Sequence[NotificationAnnounced]], Awaitable[None]]:
    """Return what plans the outside channels of notifications that came into the inbox."""
    return partial(_first, Planner(platform))


def on_occasion(platform: Platform) -> Callable[[Tx, Sequence[OccasionDue]], Awaitable[None]]:
    """Return what plans reminders and escalations whose moment has come."""
    return partial(_again, Planner(platform))


async def unreported(tx: Tx, facts: Sequence[ReportDue]) -> None:
    """Give up deliveries by a provider's own channel of which the provider reported nothing in its term.

    Each stays once because only one that is SENT, and did not move since, fails.
    """
    for fact in facts:
        key = DeliveryKey(notification=fact.notification, channel=fact.channel, occasion=fact.occasion)
        which = keyed(key, DeliveryState.SENT, not_after=fact.sent_at)
        await progress.move(tx, fact.subject, which, To(state=DeliveryState.FAILED, reason=Reason.NO_REPORT))


async def _to_inbox(tx: Tx, subject: SubjectRef, notification: UUID) -> None:
    """Do it for one that is not to be seen now: it ends, or waits for the moment to which it was put off meanwhile."""
    of = await rows.held(tx, subject, notification)
    if of is None:
        return
    if of.valid_from is not None and of.valid_from > clock.now() + _APART and not of.gone:
        await tx.tell(NotificationAccepted(subject=subject, notification=notification), at=of.valid_from)
        return
    key = DeliveryKey(notification=of.id, channel=INBOX, occasion=FIRST)
    to = _ended_before(of) or _THERE
    moved = await progress.move(tx, subject, keyed(key, DeliveryState.ACCEPTED), to)
    if moved and to is _THERE:
        await rows.show(tx, subject, of.id)
        await occasions.onward(tx, [of])


async def _first(planner: Planner, tx: Tx, facts: Sequence[NotificationAnnounced]) -> None:
    """Plan first deliveries; each stays once by its key (notification, channel, occasion)."""
    found = await rows.several(tx, {(fact.subject, fact.notification) for fact in facts})
    moment = clock.now()
    await planner.first(tx, [of for of in found.values() if occasions.void(of, moment) is None])


async def _again(planner: Planner, tx: Tx, facts: Sequence[OccasionDue]) -> None:
    """Plan what occasions ask for, unless their moment moved or nobody needs it; each stays once by its call's key."""
    found = await rows.several(tx, {(fact.subject, fact.notification) for fact in facts})
    moment = clock.now()
    due = {
        (of.id, fact.occasion): Occasion(of=of, name=fact.occasion, due=fact.due)
        for fact in facts
        if (of := found.get(fact.notification)) is not None
        and occasions.void(of, moment) is None
        and occasions.holds(of, fact.occasion, fact.due)
    }
    await planner.again(tx, list(due.values()))


def _ended_before(of: rows.Dispatch) -> To | None:
    """Return how the inbox line ends of what is retracted or expired before anybody could see it."""
    if of.gone:
        return To(state=DeliveryState.CANCELLED, reason=Reason.RETRACTED)
    expired = of.expires_at is not None and of.expires_at <= clock.now()
    return To(state=DeliveryState.EXPIRED) if expired else None
