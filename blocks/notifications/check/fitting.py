"""An item and its type together: what the kind asks for, the texts, and when it is deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from blocks.notifications.check import wording
from blocks.notifications.model import Content, Definition, Item, Kind
from profile_core.contract import InvalidError, Texts, said
from profile_core.contract.said import Path

BUILT_IN = ("groupId", "brand")
"""Placeholders that are fields of the item."""


def fitted(item: Item, definition: Definition, *, path: Path, moment: datetime) -> Content:
    """Complete an item that was accepted at ``moment`` by its type; what does not fit raises ``InvalidError``."""
    _kind(item, definition.kind, path)
    _required(item, definition.required_values, path)
    content = Content(
        kind=definition.kind,
        title=_texts(item, item.title, definition.title, (*path, "title"), said.LONGEST_TITLE),
        text=_texts(item, item.text, definition.text, (*path, "text"), said.LONGEST_TEXT),
        link=item.link,
        deadline=item.deadline,
        appointment=item.appointment,
        group_id=item.group_id,
        brand=item.brand,
        valid_from=item.valid_from,
        expires_at=item.expires_at,
        delete_at=_delete_at(item, definition.retention, path, moment),
        version=item.version,
        created_at=item.created_at,
    )
    outlasts(item, content, path=path)
    return content


def coming(content: Content, *, path: Path, moment: datetime) -> None:
    """Refuse news that nobody would ever see. What was accepted once may come again when its time is over."""
    if content.expires_at is not None and content.expires_at <= moment:
        message = "It has expired already. Let it expire later, or leave expiresAt out."
        raise InvalidError("item.expires_at", message, path=(*path, "expiresAt"))
    if content.delete_at is not None and content.delete_at <= moment:
        message = "It would be deleted at once. Let it be deleted later, or leave deleteAt out."
        raise InvalidError("item.delete_at", message, path=(*path, "deleteAt"))


def outlasts(item: Item, content: Content, *, path: Path) -> None:
    """Refuse to delete what a citizen still has to do, or to go to."""
    when = content.appointment
    due = content.deadline if when is None else when.ends_at or when.starts_at
    if due is None or content.delete_at is None or content.delete_at >= due:
        return
    message = (
        f"It would be deleted on {content.delete_at.date()}, before this moment. Let it be deleted later "
        "(deleteAt, and retentionDays of its type), or begin later (validFrom)."
    )
    said = (
        ("deleteAt", item.delete_at),
        ("deleteAfterDays", item.delete_after_days),
        ("deadline", item.deadline),
    )
    field = next((name for name, value in said if value is not None), "appointment")
    raise InvalidError("item.delete_at", message, path=(*path, field))


def _kind(item: Item, kind: Kind, path: Path) -> None:
    if item.deadline is not None and kind is not Kind.TASK:
        message = "Only a notification whose type is a TASK has a deadline."
        raise InvalidError("item.deadline", message, path=(*path, "deadline"))
    if item.appointment is not None and kind is not Kind.APPOINTMENT:
        message = "Only a notification whose type is an APPOINTMENT has an appointment."
        raise InvalidError("item.appointment", message, path=(*path, "appointment"))
    if item.appointment is None and kind is Kind.APPOINTMENT:
        message = "Say when the appointment is: the type of this notification is an APPOINTMENT."
        raise InvalidError("item.appointment", message, path=(*path, "appointment"))


def _required(item: Item, names: Sequence[str], path: Path) -> None:
    """Refuse an item without a value that its type asks for; more than those do no harm."""
    given = {one.name for one in item.values} if names else ()
    for name in names:
        if name not in given:
            raise InvalidError("item.values", f"Give a value for {name}.", path=(*path, "values"))


def _texts(item: Item, given: Texts | None, template: Texts | None, path: Path, longest: int) -> Texts:
    if given is not None:
        return given
    if template is None:
        message = f"Give a {path[-1]}: the type of this notification has none of its own."
        raise InvalidError(f"item.{path[-1]}", message, path=path)
    return wording.filled(template, _values(item), path, longest)


def _values(item: Item) -> Mapping[str, str]:
    """Return what stands in the places of placeholders."""
    values = {one.name: one.value for one in item.values}
    built_in = zip(BUILT_IN, (item.group_id, item.brand), strict=True)
    return values | {name: value for name, value in built_in if value is not None}


def _delete_at(item: Item, retention: int, path: Path, moment: datetime) -> datetime:
    """Return when it is deleted: what was asked for, at most as late as the retention of the type."""
    created_at = item.created_at or moment
    begins = max(created_at, item.valid_from or created_at)
    latest = begins + timedelta(days=retention)
    if item.delete_after_days is not None and item.delete_after_days > retention:
        message = f"Notifications of this type are kept for at most {retention} days."
        raise InvalidError("item.delete_after", message, path=(*path, "deleteAfterDays"))
    if item.delete_at is not None and item.delete_at > latest:
        message = f"Notifications of this type are kept for at most {retention} days."
        raise InvalidError("item.delete_at", message, path=(*path, "deleteAt"))
    if item.delete_at is not None:
        return item.delete_at
    return latest if item.delete_after_days is None else begins + timedelta(days=item.delete_after_days)
