"""What the block speaks of, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from profile_core.contract import Environment, Fact, Recipient, Text, Texts


class Kind(StrEnum):
    """What a type of notification wants of a citizen."""

    MESSAGE = "MESSAGE"
    TASK = "TASK"
    APPOINTMENT = "APPOINTMENT"


class TypeState(StrEnum):
    """How far what a provider last wrote of a type is on its way to being used."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class Channel(StrEnum):
    """By what way a notification reaches a citizen: ours, the provider's own, or one that a block plugs in."""

    INBOX = "INBOX"
    EMAIL = "EMAIL"
    WEB_PUSH = "WEB_PUSH"
    OWN = "OWN"
    OTHER = "OTHER"


_CHANNELS = {one.lower(): one for one in (Channel.INBOX, Channel.EMAIL, Channel.WEB_PUSH)}


def kind_of(code: str) -> Channel:
    """Return what a channel's code stands for: ``own:sms`` is a provider's own, what we do not know is a plug-in's."""
    return _CHANNELS.get(code, Channel.OWN if code.startswith("own:") else Channel.OTHER)


class DeliveryState(StrEnum):
    """How far one notification is on one channel. From SENT on nothing more is tried."""

    ACCEPTED = "ACCEPTED"
    SCHEDULED = "SCHEDULED"
    SENDING = "SENDING"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    CONDITION_NOT_MET = "CONDITION_NOT_MET"
    SUPPRESSED_BY_PREFERENCE = "SUPPRESSED_BY_PREFERENCE"


UNDER_WAY = (DeliveryState.ACCEPTED, DeliveryState.SCHEDULED, DeliveryState.SENDING)
"""The states that are no end."""


class Reason(StrEnum):
    """Why a delivery failed, or was not made."""

    INVALID_ADDRESS = "INVALID_ADDRESS"
    BOUNCED = "BOUNCED"
    RECIPIENT_NOT_REACHABLE = "RECIPIENT_NOT_REACHABLE"
    NO_VERIFIED_ADDRESS = "NO_VERIFIED_ADDRESS"
    PROVIDER_REFUSED = "PROVIDER_REFUSED"
    NO_REPORT = "NO_REPORT"
    OUT_OF_TIME = "OUT_OF_TIME"
    READ = "READ"
    DONE = "DONE"
    RETRACTED = "RETRACTED"
    CONDITION = "CONDITION"
    RESCHEDULED = "RESCHEDULED"


class TaskState(StrEnum):
    """Where a task is: it expires by its deadline, and a later deadline makes it new; done stays done."""

    NEW = "NEW"
    DONE = "DONE"
    EXPIRED = "EXPIRED"


def task_at(
    moment: datetime, *, kind: Kind, done_at: datetime | None, deadline: datetime | None
) -> TaskState | None:
    """Return where a task is at a moment; None for what is no task."""
    if kind is not Kind.TASK:
        return None
    if done_at is not None:
        return TaskState.DONE
    return TaskState.EXPIRED if deadline is not None and deadline < moment else TaskState.NEW


INBOX = "inbox"
"""The code of the channel that every notification has."""
FIRST = "FIRST"
"""The occasion of a delivery when the notification is new; the others are REMINDER_1, REMINDER_2 ... and UNREAD."""
UNREAD = "UNREAD"


class Choice(StrEnum):
    """What a citizen wants of a channel: each notification at once, all of a day together, or none."""

    ON = "ON"
    OFF = "OFF"
    DAILY = "DAILY"


NOBODY = UUID(int=0)
"""In a preference: all senders, or all types of a sender (the nil UUID, RFC 9562 section 5.9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What a citizen chose for a channel: of one type, of all of one sender, or of all senders (``NOBODY``)."""

    provider: UUID
    type: UUID
    channel: str
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Address:
    """Where a subject can be reached outside; ``sealed`` is opened by whoever holds the keyring.

    It counts while it is verified and has not failed since.
    """

    id: UUID
    channel: str
    sealed: bytes
    language: str
    verified_at: datetime | None
    code_until: datetime | None
    failed_at: datetime | None
    created_at: datetime

    @property
    def counts(self) -> bool:
        """Tell whether something may be sent to it."""
        return self.verified_at is not None and self.failed_at is None


