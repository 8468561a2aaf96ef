"""One notification by itself; what it names (type, recipient) is looked up later."""

from collections.abc import Sequence
from datetime import datetime

from blocks.notifications.model import Appointment, Draft, Item, Kind, Value, Wording
from profile_core.contract import InvalidError, Quiet, is_visible, recipients, said
from profile_core.contract.said import Path

MOST_VALUES = 20
LONGEST_RETENTION = 3650
_LONGEST_KEY = 200
_LONGEST_NAME = 80
_LONGEST_LINE = 200
_HIGHEST_VERSION = 2**53 - 1


class Checked(Quiet, frozen=True, kw_only=True):
    """An item in which nothing is wrong by itself; ``to`` is a checked number or a pairwise id."""

    path: Path
    type: str
    external_id: str
    to: recipients.To
    item: Item


def item(draft: Draft, *, path: Path, secure_links: bool) -> Checked:
    """Check an item by itself, with its key."""
    to = recipients.checked(draft.recipient, (*path, "recipient"))
    said.not_theirs(draft.external_id, to, (*path, "externalId"))
    said.not_theirs(draft.group_id, to, (*path, "groupId"))
    return Checked(
        path=path,
        type=draft.type,
        external_id=key(draft.external_id, path),
        to=to,
        item=content(draft, path=path, secure_links=secure_links),
    )


def content(draft: Wording, *, path: Path, secure_links: bool) -> Item:
    """Check what an item says; ``secure_links`` takes no link but https."""
    checked = Item(
        title=said.texts(draft.title, (*path, "title"), said.LONGEST_TITLE) if draft.title else None,
        text=said.texts(draft.text, (*path, "text"), said.LONGEST_TEXT, lines=True) if draft.text else None,
        values=_values(draft.values, (*path, "values")) if draft.values else (),
        link=said.address(draft.link, "item.link", (*path, "link"), secure=secure_links),
        group_id=said.identifier(
            draft.group_id, "item.group_id", (*path, "groupId"), _LONGEST_KEY, "your file's id"
        ),
        brand=said.line(draft.brand, "item.brand", (*path, "brand"), _LONGEST_NAME, "the sender's name"),
        valid_from=draft.valid_from
        and said.moment(draft.valid_from, "item.valid_from", (*path, "validFrom")),
        expires_at=draft.expires_at
        and said.moment(draft.expires_at, "item.expires_at", (*path, "expiresAt")),
        deadline=draft.deadline and said.moment(draft.deadline, "item.deadline", (*path, "deadline")),
        appointment=draft.appointment and _appointment(draft.appointment, (*path, "appointment")),
        delete_at=draft.delete_at and said.moment(draft.delete_at, "item.delete_at", (*path, "deleteAt")),
        delete_after_days=_days(draft.delete_after_days, path),
        version=version(draft.version, path),
        created_at=draft.created_at and said.past(draft.created_at, "item.created_at", (*path, "createdAt")),
    )
    in_order(checked, path)
    return checked


def in_order(item: Item, path: Path) -> None:
    """Check the moments against each other."""
    if item.delete_at is not None and item.delete_after_days is not None:
        message = "Give deleteAt or deleteAfterDays, not both."
        raise InvalidError("item.delete_at", message, path=(*path, "deleteAt"))
    if item.valid_from is None:
        return
    if item.expires_at is not None and item.expires_at <= item.valid_from:
        message = "Let it expire after it begins: expiresAt lies before validFrom."
        raise InvalidError("item.expires_at", message, path=(*path, "expiresAt"))
    if item.delete_at is not None and item.delete_at <= item.valid_from:
        message = "Let it be deleted after it begins: deleteAt lies before validFrom."
        raise InvalidError("item.delete_at", message, path=(*path, "deleteAt"))


def key(external_id: str, path: Path) -> str:
    """Check a provider's own key."""
    fits = 1 <= len(external_id) <= _LONGEST_KEY and external_id.isprintable()
    if not fits or external_id.strip() != external_id or not is_visible(external_id):
        message = (
            f"Give your own id of this notification: 1 to {_LONGEST_KEY} characters, no blank at its ends."
        )
        raise InvalidError("item.external_id", message, path=(*path, "externalId"))
    return external_id


def may_be_done(done_at: datetime | None, kind: Kind, path: Path) -> None:
    """Check that what is said to be done is a task."""
    if done_at is not None and kind is not Kind.TASK:
        message = "Only a notification whose type is a TASK can be done."
        raise InvalidError("item.kind", message, path=(*path, "doneAt"))


def _values(values: Sequence[Value], path: Path) -> tuple[Value, ...]:
    """Check values; return them by name, for their order means nothing."""
    if len(values) > MOST_VALUES:
        message = f"Give at most {MOST_VALUES} values; these are {len(values)}."
        raise InvalidError("item.values", message, path=path)
    for at, one in enumerate(values):
        here = (*path, str(at))
        said.line(one.name, "item.values", (*here, "name"), _LONGEST_NAME, "the name of a placeholder")
        said.line(one.value, "item.values", (*here, "value"), _LONGEST_LINE, "what stands in its place")
    if len({one.name for one in values}) != len(values):
        raise InvalidError("item.values", "Give each value once.", path=path)
    return tuple(sorted(values, key=lambda one: one.name))


def _appointment(draft: Appointment, path: Path) -> Appointment:
    code = "item.appointment"
    starts_at = said.moment(draft.starts_at, code, (*path, "startsAt"))
    ends_at = draft.ends_at and said.moment(draft.ends_at, code, (*path, "endsAt"))
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidError(code, "Let it end after it starts.", path=(*path, "endsAt"))
    return Appointment(
        starts_at=starts_at,
        ends_at=ends_at,
        place=said.line(draft.place, code, (*path, "place"), _LONGEST_LINE, "the name of the place"),
        address=said.line(draft.address, code, (*path, "address"), _LONGEST_LINE, "the address"),
    )


def _days(days: int | None, path: Path) -> int | None:
    if days is not None and not 1 <= days <= LONGEST_RETENTION:
        message = f"Give 1 to {LONGEST_RETENTION} days."
        raise InvalidError("item.delete_after", message, path=(*path, "deleteAfterDays"))
    return days


def version(given: int | None, path: Path) -> int | None:
    """Check a provider's own count."""
    if given is not None and not 0 <= given <= _HIGHEST_VERSION:
        message = f"Give a whole number from 0 to {_HIGHEST_VERSION}."
        raise InvalidError("item.version", message, path=(*path, "version"))
    return given
