"""Following: what a provider asks of its deliveries, its feed and its use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from blocks.notifications.model import Delivery, DeliveryState, ProviderTold
from blocks.notifications.rows import feed, followed
from profile_core.contract import Caller, ConflictError, InvalidError, Tx, clock, cursors, outbound

_LONGEST = 366
_LOOKED_UP = (DeliveryState.SCHEDULED, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of a feed with how the provider knows the notification."""

    position: int
    told: ProviderTold
    named: followed.Named | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """A piece of a feed; ``last`` is where it ends, and whether ``more`` follows."""

    events: Sequence[Event]
    last: int
    more: bool


async def deliveries(
    tx: Tx, caller: Caller, wanted: followed.Filter, *, after: followed.Boundary | None, most: int
) -> list[Delivery]:
    """Return how far the caller's notifications are, newest first; one whose call is under way is SENDING."""
    found = await followed.deliveries(tx, caller, wanted, after=after, most=most)
    asked = [call for one, call in found if call and one.state in _LOOKED_UP]
    states = await outbound.states(tx, asked)
    return [_now(one, states.get(call)) if call else one for one, call in found]


async def events(tx: Tx, caller: Caller, position: int, *, most: int) -> Events:
    """Return what the caller was told after a position; what is no longer kept raises ``ConflictError``."""
    lines = await feed.after(tx, caller, position, most=most + 1)
    if not lines or lines[0].position != position + 1:
        await _whole(tx, caller, position)
    named = await followed.named(tx, caller, {line.told.notification for line in lines})
    page = [
        Event(position=line.position, told=line.told, named=named.get(line.told.notification))
        for line in lines[:most]
    ]
    return Events(events=page, last=page[-1].position if page else position, more=len(lines) > most)


def position(text: str) -> int:
    """Read a position of a feed."""
    if text.isascii() and text.isdigit() and len(text) <= 18:
        return int(text)
    message = 'Use the lastPosition of an earlier answer, or "0" to begin.'
    raise InvalidError("feed.position", message, path=("after",))


def day(since: date) -> date:
    """Check from which day on usage is asked."""
    if since < (clock.now() - timedelta(days=_LONGEST)).date():
        raise InvalidError("usage.since", "Ask for a year at most.", path=("since",))
    return since


def cursor(one: Delivery) -> str:
    """Write the boundary after a delivery."""
    moment = clock.rfc3339(one.created_at)
    return cursors.encode((moment, one.notification.hex, one.channel, one.occasion))


def boundary(after: str | None) -> followed.Boundary | None:
    """Read a cursor; one that we did not write raises ``InvalidError``."""
    if after is None:
        return None
    moment, notification, channel, occasion = cursors.decode(after, 4)
    try:
        return clock.as_utc(datetime.fromisoformat(moment)), UUID(notification), channel, occasion
    except (ValueError, OverflowError) as error:
        message = "Use the cursor of an earlier answer, or none."
        raise InvalidError("cursor.invalid", message, path=("after",)) from error


async def _whole(tx: Tx, caller: Caller, position: int) -> None:
    """Refuse a position from which the feed cannot be read without a gap."""
    last = await feed.last(tx, caller)
    if position > last:
        message = f"Your feed ends at {last}. Go on from there."
        raise ConflictError("feed.ahead", message, path=("after",))
    first = await feed.first_kept(tx, caller)
    if position < (first or last + 1) - 1:
        message = f"Lines before {first or last + 1} are kept no longer. Ask for deliveries, then go on from {last}."
        raise ConflictError("feed.forgotten", message, path=("after",))


def _now(one: Delivery, state: outbound.CallState | None) -> Delivery:
    if state is None:
        return one
    known = replace(one, last_error=state.last_error)
    if one.state is not DeliveryState.SCHEDULED:
        return known
    sending = DeliveryState.SENDING if state.leased else one.state
    due_at = None if state.leased else state.due_at
    return replace(known, state=sending, attempts=state.attempts, due_at=due_at)
