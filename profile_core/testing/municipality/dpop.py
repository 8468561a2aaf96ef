"""Proof that this server holds a key, with each request that needs one (RFC 9449)."""

import base64
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import ECKey

from profile_core.testing.shelf import seconds


@dataclass(slots=True)
class Prover:
    """Holds a key as long as the server runs, and the nonce that the issuer gave last."""

    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    nonce: str = ""

    @property
    def thumbprint(self) -> str:
        """Return the key's name in ``dpop_jkt`` (RFC 7638)."""
        return self.key.thumbprint()

    def headers(self, method: str, address: str, token: str = "") -> dict[str, str]:
        """Return the proof for one request, and the access token that it goes with."""
        claims: dict[str, Any] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": address,
            "iat": seconds(),
            **({"nonce": self.nonce} if self.nonce else {}),
            **({"ath": _hash(token)} if token else {}),
        }
        header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": self.key.as_dict(private=False)}
        proof = {"DPoP": jwt.encode(header, claims, self.key, ["ES256"])}
        return proof | ({"Authorization": f"DPoP {token}"} if token else {})

    def learns(self, answer: httpx2.Response) -> bool:
        """Take up the nonce of an answer; tell whether the request failed for want of it (section 8)."""
        asked = answer.status_code in (400, 401) and "use_dpop_nonce" in (
            answer.text + answer.headers.get("www-authenticate", "")
        )
        self.nonce = answer.headers.get("dpop-nonce", self.nonce)
        return asked


def _hash(token: str) -> str:
    return base64.urlsafe_b64encode(sha256(token.encode("ascii")).digest()).rstrip(b"=").decode()
