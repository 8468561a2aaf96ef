"""Your site as the gateway knows it, and how its server proves who it is."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from citizen_profile_site.origin import is_as_browsers_write

_ALGORITHMS = {"EC": "ES256", "OKP": "EdDSA", "RSA": "PS256"}
_LIFETIME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What you registered, and the private key whose public part you registered with it.

    ``origin`` is your site's address and ``issuer`` the gateway's, as browsers write an origin: such as
    ``https://www.gent.be``, with nothing behind it. ``private_jwk`` is a JWK (RFC 7517) with a ``kid``, on P-256 or
    Ed25519, or RSA of 2048 bits or more. What cannot work is a ``ValueError`` here, and not at a citizen's request.
    """

    origin: str
    issuer: str
    client_id: str
    private_jwk: Mapping[str, Any]

    def __post_init__(self) -> None:
        for name, address in (("origin", self.origin), ("issuer", self.issuer)):
            if not is_as_browsers_write(address):
                raise ValueError(
                    f"{name} must be scheme, host and port alone, in small letters, with no slash behind it and "
                    f"without :443 or :80, such as https://www.gent.be; it is {address!r}."
                )
        try:
            self.authentication()
        except (JoseError, KeyError, ValueError) as error:
            raise ValueError(
                "private_jwk must be a private JWK with a kid, on P-256 or Ed25519, or RSA: the one whose public "
                "part you registered."
            ) from error

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
