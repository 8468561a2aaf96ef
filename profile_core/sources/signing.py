"""What we sign when we ask somebody outside: who asks, where, when, and a digest of the body."""

import base64
import secrets
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256

from profile_core.kit import clock

TYP = "source-request+jwt"
LIFETIME = 60
"""Seconds for which a signed question is good."""
Signer = Callable[[str, Mapping[str, object]], Awaitable[str]]
"""Signs claims under a ``typ`` (RFC 8725 section 3.11); returns a compact JWS of one of our published keys."""


def claims(issuer: str, address: str, body: bytes) -> dict[str, object]:
    """Return the claims of a question that is sent now."""
    moment = int(clock.now().timestamp())
    return {
        "iss": issuer,
        "aud": address,
        "iat": moment,
        "exp": moment + LIFETIME,
        "jti": secrets.token_urlsafe(16),
        "digest": base64.urlsafe_b64encode(sha256(body).digest()).rstrip(b"=").decode(),
    }


def content_digest(body: bytes) -> str:
    """Return the value of Content-Digest (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"
