"""Who asks: checked as docs/source-api/openapi.yaml has it (RFC 7519, RFC 8725), before the body is read."""

import base64
import hmac
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
from joserfc.errors import JoseError

from profile_core.testing import outside
from profile_core.testing.issuer_keys import LEEWAY, IssuerKeys
from profile_core.testing.shelf import seconds

_TYP = "source-request+jwt"
_LONGEST = 60
_LONGEST_NAME = 64
_REMEMBERED = _LONGEST + 2 * LEEWAY + 10


class StrangerError(Exception):
    """The question is not answered; the text says why, to nobody but a debugger."""


class _Claims(msgspec.Struct, frozen=True):
    iss: str
    aud: str
    iat: int
    exp: int
    jti: str
    digest: str


class Spent:
    """Remembers what was used while it could be used again, in two halves of which the older is dropped."""

    def __init__(self) -> None:
        self._now: set[str] = set()
        self._before: set[str] = set()
        self._turned_at = seconds()

    def is_new(self, one: str) -> bool:
        """Tell whether this was never used, and note that it is now."""
        if seconds() - self._turned_at > _REMEMBERED:
            self._now, self._before, self._turned_at = set(), self._now, seconds()
        known = one in self._now or one in self._before
        self._now.add(one)
        return not known


@dataclass(slots=True, kw_only=True)
class Issuer:
    """Whom all sources of a process believe; its keys are found by its metadata unless their address is given."""

    address: str
    jwks_uri: str = ""
    keys: IssuerKeys = field(default_factory=lambda: IssuerKeys(pause=1))

    async def verified(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that it signed."""
        if not self.jwks_uri:
            self.jwks_uri = await self._found()
        return await self.keys.verified(token, self.jwks_uri, typ=_TYP)

    async def _found(self) -> str:
        async with outside.client() as client:
            answer = await client.get(f"{self.address}/.well-known/openid-configuration")
        answer.raise_for_status()
        return str(answer.json()["jwks_uri"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as it came. ``address`` is the whole address that was called, or empty when that is not ours."""

    address: str
    authorization: str
    body: bytes
    name: str = ""
    digest: str = ""

    @property
    def is_named(self) -> bool:
        """Tell whether it has the name by which both sides find it in their logs."""
        return 0 < len(self.name) <= _LONGEST_NAME

    @property
    def is_whole(self) -> bool:
        """Tell whether its digest (RFC 9530) is there and is that of its body."""
        return self.digest == f"sha-256=:{base64.b64encode(sha256(self.body).digest()).decode()}:"


async def verify(issuer: Issuer, spent: Spent, call: Call, believed: AbstractSet[str]) -> None:
    """Check a call; what is ``believed`` is not checked. ``JoseError`` or ``StrangerError`` when it is nobody's."""
    scheme, _, token = call.authorization.partition(" ")
    if not token and "missing" in believed:
        return
    if scheme.lower() != "bearer" or not token:
        raise StrangerError("no bearer token")
    said = _unverified(token) if "key" in believed else await issuer.verified(token)
    try:
        claims = msgspec.convert(said, _Claims)
    except msgspec.ValidationError as error:
        raise StrangerError("a claim is missing, or is of the wrong kind") from error
    for name, holds in _checked(issuer, call, claims).items():
        if not holds and name not in believed:
            raise StrangerError(f"{name} does not hold")
    if not spent.is_new(claims.jti) and "jti" not in believed:
        raise StrangerError("the token was used already")


def _checked(issuer: Issuer, call: Call, claims: _Claims) -> dict[str, bool]:
    now = seconds()
    digest = base64.urlsafe_b64encode(sha256(call.body).digest()).rstrip(b"=")
    return {
        "iss": claims.iss == issuer.address,
        "aud": bool(call.address) and claims.aud == call.address,
        "exp": claims.exp > now - LEEWAY,
        "iat": claims.iat < now + LEEWAY,
        "lifetime": claims.iat < claims.exp <= claims.iat + _LONGEST,
        "digest": hmac.compare_digest(claims.digest.encode(), digest),
    }


def _unverified(token: str) -> dict[str, Any]:
    """Read claims without a look at who signed them."""
    try:
        header, claims, _ = token.split(".")
        typ = msgspec.json.decode(_unpacked(header), type=dict[str, Any]).get("typ")
        said = msgspec.json.decode(_unpacked(claims), type=dict[str, Any])
    except (ValueError, msgspec.DecodeError) as error:
        raise JoseError("no token") from error
    if typ != _TYP:
        raise StrangerError("typ does not hold")
    return said


def _unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
