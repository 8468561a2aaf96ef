"""Each item by itself: its fields and their kinds."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from profile_core.conformance import moments
from profile_core.conformance.asking import Asker
from profile_core.conformance.items import Item, fields, listed
from profile_core.conformance.model import Check, Group, NotLookedError
from profile_core.conformance.seen import each, items
from profile_core.conformance.shown import first, shown

_MOMENTS = ("createdAt", "validFrom", "expiresAt", "deadline", "deleteAt", "doneAt", "deletedAt")
_TEXTS = ("link", "groupId", "brand")
_NUMBERS = ("deleteAfterDays", "version")
_LISTS = ("title", "text", "values")
_LONGEST_KEY = 200
_LOCAL = ("localhost", "127.0.0.1")


def _required(item: Item) -> Iterator[str]:
    if not item.is_object:
        yield "it is no object"
        return
    wanted = ("type", "externalId") if "deletedAt" in item.said else ("type", "externalId", "createdAt")
    for name in wanted:
        if not isinstance(item.said.get(name), str) or not item.said[name]:
            yield f"{name} is missing, empty or no text"


def _kinds(item: Item) -> Iterator[str]:
    said = item.said
    yield from (f"{name} is no text" for name in _TEXTS if not isinstance(said.get(name, ""), str))
    yield from (f"{name} is no whole number" for name in _NUMBERS if name in said and not _whole(said[name]))
    yield from (f"{name} is no list" for name in _LISTS if name in said and listed(said[name]) is None)
    for value in listed(said.get("values")) or ():
        pair = fields(value) or {}
        if not (isinstance(pair.get("name"), str) and isinstance(pair.get("value"), str)):
            yield "one of values has not a name and a value, both texts"
    if "appointment" in said and "startsAt" not in (fields(said["appointment"]) or {}):
        yield "appointment has no startsAt"


def _moments(item: Item) -> Iterator[str]:
    appointment = fields(item.said.get("appointment")) or {}
    said = {name: item.said[name] for name in _MOMENTS if name in item.said}
    said |= {name: appointment[name] for name in ("startsAt", "endsAt") if name in appointment}
    for name, moment in said.items():
        if moments.read(moment) is None:
            yield f"{name} is {shown(moment)}"


def _key(item: Item) -> Iterator[str]:
    key = item.said.get("externalId")
    if not isinstance(key, str) or not key:
        return
    if len(key) > _LONGEST_KEY:
        yield f"externalId has {len(key)} characters"
    if key != key.strip() or not key.isprintable():
        yield "externalId has blanks at its ends, or characters that are not printed"


def _link(item: Item) -> Iterator[str]:
    link = item.said.get("link")
    if not isinstance(link, str):
        return
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _LOCAL):
        yield f"link is {shown(link.partition('?')[0])}"


async def _types(asker: Asker) -> list[str]:
    if not asker.target.types:
        raise NotLookedError("Name your types with --type CODE, once for each.")
    said = {str(item.said.get("type")) for item in await items(asker)}
    return first(f"the type {shown(one)} is none of yours" for one in sorted(said - asker.target.types))


def _whole(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool)


CHECKS = (
    Check(
        code="item-required",
        group=Group.ITEM,
        claims="Each item has type, externalId and createdAt.",
        remedy="Send all three with each item; leave an item out rather than send it without its key.",
        section="Item",
        run=each(_required),
    ),
    Check(
        code="item-kinds",
        group=Group.ITEM,
        claims="Each field of an item is of its kind.",
        remedy="Write each field as the source API has it; leave out what you do not have.",
        section="Item",
        run=each(_kinds),
    ),
    Check(
        code="item-moments",
        group=Group.ITEM,
        claims="Each moment is RFC 3339 with an offset.",
        remedy="Write moments as 2026-11-22T08:12:00Z or 2026-11-22T09:12:00+01:00, never without the offset.",
        section="Item",
        run=each(_moments),
    ),
    Check(
        code="item-key",
        group=Group.ITEM,
        claims="An externalId has at most 200 characters, all printed, and no blanks at its ends.",
        remedy="Use the key that the thing has in your own system, and keep it.",
        section="Item",
        run=each(_key),
    ),
    Check(
        code="item-link",
        group=Group.ITEM,
        claims="A link is a whole https address.",
        remedy="Write links with https:// and the host; http serves only on localhost.",
        section="Item",
        run=each(_link),
    ),
    Check(
        code="item-type",
        group=Group.ITEM,
        claims="Each item is of a type that you registered.",
        remedy="Register the type, or leave out what is of none; an item of an unknown type is not shown.",
        section="Item",
        run=_types,
    ),
)
