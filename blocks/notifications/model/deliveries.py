"""How far a notification is on each channel."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from blocks.notifications.model.codes import DeliveryState, Reason


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

    @classmethod
    def of(cls, text: str) -> "DeliveryKey":
        """Read what ``id`` wrote."""
        notification, _, rest = text.partition(":")
        channel, _, occasion = rest.rpartition(":")
        return cls(notification=UUID(notification), channel=channel, occasion=occasion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far one notification is on one channel, on one occasion; ``changed_at`` is when it got there.

    ``channel`` is a code: inbox, email, web_push, own:<code>, or a plug-in's. ``last_error`` is how the last attempt of
    what waits or failed went wrong.
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
    last_error: str | None = None
