"""What a provider asks to be done, as it sends it and checked, and what it is answered."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from blocks.notifications.check import items
from blocks.notifications.model import Item, Preview, Wording
from profile_core.contract import InvalidError, ProfileError, Recipient, ids, recipients, said
from profile_core.contract.said import Path

_LONGEST_KEY = 200


class Operation(StrEnum):
    """What can be done with a notification; stored with every operation."""

    UPDATE = "UPDATE"
    COMPLETE = "COMPLETE"
    RESCHEDULE = "RESCHEDULE"
    RETRACT = "RETRACT"
    DELETE = "DELETE"


FINAL = frozenset({Operation.COMPLETE, Operation.RETRACT, Operation.DELETE})
"""What is done once with a thing, so that the thing and the operation are the key."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NaturalKey:
    """What a provider calls a notification."""

    type: str
    external_id: str
    recipient: Recipient


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Order:
    """What is to be done with one notification, named by our ``id`` or by its natural ``key``; unchecked."""

    operation: Operation
    id: str | None = None
    key: NaturalKey | None = None
    wording: Wording = field(default_factory=Wording)
    if_revision: int | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Named:
    """A natural key in which nothing is wrong by itself."""

    type: str
    external_id: str
    to: recipients.To


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Checked:
    """An order in which nothing is wrong by itself; of an id that is none, ``which`` is None."""

    path: Path
    operation: Operation
    which: UUID | Named | None
    item: Item
    if_revision: int | None
    idempotency_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where a notification stands by what was done; ``changed`` is False when that was no news."""

    id: UUID
    external_id: str
    revision: int
    changed: bool


Outcome = Answer | Preview | ProfileError


def checked(order: Order, *, path: Path, secure_links: bool) -> Checked:
    """Check an order by itself."""
    key = said.identifier(
        order.idempotency_key,
        "item.idempotency_key",
        (*path, "idempotencyKey"),
        _LONGEST_KEY,
        "a key of your own",
    )
    named = which(order.id, order.key, path)
    said.not_theirs(order.wording.group_id, named.to if isinstance(named, Named) else "", (*path, "groupId"))
    return Checked(
        path=path,
        operation=order.operation,
        which=named,
        item=items.content(order.wording, path=path, secure_links=secure_links),
        if_revision=order.if_revision,
        idempotency_key=key,
    )


def which(public_id: str | None, key: NaturalKey | None, path: Path) -> UUID | Named | None:
    """Return which notification is named; an id that is none names None."""
    if (public_id is None) == (key is None):
        message = "Name the notification by its id or by its key: one of them, and not both."
        raise InvalidError("item.which", message, path=path)
    if key is None:
        return ids.parse_id(public_id or "")
    to = recipients.checked(key.recipient, (*path, "key", "recipient"))
    return Named(type=key.type, external_id=key.external_id, to=to)
