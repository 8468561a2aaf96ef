"""Faults of a source whose documents are wrong."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from profile_core.kit import clock
from profile_core.testing import citizens
from profile_core.testing.source.entries import Json
from profile_core.testing.source.turn import Say, Turn

_PASSED = 6
_MOMENTS = ("createdAt", "validFrom", "expiresAt", "deadline", "deletedAt", "startsAt", "endsAt")
Change = Callable[[Json], Json]


def backwards(_: Turn, document: Json) -> Json:
    """Turn a page round."""
    return document | {"items": document["items"][::-1]}


def without_first(turn: Turn, document: Json) -> Json:
    """Begin every page but the first one item too late."""
    goes_on = turn.after is not None or turn.before is not None
    return document | {"items": document["items"][1:]} if goes_on else document


def moving(turn: Turn, document: Json) -> Json:
    """Say with each question that all was created a little later."""
    later = timedelta(microseconds=turn.number)

    def moved(item: Json) -> Json:
        created = datetime.fromisoformat(item["createdAt"]) + later
        return item | {"createdAt": clock.rfc3339(created)}

    return document | {"items": [moved(item) for item in document["items"]]}


def one(change: Change) -> Say:
    """Change the item in the middle of a page."""

    def say(_: Turn, document: Json) -> Json:
        items: list[Json] = list(document["items"])
        if items:
            items[len(items) // 2] = change(items[len(items) // 2])
        return document | {"items": items}

    return say


def each(change: Change) -> Say:
    """Change every item."""
    return lambda _, document: document | {"items": [change(item) for item in document["items"]]}


def malformed(item: Json) -> Json:
    return {"type": item["type"], "createdAt": item["createdAt"], "title": "geen lijst", "version": "1"}


def unheard_of(item: Json) -> Json:
    return item | {"type": "unheard-of"}


def lacking(name: str) -> Change:
    return lambda item: {key: said for key, said in item.items() if key != name}


def naive(item: Json) -> Json:
    """Write every moment without its offset, also within."""
    return {key: _naive(key, said) for key, said in item.items()}


def two_defaults(item: Json) -> Json:
    return item | {
        name: [text | {"default": True} for text in item[name]] for name in ("title", "text") if name in item
    }


def with_number(item: Json) -> Json:
    number = citizens.load()[0].formatted_number
    text = {"language": "nl", "text": f"Dossier van {number}.", "default": True}
    return item | {"text": [text]} if "text" in item else item


def saying(**fields: Any) -> Say:
    """Say something else in fields of the document."""
    return lambda _, document: document | fields


def leading_nowhere(turn: Turn, document: Json) -> Json:
    """Name as the next page the one that was asked for, or the second, for ever."""
    return document | {"nextCursor": turn.cursor or document["nextCursor"]}


def no_as_of(_: Turn, document: Json) -> Json:
    return {key: said for key, said in document.items() if key != "asOf"}


def tomorrow(_: Turn, document: Json) -> Json:
    return document | {"asOf": clock.rfc3339(clock.now() + timedelta(days=1))}


def falling(turn: Turn, document: Json) -> Json:
    """Count versions down along the feed."""
    first = 1_000_000 - turn.position
    return document | {"items": [item | {"version": first - at} for at, item in enumerate(document["items"])]}


def uncommitted(turn: Turn, document: Json) -> Json:
    """Leave the second change out until it has been passed over a few times."""
    hidden = turn.records.changes(1, 1)
    if not hidden or turn.seen["passed"] >= _PASSED:
        return document
    turn.seen["passed"] += turn.position <= 1 < turn.position + len(document["items"])
    key = hidden[0].change()
    return document | {"items": [item for item in document["items"] if not _same(item, key)]}


def _same(item: Json, other: Json) -> bool:
    return all(item[name] == other[name] for name in ("recipient", "type", "externalId"))


def _naive(key: str, said: Any) -> Any:
    if isinstance(said, dict):
        return naive(said)  # pyright: ignore[reportUnknownArgumentType]
    return said.removesuffix("Z") if key in _MOMENTS else said
