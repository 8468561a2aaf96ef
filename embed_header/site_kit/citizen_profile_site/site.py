"""Your site as the gateway knows it, and how its server proves who it is."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import import_key

_ALGORITHMS = {"EC": "ES256", "OKP": "EdDSA", "RSA": "PS256"}
_LIFETIME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What you registered, and the private key whose public part you registered with it.

    ``issuer`` is the gateway's address, such as ``https://profile.example.org``. ``private_jwk`` is a JWK (RFC 7517)
    with a ``kid``, on P-256 or Ed25519, or RSA of 2048 bits or more.
    """

    origin: str
    issuer: str
    client_id: str
    private_jwk: Mapping[str, Any]

    def __post_init__(self) -> None:
        if "kid" not in self.private_jwk or self.private_jwk.get("kty") not in _ALGORITHMS:
            raise ValueError(
                "private_jwk must be a private JWK with a kid: the one whose public part you registered."
            )

    @property
    def token_endpoint(self) -> str:
        """Return the one address that the header's proofs are made for."""
        return f"{self.issuer}/sso/token"

    def authentication(self) -> dict[str, str]:
        """Return the form fields that authenticate the site, good for one request within a minute (RFC 7523)."""
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "iat": now,
            "exp": now + _LIFETIME,
            "jti": secrets.token_urlsafe(16),
        }
        algorithm = _ALGORITHMS[self.private_jwk["kty"]]
        header = {"alg": algorithm, "kid": self.private_jwk["kid"]}
        return {
            "client_id": self.client_id,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": jwt.encode(header, claims, import_key(dict(self.private_jwk)), [algorithm]),
        }
