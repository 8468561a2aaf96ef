"""Signing as Standard Webhooks 1.0 wants it: symmetric, v1, one signature for each secret that is good."""

import base64
import hmac
import secrets as random
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

_PREFIX = "whsec_"
_BYTES = 32
"""Between 24 and 64 (section "Signature scheme")."""


def new_secret() -> str:
    """Make a secret as it is shown, and as libraries take it."""
    return _PREFIX + base64.b64encode(random.token_bytes(_BYTES)).decode()


def signed(body: bytes, *, id: str, at: datetime, secrets: Sequence[str]) -> Mapping[str, str]:  # noqa: A002 (the standard's name)
    """Return the three headers of a message that is sent at a moment."""
    timestamp = str(int(at.timestamp()))
    to_sign = b".".join((id.encode(), timestamp.encode(), body))
    return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, to_sign) for secret in secrets),
    }


def _signature(secret: str, to_sign: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, to_sign, sha256)).decode()
