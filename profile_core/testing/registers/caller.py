"""Who asks: sign-on says so with a token of its own for this register and for this very body (RFC 7519, RFC 8725)."""

import base64
import hmac
from hashlib import sha256

from joserfc.jwt import JWTClaimsRegistry

from profile_core.testing.issuer_keys import LEEWAY
from profile_core.testing.registers.register import Register
from profile_core.testing.shelf import seconds

_TYP = "register-request+jwt"
_LONGEST = 60


class StrangerError(Exception):
    """The question is not answered; the text says why."""


async def verify(register: Register, authorization: str, body: bytes) -> None:
    """Check a bearer token; a ``JoseError`` or ``StrangerError`` says that the question is nobody's we know."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise StrangerError("Send a bearer token.")
    issuer = register.config.issuer
    claims = await register.keys.verified(token, f"{issuer}/sso/jwks", typ=_TYP)
    registry = JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": f"{register.config.address}/roles"},
        iat={"essential": True},
        exp={"essential": True},
        jti={"essential": True},
        digest={"essential": True},
    )
    registry.validate(claims)
    if not hmac.compare_digest(str(claims["digest"]).encode(), _digest(body)):
        raise StrangerError("The digest is of another body.")
    if claims["exp"] > seconds() + _LONGEST + LEEWAY:
        raise StrangerError("The token is good for too long.")
    if register.spent.get(claims["jti"]):
        raise StrangerError("The token was used already.")
    register.spent.put(thing=True, handle=claims["jti"])


def _digest(body: bytes) -> bytes:
    return base64.urlsafe_b64encode(sha256(body).digest()).rstrip(b"=")
