"""What things are called that are stored and told as codes."""

from datetime import datetime
from enum import StrEnum

from profile_core.contract import sources


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


Mode = sources.Mode


class Announcement(StrEnum):
    """What a provider announces of a notification that it keeps: the four events of Belgium's eBox."""

    NEW = "NEW"
    READ = "READ"
    EXPIRING = "EXPIRING"
    DELETED = "DELETED"


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
"""The occasion of a delivery when the notification is new; the others are UNREAD, EXPIRING, and those of reminders, which are
named after what they were told for: REMINDER_DEADLINE_48, REMINDER_START_24, REMINDER_CREATION_2."""
UNREAD = "UNREAD"
EXPIRING = "EXPIRING"
