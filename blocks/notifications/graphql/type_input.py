"""A type of notification as a provider defines it."""

import strawberry

from blocks.notifications import model
from profile_core.contract import TextInput

_DEFAULT = model.Channels()


@strawberry.input
class OwnChannelInput:
    """A way of your own (SMS, your app, letters): we call your webhook, you deliver and report back.

    It goes INSTEAD_OF or BESIDE a `channel` of ours; without a report within `reportWithinHours` it has failed.
    """

    code: str
    use: model.OwnUse
    channel: str
    report_within_hours: int = 24

    def plain(self) -> model.OwnChannel:
        """Return what was sent as a plain value."""
        return model.OwnChannel(
            code=self.code, use=self.use, channel=self.channel, report_within=self.report_within_hours
        )


@strawberry.input
class NotificationChannelsInput:
    """By what ways it may go out beside the inbox: `email`, `web_push`, and what the region plugs in.

    Citizens cannot switch off what is `mandatory`, which needs a `legalBasis`; yours is called `own:<code>` there.
    """

    allowed: list[str] | None = None
    mandatory: list[str] | None = None
    own: list[OwnChannelInput] | None = None

    def plain(self) -> model.Channels:
        """Return what was sent as a plain value."""
        return model.Channels(
            allowed=_DEFAULT.allowed if self.allowed is None else tuple(self.allowed),
            mandatory=tuple(self.mandatory or ()),
            own=tuple(one.plain() for one in self.own or ()),
        )


@strawberry.input
class SendingWindowInput:
    """When outside channels may be used: days from 1 (Monday) to 7, from `begins` to `ends` (HH:MM), local time."""

    days: list[int] | None = None
    begins: str
    ends: str

    def plain(self) -> model.SendingWindow:
        """Return what was sent as a plain value."""
        days = (1, 2, 3, 4, 5, 6, 7) if self.days is None else tuple(self.days)
        return model.SendingWindow(days=days, begins=self.begins, ends=self.ends)


@strawberry.input
class ReminderInput:
    """So many hours after the CREATION, or before the DEADLINE of a task or the START of an appointment."""

    relative_to: model.Relative
    hours: int

    def plain(self) -> model.Reminder:
        """Return what was sent as a plain value."""
        return model.Reminder(relative_to=self.relative_to, hours=self.hours)


@strawberry.input
class EscalationInput:
    """What is still unread after so many hours goes out by one more channel that the type allows."""

    hours: int
    channel: str

    def plain(self) -> model.Escalation:
        """Return what was sent as a plain value."""
        return model.Escalation(hours=self.hours, channel=self.channel)


@strawberry.input
class NotificationTypeInput:
    """A kind of notification. `service` is the code of your service; citizens see `name` in the header.

    `title` and `text` are the words of notifications that bring none, with {placeholders} for values of each; those
    in `requiredValues` must be given. `{groupId}` and `{brand}` are fields of the notification. Write {{ for a {.
    `notice` is the topic of another block's notices that become notifications of this type.
    `conditionUrl` is asked, before anything goes out, whether it is still needed.
    With the `mode` PUSH you register notifications; PULL_LIVE leaves them with you and asks your `source` when a citizen
    looks; PULL_FEED follows its changes. You may change it later: for a day both doors are open.
    """

    code: str
    service: str
    name: list[TextInput]
    category: str
    kind: model.Kind
    title: list[TextInput] | None = None
    text: list[TextInput] | None = None
    required_values: list[str] | None = None
    channels: NotificationChannelsInput | None = None
    retention_days: int = strawberry.field(default=365, description="1 to 3650; then it is deleted.")
    sending_window: SendingWindowInput | None = None
    reminders: list[ReminderInput] | None = None
    escalation: EscalationInput | None = None
    condition_url: str | None = None
    legal_basis: str | None = strawberry.field(
        default=None, description="Why channels are mandatory; citizens are shown it."
    )
    notice: str | None = None
    mode: model.Mode = model.Mode.PUSH
    source: str | None = strawberry.field(
        default=None, description="Of a mode that pulls: the code of your source."
    )

    def value(self) -> model.TypeDraft:
        """Return what was sent as a plain value."""
        return model.TypeDraft(
            code=self.code,
            service=self.service,
            name=[text.value() for text in self.name],
            category=self.category,
            kind=self.kind,
            title=[text.value() for text in self.title or ()],
            text=[text.value() for text in self.text or ()],
            required_values=self.required_values or (),
            channels=_DEFAULT if self.channels is None else self.channels.plain(),
            retention=self.retention_days,
            sending_window=self.sending_window.plain() if self.sending_window else None,
            reminders=[one.plain() for one in self.reminders or ()],
            escalation=self.escalation.plain() if self.escalation else None,
            condition_url=self.condition_url,
            legal_basis=self.legal_basis,
            notice=self.notice,
            mode=self.mode,
            source=self.source,
        )