class OwnUse(StrEnum):
    """Whether a provider's own channel goes instead of ours, or beside it."""

    INSTEAD_OF = "INSTEAD_OF"
    BESIDE = "BESIDE"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChannel:
    """A provider's own way (its SMS, mail, app) to its citizens, called by webhook.

    ``channel`` is the code of that of ours which it replaces or goes beside; the provider reports back within
    ``report_within`` hours, or the delivery has failed.
    """

    code: str
    use: OwnUse
    channel: str
    report_within: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """By what ways a type may go out beside the inbox, by code (``email``, ``web_push``, a plug-in's).

    A citizen cannot switch off what is ``mandatory``.
    """

    allowed: tuple[str, ...] = ("email", "web_push")
    mandatory: tuple[str, ...] = ()
    own: tuple[OwnChannel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingWindow:
    """When outside channels may be used, in the deployment's own time: ISO weekdays (1 is Monday), HH:MM."""

    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    begins: str = "08:00"
    ends: str = "20:00"


class Relative(StrEnum):
    """From where a reminder counts."""

    CREATION = "CREATION"
    DEADLINE = "DEADLINE"
    START = "START"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """So many hours after the creation, or before the deadline of a task or the start of an appointment."""

    relative_to: Relative
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """What is still unread after so many hours goes out by one more channel, by its code."""

    hours: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a provider chooses of a type. ``name`` carries no personal data: the header shows it.

    ``title`` and ``text`` are templates with {placeholders}, of which ``required_values`` must be given with each
    notification. ``notice`` is the topic of another block's notices that become notifications of this type.
    ``condition_url`` is asked before anything goes out, whether it is still needed. ``retention`` is in days.
    """

    service: str
    name: Texts
    category: str
    kind: Kind
    title: Texts | None = None
    text: Texts | None = None
    required_values: tuple[str, ...] = ()
    channels: Channels = Channels()
    retention: int = 365
    min_assurance: str | None = None
    sending_window: SendingWindow | None = None
    reminders: tuple[Reminder, ...] = ()
    escalation: Escalation | None = None
    condition_url: str | None = None
    legal_basis: str | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDraft:
    """A type as a provider sends it, unchecked; ``service`` is the code of one of its services."""

    code: str
    service: str
    name: Sequence[Text]
    category: str
    kind: Kind
    title: Sequence[Text] = ()
    text: Sequence[Text] = ()
    required_values: Sequence[str] = ()
    channels: Channels = Channels()
    retention: int = 365
    min_assurance: str | None = None
    sending_window: SendingWindow | None = None
    reminders: Sequence[Reminder] = ()
    escalation: Escalation | None = None
    condition_url: str | None = None
    legal_basis: str | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationType:
    """A registered kind of notification; ``definition`` is the one in force, ``draft`` an edit that is not yet.

    ``state`` is that of what the provider wrote last. It may be used while ``in_force`` and ``published``; one that
    was never approved has no ``draft``: its ``definition`` waits itself.
    """

    id: UUID
    provider: UUID
    environment: Environment
    code: str
    definition: Definition
    state: TypeState
    in_force: bool
    draft: Definition | None = None
    rejected_for: str | None = None
    published: bool = True
    revision: int = 1

    @property
    def name(self) -> Texts:
        """Return what citizens see as the kind of a notification."""
        return self.definition.name

    @property
    def kind(self) -> Kind:
        """Return what it wants of a citizen."""
        return self.definition.kind


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


class Quiet(msgspec.Struct, frozen=True):
    """A value that is made by the thousand, and never shown: structs are made six times as fast as dataclasses."""

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return f"{type(self).__name__}(...)"


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


class Content(Quiet, frozen=True, kw_only=True):
    """What a notification says. ``group_id`` binds it to a file; ``version`` is the provider's.

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
    created_at: datetime
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


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DeliveryKey:
    """Which delivery: of one notification, by one channel, on one occasion."""

    notification: UUID
    channel: str
    occasion: str

    @property
    def id(self) -> str:
        """Return the one text by which a provider names it."""
        return f"{self.notification}:{self.channel}:{self.occasion}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far one notification is on one channel, on one occasion; ``changed_at`` is when it got there.

    ``channel`` is a code: inbox, email, web_push, own:<code>, or a plug-in's.
    """

    notification: UUID
    type: str
    external_id: str
    channel: str
    occasion: str
    state: DeliveryState
    reason: Reason | None
    attempts: int
    created_at: datetime
    changed_at: datetime
    due_at: datetime | None


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
    archived_at: datetime | None = None
    done_at: datetime | None = None
    appointment: Appointment | None = None
    group_id: str | None = None
    brand: str | None = None
    revision: int = 1

    @property
    def due(self) -> datetime | None:
        """Return by when, or at what moment, it asks something of the citizen."""
        return self.deadline if self.appointment is None else self.appointment.starts_at

    def task(self, moment: datetime) -> TaskState | None:
        """Return where the task is at a moment; None for what is no task."""
        return task_at(moment, kind=self.kind, done_at=self.done_at, deadline=self.deadline)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """What a citizen asks the inbox for; None leaves the list as it is. ``archived`` takes the other shelf."""

    unread: bool = False
    archived: bool = False
    kind: Kind | None = None
    task: TaskState | None = None
    provider: UUID | None = None
    group_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many there are, each counted up to 100 (shown as 99+)."""

    unread: int
    to_do: int
    archived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationAccepted(Fact):
    """A notification is stored and waits for its channels."""

    name: ClassVar[str] = "notifications.accepted"
    notification: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationAnnounced(Fact):
    """A notification came into the inbox, and may go out by its other channels."""

    name: ClassVar[str] = "notifications.announced"
    notification: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionDue(Fact):
    """The moment of a reminder, or of an escalation, has come; whether it still holds is seen then.

    ``due`` is the moment it was told for: once a deadline moved it is another, and this one is void.
    """

    name: ClassVar[str] = "notifications.occasion_due"
    notification: UUID
    occasion: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDue(Fact):
    """The term has passed in which a provider was to report what became of a delivery by its own channel.

    ``sent_at`` is when the provider took it: what moved since is reported, or was sent once more.
    """

    name: ClassVar[str] = "notifications.report_due"
    notification: UUID
    channel: str
    occasion: str
    sent_at: datetime


class Event(StrEnum):
    """What a provider is told, by its feed and its webhook."""

    DELIVERY_CHANGED = "delivery.changed"
    PAPER_NEEDED = "paper.needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTold(Fact):
    """Something of a notification that its provider is told: in its feed, and by its webhook."""

    name: ClassVar[str] = "notifications.provider_told"
    notification: UUID
    provider: UUID
    environment: Environment
    event: Event
    at: datetime
    type: UUID
    channel: str | None = None
    occasion: str | None = None
    state: DeliveryState | None = None
    reason: Reason | None = None
