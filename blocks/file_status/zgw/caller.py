"""Who asks: the profile that the plan names, by a signature over this very question (docs/source-api/authentication.md)."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from profile_core.contract import GuardedClient, NoAnswerError, UnauthenticatedError, clock

_TYP = "source-request+jwt"
_LEEWAY = 30
_LONGEST = 60
_PAUSE = 5
_STRANGER = UnauthenticatedError("zgw.caller", "Sign the question as the source API says.")


def _seconds() -> float:
    return clock.now().timestamp()


@dataclass(slots=True, kw_only=True)
class Caller:
    """Believes one profile.

    A ``jti`` is remembered while it could be used again; what was signed before this process began is not answered, so
    that nothing of it needs to be remembered beyond its end.
    """

    profile: str
    http: GuardedClient
    began: float = field(default_factory=_seconds)
    _keys: KeySet = field(default_factory=lambda: KeySet([]))
    _fetched: float = 0.0
    _seen: dict[str, float] = field(default_factory=dict[str, float])

    async def check(self, authorization: str, body: bytes, address: str) -> None:
        """Check all of a signature, before anybody reads the body; else ``UnauthenticatedError``."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or len(token) > 4096:
            raise _STRANGER
        claims = await self._signed(token)
        try:
            self._fits(claims, body, address)
        except (KeyError, TypeError, AttributeError) as error:
            raise _STRANGER from error

    async def _signed(self, token: str) -> Mapping[str, Any]:
        """Return the claims; keys are fetched when one is not known yet, at most every few seconds."""
        try:
            return self._decoded(token)
        except (JoseError, ValueError, IndexError) as error:
            if _seconds() - self._fetched < _PAUSE:
                raise _STRANGER from error
        await self._fetch()
        try:
            return self._decoded(token)
        except (JoseError, ValueError, IndexError) as error:
            raise _STRANGER from error

    def _decoded(self, token: str) -> Mapping[str, Any]:
        signed = jwt.decode(token, self._keys, algorithms=["ES256"])
        if signed.header.get("typ") != _TYP:
            raise _STRANGER
        return signed.claims

    async def _fetch(self) -> None:
        self._fetched = _seconds()
        try:
            about = (await self.http.get(f"{self.profile}/.well-known/openid-configuration")).json()
            keys = (await self.http.get(str(about["jwks_uri"]))).json()
            self._keys = KeySet.import_key_set(keys)  # type: ignore[arg-type]  # it checks what it is given
        except (NoAnswerError, KeyError, ValueError, JoseError) as error:
            raise _STRANGER from error

    def _fits(self, claims: Mapping[str, Any], body: bytes, address: str) -> None:
        now, digest = _seconds(), base64.urlsafe_b64encode(sha256(body).digest()).rstrip(b"=")
        timely = int(self.began) <= claims["iat"] <= now + _LEEWAY and now <= claims["exp"] + _LEEWAY
        fits = (
            (claims["iss"], claims["aud"]) == (self.profile, address)
            and timely
            and 0 < claims["exp"] - claims["iat"] <= _LONGEST
            and hmac.compare_digest(claims["digest"].encode(), digest)
        )
        self._seen = {one: until for one, until in self._seen.items() if until >= now}
        if not fits or not claims["jti"] or claims["jti"] in self._seen:
            raise _STRANGER
        self._seen[claims["jti"]] = claims["exp"] + _LEEWAY
