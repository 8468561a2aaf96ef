"""Our OpenID provider as a municipal site's server sees it, in both client profiles.

``standard``: code, PKCE, ``private_key_jwt`` and bearer tokens. ``fapi2`` (FAPI 2.0 Security Profile) pushes the
request first (RFC 9126) and binds what it is given to a key (RFC 9449).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from urllib.parse import urlencode

import httpx2
import msgspec
from joserfc.jwt import JWTClaimsRegistry

from profile_core.testing import assertion, outside
from profile_core.testing.issuer_keys import LEEWAY, IssuerKeys
from profile_core.testing.municipality.dpop import Prover

Profile = Literal["standard", "fapi2"]
Shape = TypeVar("Shape")


class RefusedError(Exception):
    """The issuer does not give what was asked; the text is its error code."""


class _Metadata(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    end_session_endpoint: str
    pushed_authorization_request_endpoint: str = ""


class Tokens(msgspec.Struct, frozen=True):
    """What a code is redeemed for."""

    id_token: str
    access_token: str


class _Pushed(msgspec.Struct, frozen=True):
    request_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The issuer at ``address`` and who we are there."""

    address: str
    client_id: str
    private_jwk: dict[str, Any]
    profile: Profile
    _keys: IssuerKeys = field(default_factory=IssuerKeys)
    _prover: Prover = field(default_factory=Prover)
    _known: dict[str, _Metadata] = field(default_factory=dict[str, _Metadata])

    async def login_address(self, **fields: str) -> str:
        """Return where to send a browser to log in (authorization code flow with PKCE)."""
        asked = {
            "client_id": self.client_id,
            "response_type": "code",
            "scope": "openid profile",
            "code_challenge_method": "S256",
            **fields,
        }
        metadata = await self._metadata()
        if self.profile == "fapi2":
            asked = {"client_id": self.client_id, "request_uri": await self._push(metadata, asked)}
        return f"{metadata.authorization_endpoint}?{urlencode(asked)}"

    async def logout_address(self, id_token: str, back_to: str) -> str:
        """Return where to send a browser to log out (OpenID Connect RP-Initiated Logout 1.0)."""
        asked = {
            "client_id": self.client_id,
            "id_token_hint": id_token,
            "post_logout_redirect_uri": back_to,
        }
        return f"{(await self._metadata()).end_session_endpoint}?{urlencode(asked)}"

    async def redeem(self, *, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """Give a code for the tokens (OpenID Connect Core section 3.1.3)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        address = (await self._metadata()).token_endpoint
        answer = await self._proven(lambda proof: self._post(address, form, proof), "POST", address)
        if answer.status_code != 200:
            raise RefusedError(error_of(answer))
        return _read(answer, Tokens)

    async def userinfo(self, access_token: str) -> dict[str, Any]:
        """Ask who the citizen is (OpenID Connect Core section 5.3)."""
        address = (await self._metadata()).userinfo_endpoint
        bearer = {"Authorization": f"Bearer {access_token}"}
        answer = await self._proven(
            lambda proof: _get(address, bearer | proof), "GET", address, token=access_token
        )
        if answer.status_code != 200:
            raise RefusedError(error_of(answer))
        return _read(answer, dict[str, Any])

    async def verified(self, token: str, *, typ: str = "", **wanted: Any) -> dict[str, Any]:
        """Return the claims of a token that is signed by the issuer, for us, and as ``wanted``."""
        claims = await self._keys.verified(token, (await self._metadata()).jwks_uri, typ=typ)
        registry = JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.address},
            aud={"essential": True, "value": self.client_id},
            iat={"essential": True},
            exp={"essential": True},
            **wanted,
        )
        registry.validate(claims)
        return claims

    async def _push(self, metadata: _Metadata, asked: dict[str, str]) -> str:
        asked = asked | {"dpop_jkt": self._prover.thumbprint}
        answer = await self._post(metadata.pushed_authorization_request_endpoint, asked, {})
        if answer.status_code != 201:
            raise RefusedError(error_of(answer))
        return _read(answer, _Pushed).request_uri

    async def _proven(
        self,
        send: Callable[[dict[str, str]], Awaitable[httpx2.Response]],
        method: str,
        address: str,
        token: str = "",
    ) -> httpx2.Response:
        """Send with a proof where the profile has them, and once more with the nonce that the issuer wants."""
        if self.profile == "standard":
            return await send({})
        answer = await send(self._prover.headers(method, address, token))
        if self._prover.learns(answer):
            answer = await send(self._prover.headers(method, address, token))
        return answer

    async def _post(self, address: str, form: dict[str, str], headers: dict[str, str]) -> httpx2.Response:
        signed = assertion.fields(self.client_id, self.private_jwk, self.address)
        async with outside.client() as client:
            return await client.post(address, data=form | signed, headers=headers)

    async def _metadata(self) -> _Metadata:
        if self.address not in self._known:
            answer = await _get(f"{self.address}/.well-known/openid-configuration", {})
            answer.raise_for_status()
            metadata = _read(answer, _Metadata)
            if metadata.issuer != self.address:
                raise RefusedError("wrong_issuer")
            self._known[self.address] = metadata
        return self._known[self.address]


def _read(answer: httpx2.Response, shape: type[Shape]) -> Shape:
    """Read an answer; whatever stands in for the issuer may answer 200 with anything."""
    try:
        return msgspec.json.decode(answer.content, type=shape)
    except msgspec.DecodeError as error:
        raise RefusedError("unreadable_answer") from error


def error_of(answer: httpx2.Response) -> str:
    """Return the error code of a refusal (RFC 6749 section 5.2)."""
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"http_{answer.status_code}"


async def _get(address: str, headers: dict[str, str]) -> httpx2.Response:
    async with outside.client() as client:
        return await client.get(address, headers=headers)
