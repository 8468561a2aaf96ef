"""The provider's GraphQL address, with an access token that is renewed before it ends."""

from typing import Any

import httpx2
import msgspec

from profile_core.kit import clock
from profile_core.testing import assertion

_RENEW_BEFORE_END = 30


class ApiError(Exception):
    """The other side did not do what was asked; the same may be asked again."""


class _Token(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int


class Api:
    """Asks for an application; ``private_jwk`` proves who it is (``private_key_jwt``)."""

    def __init__(
        self,
        http: httpx2.AsyncClient,
        *,
        issuer: str,
        gateway: str,
        client_id: str,
        private_jwk: dict[str, Any],
        scope: str = "notifications",
    ) -> None:
        self._http = http
        self._issuer = issuer
        self._address = f"{gateway}/provider/graphql"
        self._client_id = client_id
        self._private_jwk = private_jwk
        self._scope = scope
        self._token = ""
        self._until = 0.0

    async def ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the data of an answer."""
        headers = {"authorization": f"Bearer {await self._current_token()}"}
        body = {"query": query, "variables": variables}
        try:
            answer = await self._http.post(self._address, json=body, headers=headers)
            data = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ApiError(f"{self._address}: {error}") from error
        if answer.status_code == 401:
            self._until = 0.0
        if answer.status_code != 200 or data.get("errors"):
            raise ApiError(f"{self._address} answered {answer.status_code}: {data.get('errors')}")
        return data["data"]

    async def _current_token(self) -> str:
        now = clock.now().timestamp()
        if now >= self._until:
            given = await self._fetch_token()
            self._token, self._until = given.access_token, now + given.expires_in - _RENEW_BEFORE_END
        return self._token

    async def _fetch_token(self) -> _Token:
        """Client credentials (RFC 6749 section 4.4) for one resource (RFC 8707)."""
        form = {
            "grant_type": "client_credentials",
            "scope": self._scope,
            "resource": self._address,
            **assertion.fields(self._client_id, self._private_jwk, self._issuer),
        }
        try:
            answer = await self._http.post(f"{self._issuer}/sso/token", data=form)
            if answer.status_code != 200:
                raise ApiError(f"no token: {answer.status_code} {answer.text}")
            return msgspec.json.decode(answer.content, type=_Token)
        except (httpx2.HTTPError, msgspec.DecodeError) as error:
            raise ApiError(f"no token: {error}") from error
