"""What happened, by ids and codes only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from blocks.notifications.model.codes import DeliveryState, Reason
from profile_core.contract import Environment, Fact


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
