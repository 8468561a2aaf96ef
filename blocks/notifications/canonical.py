"""What was sent, so that the same meaning is the same bytes, whatever the order of languages and values."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from blocks.notifications.model import Appointment, Item, Value
from profile_core.contract import Texts, clock

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]


def plain(item: Item) -> list[Plain]:
    """Return an item as plain values; what was left out of the later fields leaves no trace."""
    always: list[Plain] = [_texts(item.title), _texts(item.text), item.link, _moment(item.deadline)]
    later = _later(item)
    if later == _NOTHING_LATER:
        return always
    said = {
        name: write(value)
        for (name, write), value in zip(_LATER.items(), later, strict=True)
        if value not in _NOTHING
    }
    return [*always, said]


def as_bytes(*values: Plain) -> bytes:
    """Write plain values in the one way."""
    return msgspec.json.encode(values)


def _texts(texts: Texts | None) -> Plain:
    if texts is None:
        return None
    if len(texts.items) == 1:
        return [[texts.items[0].language, texts.items[0].text, True]]
    default = texts.default
    return [list(one) for one in sorted((one.language, one.text, one is default) for one in texts.items)]


def _values(values: Sequence[Value]) -> Plain:
    return [[one.name, one.value] for one in values]


def _appointment(value: Appointment) -> Plain:
    return [_moment(value.starts_at), _moment(value.ends_at), value.place, value.address]


def _moment(value: datetime | None) -> str | None:
    return None if value is None else clock.rfc3339(value)


def _itself(value: Plain) -> Plain:
    return value


_LATER: Mapping[str, Callable[[Any], Plain]] = {
    "values": _values,
    "group_id": _itself,
    "brand": _itself,
    "valid_from": _moment,
    "expires_at": _moment,
    "appointment": _appointment,
    "delete_at": _moment,
    "delete_after_days": _itself,
    "version": _itself,
    "created_at": _moment,
}
_later = attrgetter(*_LATER)
_NOTHING = (None, ())
_NOTHING_LATER = _later(Item(title=None, text=None))
