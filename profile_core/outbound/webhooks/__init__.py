"""Telling a provider's own software, by signed calls (Standard Webhooks 1.0) to an address that it registered.

Who tells looks for the ``endpoint`` in its transaction and tells outbound; its attempt has a ``Sender`` send.
"""

from profile_core.outbound.webhooks.address import check_address
from profile_core.outbound.webhooks.events import event
from profile_core.outbound.webhooks.model import Endpoint, Message, WebhookState, WebhookUse
from profile_core.outbound.webhooks.rows import for_use as endpoint
from profile_core.outbound.webhooks.sending import NO_WEBHOOK, Sender

__all__ = [
    "NO_WEBHOOK",
    "Endpoint",
    "Message",
    "Sender",
    "WebhookState",
    "WebhookUse",
    "check_address",
    "endpoint",
    "event",
]
