"""What is a citizen's own: the inbox, addresses, choices."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from blocks.notifications.model.codes import Kind, TaskState, task_at
from blocks.notifications.model.items import Appointment
from blocks.notifications.model.places import Position
from profile_core.contract import Texts


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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class InboxItem:
    """A notification as its citizen sees it.

    Of one that is ``live`` what it says lies with its provider, and has to be asked for. ``withheld`` is one of which
    that was in vain: its title is the name of its type, and it has no text.
    """

    id: UUID
    provider: UUID
    type: UUID
    type_code: str
    external_id: str
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
    version: int | None = None
    delete_at: datetime | None = None
    live: bool = False
    withheld: bool = False

    @property
    def position(self) -> Position:
        """Return where it stands in the list."""
        return Position(self.created_at, self.provider, self.external_id, self.type_code)

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
