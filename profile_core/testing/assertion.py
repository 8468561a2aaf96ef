"""Client authentication by ``private_key_jwt`` (RFC 7523, OpenID Connect Core section 9), the client's side."""

import secrets
from typing import Any

from joserfc import jwt
from joserfc.jwk import import_key

from profile_core.kit import clock

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFETIME = 60


def fields(client_id: str, private_jwk: dict[str, Any], issuer: str) -> dict[str, str]:
    """Return the form fields that authenticate a client, good for one request within a minute."""
    now = int(clock.now().timestamp())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": issuer,
        "iat": now,
        "exp": now + _LIFETIME,
        "jti": secrets.token_urlsafe(16),
    }
    header = {"alg": "ES256", "kid": private_jwk["kid"]}
    return {
        "client_id": client_id,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": jwt.encode(header, claims, import_key(private_jwk), ["ES256"]),
    }
