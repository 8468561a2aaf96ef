"""A notification on its way in: as it is sent, checked, completed by its type, stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from blocks.notifications.model.codes import Kind
from blocks.notifications.model.types import NotificationType
from profile_core.contract import Quiet, Recipient, Text, Texts


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Appointment:
    """When and where a citizen is expected; moments in UTC."""

    starts_at: datetime
    ends_at: datetime | None = None
    place: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Value:
    """What stands in the place of a placeholder."""

    name: str
    value: str


class Wording(Quiet, frozen=True, kw_only=True):
    """What a provider says of a notification, unchecked. A title or text left out comes from the type."""

    title: Sequence[Text] = ()
    text: Sequence[Text] = ()
    values: Sequence[Value] = ()
    link: str | None = None
    group_id: str | None = None
    brand: str | None = None
    valid_from: datetime | None = None
    expires_at: datetime | None = None
    deadline: datetime | None = None
    appointment: Appointment | None = None
    delete_at: datetime | None = None
    delete_after_days: int | None = None
    version: int | None = None
    created_at: datetime | None = None


class Draft(Wording, frozen=True, kw_only=True):
    """A notification as a provider sends it, unchecked."""

    type: str
    external_id: str
    recipient: Recipient


class Item(Quiet, frozen=True, kw_only=True):
    """What was sent of a notification, checked by itself; its type makes a ``Content`` of it."""

    title: Texts | None
    text: Texts | None
    values: tuple[Value, ...] = ()
    link: str | None = None
    group_id: str | None = None
    brand: str | None = None
    valid_from: datetime | None = None
    expires_at: datetime | None = None
    deadline: datetime | None = None
    appointment: Appointment | None = None
    delete_at: datetime | None = None
    delete_after_days: int | None = None
    version: int | None = None
    created_at: datetime | None = None


class Content(Quiet, frozen=True, kw_only=True):
    """What a notification says. ``group_id`` binds it to a file; ``version`` is the provider's, ``created_at`` too.

    It is announced from ``valid_from`` on, shown until ``expires_at``, and deleted at ``delete_at``.
    """

    kind: Kind
    title: Texts
    text: Texts
    link: str | None
    deadline: datetime | None
    appointment: Appointment | None = None
    group_id: str | None = None
    brand: str | None = None
    valid_from: datetime | None = None
    expires_at: datetime | None = None
    delete_at: datetime | None = None
    version: int | None = None
    created_at: datetime | None = None


class Key(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """The natural key: a type belongs to one provider, so the provider need not be named."""

    bucket: int
    subject: UUID
    type: UUID
    external_id: str


class Arrival(Quiet, frozen=True, kw_only=True):
    """A checked notification on its way in; ``mac`` is the keyed hash of key and content."""

    id: UUID
    key: Key
    content: Content
    mac: bytes


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to an item that is stored: the same however often it is sent."""

    id: UUID
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Preview:
    """The answer to a dry run: what the citizen would see."""

    external_id: str
    type: NotificationType
    content: Content
