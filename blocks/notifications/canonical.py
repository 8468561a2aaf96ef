"""What was sent, so that the same meaning is the same bytes, whatever the order of languages and values."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from blocks.notifications.model import Appointment, Item
from profile_core.contract import Texts, clock

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]


def plain(item: Item) -> list[Plain]:
    """Return an item as plain values; what was left out of the later fields leaves no trace."""
    always: list[Plain] = [_texts(item.title), _texts(item.text), item.link, _moment(item.deadline)]
    more: dict[str, Plain] = {
        "values": [[one.name, one.value] for one in item.values] or None,
        "group_id": item.group_id,
        "brand": item.brand,
        "valid_from": _moment(item.valid_from),
        "expires_at": _moment(item.expires_at),
        "appointment": _appointment(item.appointment),
        "delete_at": _moment(item.delete_at),
        "delete_after_days": item.delete_after_days,
        "version": item.version,
    }
    said = {name: value for name, value in more.items() if value is not None}
    return [*always, said] if said else always


def as_bytes(*values: Plain) -> bytes:
    """Write plain values in the one way."""
    return msgspec.json.encode(values)


def _texts(texts: Texts | None) -> Plain:
    if texts is None:
        return None
    default = texts.default
    return [list(one) for one in sorted((one.language, one.text, one is default) for one in texts.items)]


def _appointment(value: Appointment | None) -> Plain:
    if value is None:
        return None
    return [_moment(value.starts_at), _moment(value.ends_at), value.place, value.address]


def _moment(value: datetime | None) -> str | None:
    return None if value is None else clock.rfc3339(value)
