"""A type of notification: what a provider defines, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from blocks.notifications.model.codes import Kind, Mode, TypeState
from profile_core.contract import Environment, Text, Texts, sources


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

    @property
    def binding(self) -> frozenset[str]:
        """Return what a citizen cannot switch off: a provider's own channel too where ours beside it is mandatory."""
        follow = (f"own:{own.code}" for own in self.own if own.channel in self.mandatory)
        return frozenset((*self.mandatory, *follow))


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
    ``source`` is the code of the provider's source that a pulling ``mode`` reads from.
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
    sending_window: SendingWindow | None = None
    reminders: tuple[Reminder, ...] = ()
    escalation: Escalation | None = None
    condition_url: str | None = None
    legal_basis: str | None = None
    notice: str | None = None
    mode: Mode = Mode.PUSH
    source: str | None = None


Door = sources.Door


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
    sending_window: SendingWindow | None = None
    reminders: Sequence[Reminder] = ()
    escalation: Escalation | None = None
    condition_url: str | None = None
    legal_basis: str | None = None
    notice: str | None = None
    mode: Mode = Mode.PUSH
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationType:
    """A registered kind of notification; ``definition`` is the one in force, ``draft`` an edit that is not yet.

    ``state`` is that of what the provider wrote last. It may be used while ``in_force`` and ``published``; one that
    was never approved has no ``draft``: its ``definition`` waits itself. ``former`` are the doors of modes that it had.
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
    former: tuple[Door, ...] = ()

    @property
    def name(self) -> Texts:
        """Return what citizens see as the kind of a notification."""
        return self.definition.name

    @property
    def kind(self) -> Kind:
        """Return what it wants of a citizen."""
        return self.definition.kind
