"""A browser's subscription: where its push service is, and what encrypts for it."""

from typing import Self
from uuid import UUID

import msgspec

from blocks.notifications.channels.web_push.encryption import PUBLIC_BYTES, is_point
from blocks.notifications.channels.web_push.keys import from_text
from blocks.notifications.model import Address
from blocks.notifications.rows import addresses
from profile_core.contract import InvalidError, Keyring, SubjectRef, outbound

_SECRET_BYTES = 16
"""The length of ``auth`` (RFC 8291 section 3.2)."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser gives (Push API section 7); ``key`` is the pair of ours that it is bound to."""

    endpoint: str
    p256dh: str
    auth: str
    key: UUID

    @classmethod
    def of(cls, keyring: Keyring, subject: SubjectRef, address: Address) -> Self:
        """Open a subject's address of this channel."""
        return msgspec.json.decode(addresses.plain(keyring, subject, address), type=cls)

    def text(self) -> str:
        """Write it as it is stored."""
        return msgspec.json.encode(self).decode()

    @property
    def browser(self) -> bytes:
        """Return the browser's public key."""
        return from_text(self.p256dh)

    @property
    def secret(self) -> bytes:
        """Return the secret that only the browser and we have."""
        return from_text(self.auth)

    def check(self, *, production: bool) -> None:
        """Refuse what no browser gave; of an address that we would not call, say so."""
        outbound.webhooks.check_address(self.endpoint, production=production, path=("endpoint",))
        try:
            sound = is_point(self.browser) and len(self.secret) == _SECRET_BYTES
        except ValueError:
            sound = False
        if not sound:
            message = f"Send p256dh ({PUBLIC_BYTES} bytes) and auth ({_SECRET_BYTES} bytes) as the browser gave them."
            raise InvalidError("push.subscription", message, path=("p256dh",))
