"""What is known of a provider's webhook, and what goes to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from profile_core.kit.acting import Environment


class WebhookUse(StrEnum):
    """What a provider is told by a webhook."""

    DELIVERY_STATUS = "DELIVERY_STATUS"
    OWN_CHANNEL = "OWN_CHANNEL"


class WebhookState(StrEnum):
    """Whether a webhook is used. GONE is one that answered 410: it wants nothing any more."""

    ACTIVE = "ACTIVE"
    GONE = "GONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a provider takes what it is told."""

    id: UUID
    provider: UUID
    environment: Environment
    url: str
    uses: tuple[WebhookUse, ...]
    state: WebhookState
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Secret:
    """One secret (``whsec_...``) that signs; a former one has an end."""

    text: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Message:
    """What goes to the webhook that a provider has for ``use``. ``id`` is the same at every attempt."""

    id: UUID
    provider: UUID
    environment: Environment
    use: WebhookUse
    body: bytes
