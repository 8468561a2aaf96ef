"""A provider's program: what our own commands are when they act for a provider, over the wire like any other."""

import asyncio
import random
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from profile_core.kit import clock
from profile_core.kit.errors import ForbiddenError, InvalidError, UnauthenticatedError, UnavailableError
from profile_core.sources.http import Answer, GuardedClient, NoAnswerError

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFETIME = 60
_EARLY = 30.0
_TRIES = 8
_LONGEST_WAIT = 30.0
_LATER = (429, 500, 502, 503, 504)


class Program:
    """Asks the provider schema of a gateway, with a token that it renews.

    ``key`` is the private JWK of the application ``client_id``, on P-256. A time-out is not a failure: what is asked
    is asked again, so it must be something that may happen twice.
    """

    def __init__(
        self, http: GuardedClient, *, gateway: str, client_id: str, key: Mapping[str, Any], scope: str
    ) -> None:
        self._http = http
        self._gateway = gateway.rstrip("/")
        self._client_id = client_id
        self._scope = scope
        self._signer = _signer(client_id, key)
        self._token = ""
        self._until = 0.0

    async def token(self) -> str:
        """Return an access token (RFC 6749 section 4.4, RFC 7523); a refusal raises ``UnauthenticatedError``."""
        if clock.now().timestamp() < self._until:
            return self._token
        answer = await self._http.post_form(f"{self._gateway}/sso/token", self._fields())
        given = answer.json()
        if answer.status in _LATER:
            raise NoAnswerError(f"status {answer.status}")
        if answer.status != 200:
            message = (
                f"{self._gateway} refuses: {given.get('error')}. {given.get('error_description', '')}".strip()
            )
            raise UnauthenticatedError("program.refused", message)
        self._token = str(given["access_token"])
        self._until = clock.now().timestamp() + float(given["expires_in"]) - _EARLY
        return self._token

    async def ask(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of an answer; one that stays away for some minutes raises ``UnavailableError``."""
        body = msgspec.json.encode({"query": document, "variables": variables})
        for attempt in range(_TRIES):
            try:
                answer = await self._post(body)
            except NoAnswerError:
                answer = None
            if answer is not None and answer.status not in _LATER:
                return _data(answer)
            await asyncio.sleep(_wait(attempt, answer))
        message = f"{self._gateway} does not answer. Nothing is lost: send the same again later, or mend the address."
        raise UnavailableError("program.away", message)

    async def _post(self, body: bytes) -> Answer:
        headers = {
            "authorization": f"Bearer {await self.token()}",
            "accept": "application/graphql-response+json",
        }
        return await self._http.post_json(f"{self._gateway}/provider/graphql", body, headers=headers)

    def _fields(self) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "scope": self._scope,
            "resource": f"{self._gateway}/provider/graphql",
            "client_id": self._client_id,
            "client_assertion_type": _ASSERTION,
            "client_assertion": self._assertion(),
        }

    def _assertion(self) -> str:
        now = int(clock.now().timestamp())
        claims = {"iss": self._client_id, "sub": self._client_id, "aud": self._gateway, "iat": now}
        claims |= {"exp": now + _LIFETIME, "jti": secrets.token_urlsafe(16)}
        return jwt.encode({"alg": "ES256", "kid": self._signer.kid}, claims, self._signer, ["ES256"])


def _signer(client_id: str, key: Mapping[str, Any]) -> ECKey:
    try:
        return ECKey.import_key(dict(key))
    except (JoseError, KeyError, TypeError, ValueError) as error:
        message = f"The key of {client_id} is no private key on P-256 (a JWK with x, y and d)."
        raise InvalidError("program.key", message) from error


def _data(answer: Answer) -> dict[str, Any]:
    given = answer.json()
    data: dict[str, Any] | None = given.get("data")
    if data is not None and not given.get("errors"):
        return data
    said = "; ".join(str(one.get("message")) for one in given.get("errors", ())) or f"status {answer.status}"
    if answer.status in (401, 403):
        raise ForbiddenError("program.forbidden", said)
    raise InvalidError("program.refused", said)


def _wait(attempt: int, answer: Answer | None) -> float:
    asked = answer.headers.get("retry-after", "") if answer else ""
    wait = float(asked) if asked.isdigit() else 0.5 * 2**attempt
    return min(wait, _LONGEST_WAIT) * random.uniform(1, 1.25)  # noqa: S311 (jitter)
