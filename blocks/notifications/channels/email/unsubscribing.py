"""The address for one click in a mail (RFC 8058): sealed, so that it says nothing of anybody and nobody can make one."""

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from blocks.notifications.model import NOBODY
from profile_core.contract import Keyring, SealError, SubjectRef

PATH = "/notifications/unsubscribe"
_PURPOSE = "notifications unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscription:
    """What a click switches off for a subject: one type, all of a sender, or all (``NOBODY``)."""

    subject: SubjectRef
    provider: UUID
    type: UUID

    def path(self, keyring: Keyring) -> str:
        """Return the path on our origin that does it."""
        plain = b"".join(one.bytes for one in (self.subject.id, self.provider, self.type))
        return f"{PATH}/{_text(keyring.seal(_PURPOSE, plain))}"


def covering(subject: SubjectRef, what: Collection[tuple[UUID, UUID]]) -> Unsubscription:
    """Return the narrowest that covers all these (provider, type) pairs."""
    providers, kinds = {provider for provider, _ in what}, {kind for _, kind in what}
    return Unsubscription(
        subject=subject,
        provider=providers.pop() if len(providers) == 1 else NOBODY,
        type=kinds.pop() if len(kinds) == 1 else NOBODY,
    )


def opened(keyring: Keyring, token: str) -> Unsubscription | None:
    """Read what ``path`` wrote last in it; anything else is None."""
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        plain = keyring.open_sealed(_PURPOSE, sealed) if _text(sealed) == token else b""
        subject, provider, kind = (UUID(bytes=plain[at : at + 16]) for at in (0, 16, 32))
    except (SealError, ValueError, binascii.Error):
        return None
    return Unsubscription(subject=SubjectRef(subject), provider=provider, type=kind)


def _text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
