"""Is it news? By whatever door a notification comes in (push, later file and feed), it passes here."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from msgspec import structs

from blocks.notifications import canonical
from blocks.notifications.model import Accepted, Arrival, Content, Item, Key, NotificationAccepted
from blocks.notifications.rows import arrivals
from profile_core.contract import (
    Caller,
    ConflictError,
    DuplicateError,
    Platform,
    Quiet,
    SubjectRef,
    Tx,
    ids,
    meanwhile,
)

_PURPOSE = "notification content"
Outcome = Accepted | DuplicateError | ConflictError


class Sent(Quiet, frozen=True, kw_only=True):
    """What was sent under a natural key; ``path`` is where it stands in the input."""

    key: Key
    item: Item
    path: tuple[str, ...]


class News(Sent, frozen=True, kw_only=True):
    """Something sent that fits its type, which made ``content`` of it."""

    content: Content


async def take(
    tx: Tx, platform: Platform, caller: Caller, news: Sequence[News], moment: datetime
) -> list[Outcome]:
    """Store what is new and tell it; one outcome each, in order.

    The same key with the same content gets the same answer however often it comes; with other content it is a
    ``DuplicateError``, and the key of a notification that was deleted a ``ConflictError``.
    """
    coming = [_arrival(platform, one) for one in news]
    adding = arrivals.add(tx, caller, coming, moment)
    new, follow = await meanwhile(adding, lambda: _following(tx, caller, coming, moment))
    if len(new) < len(coming):
        follow = _following(tx, caller, [one for one in coming if one.id in new], moment)
    for write in follow:
        await write()
    old = [(one, arrival) for one, arrival in zip(news, coming, strict=True) if arrival.id not in new]
    filled = await _fill(tx, caller, [arrival for _, arrival in old], moment)
    known = await held(tx, platform, caller, [one for one, _ in old if one.key not in filled])
    known = {**known, **{one.path: filled[one.key] for one, _ in old if one.key in filled}}
    return [
        Accepted(id=arrival.id, external_id=arrival.key.external_id) if arrival.id in new else known[one.path]
        for one, arrival in zip(news, coming, strict=True)
    ]


async def held(
    tx: Tx, platform: Platform, caller: Caller, sent: Sequence[Sent]
) -> Mapping[tuple[str, ...], Outcome]:
    """Return, by path, the outcome of those whose key is taken; stores nothing."""
    known = await arrivals.known(tx, caller, [one.key for one in sent])
    taken = {key: one for key, one in known.items() if one.deleted or not one.live}
    return {one.path: _outcome(platform, one, taken[one.key]) for one in sent if one.key in taken}


async def _fill(tx: Tx, caller: Caller, old: Sequence[Arrival], moment: datetime) -> Mapping[Key, Accepted]:
    """Store what is said by now of notifications that lay with their provider; what nobody was told of is told."""
    known = await arrivals.known(tx, caller, [one.key for one in old])
    live = [
        structs.replace(one, id=there.id)
        for one in old
        if (there := known.get(one.key)) is not None and there.live and not there.deleted
    ]
    filled = await arrivals.fill(tx, caller, live, moment)
    some = {one.key: one for one in live if one.id in filled}
    for write in _following(
        tx, caller, [one for key, one in some.items() if not known[key].announced], moment
    ):
        await write()
    return {key: Accepted(id=one.id, external_id=key.external_id) for key, one in some.items()}


def _following(
    tx: Tx, caller: Caller, new: Sequence[Arrival], moment: datetime
) -> Sequence[Callable[[], Awaitable[object]]]:
    """Make ready what is written of new notifications: their lines for the inbox, and what is told.

    What is valid later is heard of later.
    """
    if not new:
        return ()
    begun = [_accepted(one) for one in new if one.content.valid_from is None]
    later = [(_accepted(one), one.content.valid_from) for one in new if one.content.valid_from is not None]
    return arrivals.adding_lines(tx, caller, new, moment), tx.telling(begun), tx.telling_each(later)


def _arrival(platform: Platform, news: News) -> Arrival:
    return Arrival(
        id=ids.new_id(news.key.bucket),
        key=news.key,
        content=news.content,
        mac=platform.keyring.mac(_PURPOSE, _canonical(news)),
    )


def _accepted(arrival: Arrival) -> NotificationAccepted:
    return NotificationAccepted(subject=SubjectRef(arrival.key.subject), notification=arrival.id)


def _outcome(platform: Platform, sent: Sent, held: arrivals.Held) -> Outcome:
    path = (*sent.path, "externalId")
    if held.deleted:
        message = "The notification with this externalId was deleted. Use another for a new one."
        return ConflictError("notifications.deleted", message, path=path)
    if held.mac in platform.keyring.macs(_PURPOSE, _canonical(sent)):
        return Accepted(id=held.id, external_id=sent.key.external_id)
    message = "Your externalId is taken by a notification with other content. Use another for new content."
    return DuplicateError("notifications.duplicate", message, existing_id=str(held.id), path=path)


def _canonical(sent: Sent) -> bytes:
    key = sent.key
    return canonical.as_bytes(key.subject.hex, key.type.hex, key.external_id, *canonical.plain(sent.item))
