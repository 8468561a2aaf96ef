"""Saying to a push service who we are (RFC 8292)."""

from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from blocks.notifications.channels.web_push.keys import Key, text
from profile_core.contract import clock

LIFETIME = timedelta(hours=12)
"""At most 24 hours (section 2)."""


def authorization(key: Key, endpoint: str, *, contact: str) -> str:
    """Return the header by which a push service knows us; ``contact`` is where its operator reaches ours."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((clock.now() + LIFETIME).timestamp()),
        "sub": contact,
    }
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(pem))
    return f"vapid t={token}, k={text(key.public)}"
