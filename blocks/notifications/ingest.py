"""Is it news? By whatever door a notification comes in (push, later file and feed), it passes here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from blocks.notifications.model import Accepted, Arrival, Content, Key, NotificationAccepted
from blocks.notifications.rows import arrivals
from profile_core.contract import Caller, DuplicateError, Platform, SubjectRef, Texts, Tx, clock, ids

_PURPOSE = "notification content"
Outcome = Accepted | DuplicateError


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class News:
    """A checked notification under its natural key; ``path`` is where it stands in the input."""

    key: Key
    content: Content
    path: tuple[str, ...]


async def take(tx: Tx, platform: Platform, caller: Caller, news: Sequence[News]) -> list[Outcome]:
    """Store what is new and tell it; one outcome each, in order.

    The same key with the same content gets the same answer however often it comes; with other content it is a
    ``DuplicateError``.
    """
    moment = clock.now()
    coming = [_arrival(platform, one, moment) for one in news]
    new = await arrivals.add(tx, caller, coming)
    await tx.tell(*(_accepted(arrival) for arrival in coming if arrival.id in new))
    known = await arrivals.known(tx, caller, [one.key for one in coming if one.id not in new])
    return [
        Accepted(id=arrival.id, external_id=arrival.key.external_id)
        if arrival.id in new
        else _same_or_duplicate(platform, one, *known[one.key])
        for one, arrival in zip(news, coming, strict=True)
    ]


async def clashes(
    tx: Tx, platform: Platform, caller: Caller, news: Sequence[News]
) -> Mapping[tuple[str, ...], DuplicateError]:
    """Return, by path, those whose key holds other content; stores nothing."""
    known = await arrivals.known(tx, caller, [one.key for one in news])
    outcomes = {
        one.path: _same_or_duplicate(platform, one, *known[one.key]) for one in news if one.key in known
    }
    return {path: outcome for path, outcome in outcomes.items() if isinstance(outcome, DuplicateError)}


def _arrival(platform: Platform, news: News, moment: datetime) -> Arrival:
    return Arrival(
        id=ids.new_id(news.key.bucket),
        key=news.key,
        content=news.content,
        created_at=moment,
        mac=platform.keyring.mac(_PURPOSE, _canonical(news)),
    )


def _accepted(arrival: Arrival) -> NotificationAccepted:
    return NotificationAccepted(subject=SubjectRef(arrival.key.subject), notification=arrival.id)


def _same_or_duplicate(platform: Platform, news: News, existing: UUID, mac: bytes) -> Outcome:
    if mac in platform.keyring.macs(_PURPOSE, _canonical(news)):
        return Accepted(id=existing, external_id=news.key.external_id)
    message = "Your externalId is taken by a notification with other content. Use another for new content."
    path = (*news.path, "externalId")
    return DuplicateError("notifications.duplicate", message, existing_id=str(existing), path=path)


def _canonical(news: News) -> bytes:
    """Write key and content so that the same meaning is the same bytes, whatever the order of languages."""
    key, content = news.key, news.content
    deadline = None if content.deadline is None else clock.rfc3339(content.deadline)
    return msgspec.json.encode(
        [
            key.subject.hex,
            key.type.hex,
            key.external_id,
            _ordered(content.title),
            _ordered(content.text),
            content.link,
            deadline,
        ]
    )


def _ordered(texts: Texts) -> list[tuple[str, str, bool]]:
    default = texts.default
    return sorted((one.language, one.text, one is default) for one in texts.items)
