"""Our OpenID provider as a municipal site's server sees it: log in, exchange, log out."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx2
import msgspec
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from profile_core.testing import assertion, outside

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 (a name of RFC 8693 section 3)


class RefusedError(Exception):
    """The issuer does not give what was asked; the text is its error code."""


class _Metadata(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str


class _Answer(msgspec.Struct, frozen=True):
    id_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The issuer at ``address`` and who we are there."""

    address: str
    gateway: str
    client_id: str
    private_jwk: dict[str, Any]
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
        return f"{(await self._metadata()).authorization_endpoint}?{urlencode(asked)}"

    async def logout_address(self, id_token: str, back_to: str) -> str:
        """Return where to send a browser to log out (OpenID Connect RP-Initiated Logout 1.0)."""
        asked = {
            "client_id": self.client_id,
            "id_token_hint": id_token,
            "post_logout_redirect_uri": back_to,
        }
        return f"{(await self._metadata()).end_session_endpoint}?{urlencode(asked)}"

    async def redeem(self, *, code: str, verifier: str, redirect_uri: str, nonce: str) -> str:
        """Give a code for an id token and check it (OpenID Connect Core section 3.1.3.7)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        answer = await self._post(form, {})
        if answer.status_code != 200:
            raise RefusedError(error_of(answer))
        id_token = msgspec.json.decode(answer.content, type=_Answer).id_token
        await self._check(id_token, nonce)
        return id_token

    async def exchange(self, id_token: str, proof: str) -> httpx2.Response:
        """Ask for a header token, bound to the browser's key by its proof (RFC 8693, RFC 9449).

        The id token stands for the citizen's session here; its own age does not matter.
        """
        form = {
            "grant_type": _EXCHANGE,
            "subject_token": id_token,
            "subject_token_type": _ID_TOKEN,
            "audience": f"{self.gateway}/graphql",
            "scope": "header",
        }
        return await self._post(form, {"DPoP": proof})

    async def _post(self, form: dict[str, str], headers: dict[str, str]) -> httpx2.Response:
        metadata = await self._metadata()
        signed = assertion.fields(self.client_id, self.private_jwk, metadata.issuer)
        async with outside.client() as client:
            return await client.post(metadata.token_endpoint, data=form | signed, headers=headers)

    async def _check(self, id_token: str, nonce: str) -> None:
        async with outside.client() as client:
            keys = (await client.get((await self._metadata()).jwks_uri)).json()
        token = jwt.decode(id_token, KeySet.import_key_set(keys), ["ES256"])
        registry = JWTClaimsRegistry(
            leeway=30,
            iss={"essential": True, "value": self.address},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(token.claims)

    async def _metadata(self) -> _Metadata:
        if self.address not in self._known:
            async with outside.client() as client:
                answer = await client.get(f"{self.address}/.well-known/openid-configuration")
            answer.raise_for_status()
            metadata = msgspec.json.decode(answer.content, type=_Metadata)
            if metadata.issuer != self.address:
                raise RefusedError("wrong_issuer")
            self._known[self.address] = metadata
        return self._known[self.address]


def error_of(answer: httpx2.Response) -> str:
    """Return the error code of a refusal (RFC 6749 section 5.2)."""
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"http_{answer.status_code}"
