"""The address for one click in a mail (RFC 8058): sealed, so that it says nothing of anybody and nobody can make one."""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from profile_core.contract import Keyring, SealError, SubjectRef

PATH = "/notifications/unsubscribe"
MOST = 30
"""Types in one click: more would not fit in the line of a header (RFC 5322 section 2.1.1). Such a mail has none."""
_PURPOSE = "notifications unsubscribe"
_HEAD = struct.Struct(">16sQ")
_ID = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscription:
    """What a click switches off for a subject: the types that were in the mail, which was written at ``at``."""

    subject: SubjectRef
    types: tuple[UUID, ...]
    at: datetime

    def path(self, keyring: Keyring) -> str:
        """Return the path on our origin that does it."""
        head = _HEAD.pack(self.subject.id.bytes, (self.at - _EPOCH) // _STEP)
        plain = head + b"".join(one.bytes for one in self.types)
        return f"{PATH}/{_text(keyring.seal(_PURPOSE, plain))}"


def opened(keyring: Keyring, token: str) -> Unsubscription | None:
    """Read what ``path`` wrote last in it; anything else is None."""
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        plain = keyring.open_sealed(_PURPOSE, sealed) if _text(sealed) == token else b""
        subject, at = _HEAD.unpack_from(plain)
        types = tuple(UUID(bytes=plain[start : start + _ID]) for start in range(_HEAD.size, len(plain), _ID))
    except (SealError, ValueError, binascii.Error, struct.error):
        return None
    return Unsubscription(subject=SubjectRef(UUID(bytes=subject)), types=types, at=_EPOCH + at * _STEP)


def _text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
