"""We as relying party (OpenID Connect Core section 3.1): where the browser goes, and what its answer is worth."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import msgspec
from joserfc import jwt

from profile_core.contract import clock
from profile_core.sources import GuardedClient, NoAnswerError
from sso import jose, pkce
from sso.model import Attempt, Login, Upstream
from sso.upstream.claims import IdToken, login_of
from sso.upstream.client_key import key_of
from sso.upstream.metadata import Discovery, Metadata, UpstreamAwayError, UpstreamError

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_LIFETIME = 60


class LoginRefusedError(Exception):
    """The identity provider says that nobody was logged in; ``error`` is its code (RFC 6749 section 4.1.2.1)."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class RelyingParty:
    """Speaks with one identity provider.

    ``patience`` is how many seconds all calls for one page may take together. A key file that cannot be used
    raises ``InvalidError``.
    """

    def __init__(
        self, upstream: Upstream, redirect_uri: str, http: GuardedClient, *, patience: float
    ) -> None:
        self.upstream = upstream
        self._redirect_uri = redirect_uri
        self._http = http
        self._patience = patience
        self._key = key_of(upstream)
        self._discovery = Discovery(upstream.issuer, http)

    async def address(self, state: str, attempt: Attempt, wishes: Mapping[str, str]) -> str:
        """Return where the browser goes; ``wishes`` are parameters such as ``prompt`` and ``ui_locales``."""
        async with self._in_time():
            metadata = await self._discovery.metadata()
        fields = {
            "response_type": "code",
            "client_id": self.upstream.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": self.upstream.scope,
            "state": state,
            "nonce": attempt.nonce,
            "code_challenge": pkce.challenge_of(attempt.verifier),
            "code_challenge_method": "S256",
            **wishes,
        }
        joint = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{joint}{urlencode(fields)}"

    async def finish(self, answer: Mapping[str, str], attempt: Attempt) -> Login:
        """Turn the answer that the browser brought into a login.

        An answer that names another issuer, or none where this one always does, is mixed up and refused
        before anything is sent anywhere (RFC 9207 section 2.4).
        """
        async with self._in_time():
            metadata = await self._discovery.metadata()
            _check(metadata, answer)
            token = await self._redeem(metadata, answer.get("code", ""), attempt.verifier)
            verified = await self._verified(token)
        return login_of(verified, attempt, self.upstream)

    @asynccontextmanager
    async def _in_time(self) -> AsyncGenerator[None]:
        """Give up when all calls together take too long: the citizen is told so while somebody still listens."""
        try:
            async with asyncio.timeout(self._patience):
                yield
        except TimeoutError as error:
            raise UpstreamAwayError(f"{self.upstream.issuer} took more than {self._patience:g} s") from error

    async def _redeem(self, metadata: Metadata, code: str, verifier: str) -> str:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
            "client_id": self.upstream.client_id,
            **self._authentication(metadata.issuer),
        }
        try:
            answer = await self._http.post_form(metadata.token_endpoint, fields)
            if answer.status != 200:
                kind = UpstreamAwayError if answer.status >= 500 else UpstreamError
                raise kind(f"the token endpoint answered {answer.status}")
            return msgspec.convert(answer.json(), _TokenAnswer).id_token
        except NoAnswerError as error:
            raise UpstreamAwayError(f"the token endpoint: {error}") from error
        except msgspec.ValidationError as error:
            raise UpstreamError(f"the token endpoint: {error}") from error

    async def _verified(self, token: str) -> IdToken:
        try:
            keys = await self._discovery.keys(jose.header_of(token).kid)
            claims = jose.read(token, keys, dict[str, Any], algorithms=self.upstream.algorithms)
            return IdToken.of(claims)
        except (jose.TokenError, msgspec.ValidationError) as error:
            raise UpstreamError(f"the id token: {error}") from error

    def _authentication(self, issuer: str) -> dict[str, str]:
        """Sign who we are (RFC 7523 section 2.2), where we have a key for it."""
        if self._key is None:
            return {}
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.upstream.client_id,
            "sub": self.upstream.client_id,
            "aud": issuer,
            "iat": now,
            "exp": now + _ASSERTION_LIFETIME,
            "jti": secrets.token_urlsafe(16),
        }
        header = {"alg": "ES256", "kid": self._key.kid}
        assertion = jwt.encode(header, claims, self._key, ["ES256"])
        return {"client_assertion_type": _ASSERTION_TYPE, "client_assertion": assertion}


def _check(metadata: Metadata, answer: Mapping[str, str]) -> None:
    named = answer.get("iss")
    if named != metadata.issuer and (
        named is not None or metadata.authorization_response_iss_parameter_supported
    ):
        raise UpstreamError("the answer is of another issuer")
    if "error" in answer:
        raise LoginRefusedError(answer["error"])


class _TokenAnswer(msgspec.Struct, frozen=True):
    id_token: str
