"""Calls are signed as we sign them (RFC 7519): for one address, for one body, for a minute, once."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey

from profile_core.kit import clock

TYP = "source-request+jwt"
LIFETIME = 60
Sign = Callable[[str, bytes], str | None]
"""Makes the token for an address and a body; None for a call without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Signs with a key whose public half the endpoint finds at the issuer."""

    key: ECKey
    issuer: str

    def token(self, address: str, body: bytes) -> str:
        """Sign a call as it should be."""
        return self.signed(self.claims(address, body))

    def signed(self, claims: dict[str, object], *, typ: str = TYP, key: ECKey | None = None) -> str:
        """Sign claims; another key pretends to be ours."""
        header = {"alg": "ES256", "typ": typ, "kid": self.key.kid}
        return jwt.encode(header, claims, key or self.key, ["ES256"])

    def unprotected(self, claims: dict[str, object]) -> str:
        """Write claims that nobody signed, with the algorithm ``none`` (RFC 8725 section 2.1)."""
        header = {"alg": "none", "typ": TYP, "kid": self.key.kid}
        return ".".join([*(_base64(msgspec.json.encode(part)) for part in (header, claims)), ""])

    def claims(self, address: str, body: bytes) -> dict[str, object]:
        """Return the claims for an address and a body, from now on."""
        now = int(clock.now().timestamp())
        return {
            "iss": self.issuer,
            "aud": address,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": secrets.token_urlsafe(16),
            "digest": _base64(sha256(body).digest()),
        }


def new_key() -> ECKey:
    """Make a key that lives as long as the kit runs."""
    return ECKey.generate_key("P-256", auto_kid=True)


def content_digest(body: bytes) -> str:
    """Write the digest of a body for its header (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"


def _base64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()
