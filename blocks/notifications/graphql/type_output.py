"""A type of notification as its provider sees it."""

from datetime import datetime
from typing import Any

import strawberry

from blocks.notifications import model
from profile_core.contract import TextOutput, Texts, clock


@strawberry.type
class OwnChannel:
    """A way of your own to your citizens."""

    code: str
    use: model.OwnUse
    channel: str
    report_within_hours: int


@strawberry.type
class NotificationChannels:
    """By what ways a type may go out beside the inbox."""

    allowed: list[str]
    mandatory: list[str]
    own: list[OwnChannel]

    @classmethod
    def of(cls, value: model.Channels) -> "NotificationChannels":
        """Convert channels."""
        own = [
            OwnChannel(code=one.code, use=one.use, channel=one.channel, report_within_hours=one.report_within)
            for one in value.own
        ]
        return cls(allowed=list(value.allowed), mandatory=list(value.mandatory), own=own)


@strawberry.type
class SendingWindow:
    """When outside channels may be used."""

    days: list[int]
    begins: str
    ends: str

    @classmethod
    def of(cls, value: model.SendingWindow) -> "SendingWindow":
        """Convert a window."""
        return cls(days=list(value.days), begins=value.begins, ends=value.ends)


@strawberry.type
class Reminder:
    """When a citizen is reminded of what is unread or not done."""

    relative_to: model.Relative
    hours: int


@strawberry.type
class Escalation:
    """What goes out when it stays unread."""

    hours: int
    channel: str


@strawberry.type
class FormerDoor:
    """By a mode that the type had, notifications still come in until this moment."""

    mode: model.Mode
    until: datetime


@strawberry.type
class NotificationTypeDefinition:
    """All that a provider defines of a type."""

    service: str
    name: list[TextOutput]
    category: str
    kind: model.Kind
    title: list[TextOutput] | None
    text: list[TextOutput] | None
    required_values: list[str]
    channels: NotificationChannels
    retention_days: int
    sending_window: SendingWindow | None
    reminders: list[Reminder]
    escalation: Escalation | None
    condition_url: str | None
    legal_basis: str | None
    notice: str | None
    mode: model.Mode
    source: str | None

    @classmethod
    def defined(cls, value: model.Definition) -> "NotificationTypeDefinition":
        """Convert what is defined."""
        return cls(**_fields(value))


@strawberry.type
class NotificationType(NotificationTypeDefinition):
    """A registered kind of notification, as it is in force; `draft` is an edit that waits for its turn.

    `state` is that of what you wrote last. You may send it while it is `inForce` and `published`.
    `id` is null in a dry run of one that is new.
    """

    id: strawberry.ID | None
    code: str
    state: model.TypeState
    in_force: bool
    published: bool
    revision: int
    rejected_for: str | None
    former_doors: list[FormerDoor] = strawberry.field(
        description="Modes that it had, while their doors are open."
    )
    draft: NotificationTypeDefinition | None

    @classmethod
    def of(cls, value: model.NotificationType, *, stored: bool = True) -> "NotificationType":
        """Convert a type."""
        return cls(
            id=strawberry.ID(str(value.id)) if stored else None,
            code=value.code,
            state=value.state,
            in_force=value.in_force,
            published=value.published,
            revision=value.revision,
            rejected_for=value.rejected_for,
            former_doors=[
                FormerDoor(mode=one.mode, until=one.until) for one in value.former if one.until > clock.now()
            ],
            draft=NotificationTypeDefinition.defined(value.draft) if value.draft else None,
            **_fields(value.definition),
        )


def _fields(value: model.Definition) -> dict[str, Any]:
    return {
        "service": value.service,
        "name": TextOutput.of(value.name),
        "category": value.category,
        "kind": value.kind,
        "title": _texts(value.title),
        "text": _texts(value.text),
        "required_values": list(value.required_values),
        "channels": NotificationChannels.of(value.channels),
        "retention_days": value.retention,
        "sending_window": SendingWindow.of(value.sending_window) if value.sending_window else None,
        "reminders": [Reminder(relative_to=one.relative_to, hours=one.hours) for one in value.reminders],
        "escalation": value.escalation
        and Escalation(hours=value.escalation.hours, channel=value.escalation.channel),
        "condition_url": value.condition_url,
        "legal_basis": value.legal_basis,
        "notice": value.notice,
        "mode": value.mode,
        "source": value.source,
    }


def _texts(value: Texts | None) -> list[TextOutput] | None:
    return None if value is None else TextOutput.of(value)
