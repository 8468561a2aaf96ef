"""What the block speaks of, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from profile_core.contract import Environment, Fact, Recipient, Text, Texts


class Kind(StrEnum):
    """What a type of notification wants of a citizen."""

    MESSAGE = "MESSAGE"
    TASK = "TASK"
    APPOINTMENT = "APPOINTMENT"


class TypeState(StrEnum):
    """Where a type is on its way to being used."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"


class Channel(StrEnum):
    """By what way a notification reaches a citizen."""

    INBOX = "INBOX"


class DeliveryState(StrEnum):
    """How far one notification is on one channel."""

    ACCEPTED = "ACCEPTED"
    DELIVERED = "DELIVERED"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDraft:
    """A type as a provider sends it, unchecked; ``service`` is the code of one of its services."""

    code: str
    service: str
    name: Sequence[Text]
    category: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationType:
    """A registered kind of notification. ``name`` carries no personal data: the header shows it."""

    id: UUID
    provider: UUID
    environment: Environment
    code: str
    service: str
    name: Texts
    category: str
    kind: Kind
    state: TypeState


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """A notification as a provider sends it, unchecked."""

    type: str
    external_id: str
    recipient: Recipient
    title: Sequence[Text]
    text: Sequence[Text]
    link: str | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Content:
    """What a notification says, checked."""

    title: Texts
    text: Texts
    link: str | None
    deadline: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Key:
    """The natural key: a type belongs to one provider, so the provider need not be named."""

    bucket: int
    subject: UUID
    type: UUID
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Arrival:
    """A checked notification on its way in; ``mac`` is the keyed hash of key and content."""

    id: UUID
    key: Key
    content: Content
    created_at: datetime
    mac: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The answer to an item that is stored: the same however often it is sent."""

    id: UUID
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Preview:
    """The answer to a dry run: what the citizen would see."""

    external_id: str
    type: NotificationType
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A stored notification as its provider sees it: no text and nothing about the citizen."""

    id: UUID
    type: str
    external_id: str
    created_at: datetime
    deadline: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far one notification is on one channel; ``changed_at`` is when it got there."""

    notification: UUID
    type: str
    external_id: str
    channel: Channel
    state: DeliveryState
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class InboxItem:
    """A notification as its citizen sees it."""

    id: UUID
    provider: UUID
    type_name: Texts
    kind: Kind
    title: Texts
    text: Texts
    link: str | None
    created_at: datetime
    deadline: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationAccepted(Fact):
    """A notification is stored and waits for its channels."""

    name: ClassVar[str] = "notifications.accepted"
    notification: UUID
