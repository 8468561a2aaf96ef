"""What becomes of a notification by an operation: the same standing when it is no news, or why it cannot be.

A task that is done stays done. What was retracted or deleted is neither updated nor completed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs

from blocks.notifications.check import fitting, items
from blocks.notifications.model import Definition, Item, Kind
from blocks.notifications.operate.orders import Operation
from blocks.notifications.rows.operated import Standing
from profile_core.contract import ConflictError, InvalidError, Texts
from profile_core.contract.said import Path


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wanted:
    """What is asked of a notification; ``definition`` is its type's, in force."""

    operation: Operation
    item: Item
    definition: Definition
    path: Path
    moment: datetime


def after(held: Standing, wanted: Wanted) -> Standing:
    """Return how a notification stands after an operation, its revision left alone."""
    return _STEPS[wanted.operation](held, wanted)


def _updated(held: Standing, wanted: Wanted) -> Standing:
    _there(held, wanted.path)
    if not _newer(held, wanted):
        return held
    kept = held.content
    item = structs.replace(
        wanted.item,
        valid_from=kept.valid_from,
        deadline=kept.deadline,
        appointment=kept.appointment,
        version=kept.version if wanted.item.version is None else wanted.item.version,
    )
    items.in_order(item, wanted.path)
    content = fitting.fitted(item, wanted.definition, path=wanted.path, moment=held.created_at)
    return held if content == kept else replace(held, content=content)


def _rescheduled(held: Standing, wanted: Wanted) -> Standing:
    _there(held, wanted.path)
    _moments(held.content.kind, wanted)
    if not _newer(held, wanted):
        return held
    kept, item = held.content, wanted.item
    version = kept.version if item.version is None else item.version
    content = structs.replace(kept, deadline=item.deadline, appointment=item.appointment, version=version)
    fitting.outlasts(item, content, path=wanted.path)
    return held if content == kept else replace(held, content=content)


def _completed(held: Standing, wanted: Wanted) -> Standing:
    if held.content.kind is not Kind.TASK:
        message = "Only a notification whose type is a TASK can be completed."
        raise InvalidError("item.kind", message, path=wanted.path)
    _there(held, wanted.path)
    return held if held.done_at is not None else replace(held, done_at=wanted.moment)


def _retracted(held: Standing, wanted: Wanted) -> Standing:
    if held.retracted_at is not None:
        return held
    _there(held, wanted.path)
    return replace(held, retracted_at=wanted.moment)


def _deleted(held: Standing, wanted: Wanted) -> Standing:
    if held.deleted_at is not None:
        return held
    nothing = structs.replace(
        held.content,
        title=Texts(()),
        text=Texts(()),
        link=None,
        deadline=None,
        appointment=None,
        group_id=None,
        brand=None,
        valid_from=None,
        expires_at=None,
        version=None,
    )
    return replace(held, content=nothing, done_at=None, deleted_at=wanted.moment)


_STEPS: dict[Operation, Callable[[Standing, Wanted], Standing]] = {
    Operation.UPDATE: _updated,
    Operation.COMPLETE: _completed,
    Operation.RESCHEDULE: _rescheduled,
    Operation.RETRACT: _retracted,
    Operation.DELETE: _deleted,
}


def _there(held: Standing, path: Path) -> None:
    if held.deleted_at is not None:
        raise ConflictError("notifications.deleted", "This notification was deleted.", path=path)
    if held.retracted_at is not None:
        message = "This notification was retracted. Register another, with an externalId of its own."
        raise ConflictError("notifications.retracted", message, path=path)


def _newer(held: Standing, wanted: Wanted) -> bool:
    """Tell whether it is news: by the provider's version where the notification has one, else always."""
    known, said = held.content.version, wanted.item.version
    if known is None:
        return True
    if said is None:
        message = f"This notification has version {known}. Give the version of what you send, too."
        raise InvalidError("item.version", message, path=(*wanted.path, "version"))
    return said > known


def _moments(kind: Kind, wanted: Wanted) -> None:
    """Check that what moves is what such a notification has."""
    item, path = wanted.item, wanted.path
    if kind is Kind.MESSAGE:
        message = "A MESSAGE has neither deadline nor appointment. Use updateNotifications."
        raise InvalidError("item.kind", message, path=path)
    if (item.deadline is None) == (kind is Kind.TASK):
        message = "Give the new deadline of a TASK, and of nothing else."
        raise InvalidError("item.deadline", message, path=(*path, "deadline"))
    if (item.appointment is None) == (kind is Kind.APPOINTMENT):
        message = "Give the new appointment of an APPOINTMENT, and of nothing else."
        raise InvalidError("item.appointment", message, path=(*path, "appointment"))
