"""On its way to the citizen: whoever hears that a notification is stored brings it onto its channels."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

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
from blocks.notifications.plan import Planner
from blocks.notifications.rows import dispatch as rows
from blocks.notifications.rows.deliveries import To, Which
from profile_core.contract import Platform, Tx, clock

_APART = timedelta(minutes=1)
"""As far as the clocks of a worker and of the database may be apart."""


async def to_inbox(tx: Tx, fact: NotificationAccepted) -> None:
    """Put an accepted notification into the inbox, and tell what follows.

    It stays once because only a line that is still ACCEPTED moves. One whose moment was put off meanwhile waits
    for that.
    """
    of = await rows.held(tx, fact.subject, fact.notification)
    if of is None:
        return
    if of.valid_from is not None and of.valid_from > clock.now() + _APART and not of.gone:
        await tx.tell(fact, at=of.valid_from)
        return
    key = DeliveryKey(notification=of.id, channel=INBOX, occasion=FIRST)
    there = To(state=DeliveryState.DELIVERED)
    to = _ended_before(of) or there
    moved = await progress.move(tx, of.subject, Which(states=(DeliveryState.ACCEPTED,), key=key), to)
    if moved and to is there:
        await rows.announce(tx, of.subject, of.id)
        await occasions.onward(tx, of)


def to_channels(platform: Platform) -> Callable[[Tx, NotificationAnnounced], Awaitable[None]]:
    """Return what plans the outside channels of a notification that came into the inbox."""
    return partial(_first, Planner(platform))


def on_occasion(platform: Platform) -> Callable[[Tx, OccasionDue], Awaitable[None]]:
    """Return what plans reminders and escalations whose moment has come."""
    return partial(_again, Planner(platform))


async def unreported(tx: Tx, fact: ReportDue) -> None:
    """Give up a delivery by a provider's own channel of which the provider reported nothing in its term.

    It stays once because only one that is SENT, and did not move since, fails.
    """
    key = DeliveryKey(notification=fact.notification, channel=fact.channel, occasion=fact.occasion)
    which = Which(states=(DeliveryState.SENT,), key=key, not_after=fact.sent_at)
    await progress.move(tx, fact.subject, which, To(state=DeliveryState.FAILED, reason=Reason.NO_REPORT))


async def _first(planner: Planner, tx: Tx, fact: NotificationAnnounced) -> None:
    """Plan first deliveries; each stays once by its key (notification, channel, occasion)."""
    of = await rows.find(tx, fact.subject, fact.notification)
    if of is not None and occasions.void(of, clock.now()) is None:
        await planner.first(tx, of)


async def _again(planner: Planner, tx: Tx, fact: OccasionDue) -> None:
    """Plan what an occasion asks for, unless its moment moved or nobody needs it; it stays once by its call's key."""
    of = await rows.find(tx, fact.subject, fact.notification)
    if of is None or occasions.void(of, clock.now()) is not None:
        return
    if occasions.moments(of).get(fact.occasion) == fact.due:
        await planner.again(tx, of, fact.occasion, fact.due)


def _ended_before(of: rows.Dispatch) -> To | None:
    """Return how the inbox line ends of what is retracted or expired before anybody could see it."""
    if of.gone:
        return To(state=DeliveryState.CANCELLED, reason=Reason.RETRACTED)
    expired = of.expires_at is not None and of.expires_at <= clock.now()
    return To(state=DeliveryState.EXPIRED) if expired else None
