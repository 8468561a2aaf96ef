"""Metadata and keys of an identity provider (OpenID Connect Discovery 1.0), remembered for a while."""

from typing import Any

import msgspec
from joserfc.jwk import KeySet

from profile_core.sources import GuardedClient, NoAnswerError
from sso.remembered import Remembered, has_kid, key_set


class UpstreamError(Exception):
    """The identity provider cannot be used: away, or its answer is not what it must be. Login fails closed."""


class UpstreamAwayError(UpstreamError):
    """It does not answer, or not in time."""


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What we need of the metadata."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False


class Discovery:
    """Reads metadata and keys at most once an hour; keys that lack an id once a minute."""

    def __init__(self, issuer: str, http: GuardedClient) -> None:
        self._issuer = issuer
        self._http = http
        self._metadata = Remembered(self._read_metadata, UpstreamError)
        self._keys = Remembered(self._read_keys, UpstreamError)

    async def metadata(self) -> Metadata:
        """Return the metadata; those of another issuer are refused (section 4.3)."""
        return await self._metadata.get()

    async def keys(self, kid: str | None) -> KeySet:
        """Return the keys; they are read again when none has the id, at most once a minute."""
        return await self._keys.get(has_kid(kid))

    async def _read_metadata(self) -> Metadata:
        if not self._issuer:
            raise UpstreamError(
                "an identity provider has no issuer: name it in the file of CITIZEN_PROFILE_SSO_FILE"
            )
        address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = await self._fetch(address, Metadata)
        if metadata.issuer != self._issuer:
            raise UpstreamError("the metadata name another issuer")
        return metadata

    async def _read_keys(self) -> KeySet:
        jwks = await self._fetch((await self.metadata()).jwks_uri, dict[str, Any])
        try:
            return key_set(jwks)
        except ValueError as error:
            raise UpstreamError(str(error)) from error

    async def _fetch(self, address: str, shape: type[Any]) -> Any:
        try:
            answer = await self._http.get(address)
            if answer.status != 200:
                raise UpstreamAwayError(f"{address} answered {answer.status}")
            return msgspec.convert(answer.json(), shape)
        except NoAnswerError as error:
            raise UpstreamAwayError(f"{address}: {error}") from error
        except msgspec.ValidationError as error:
            raise UpstreamError(f"{address}: {error}") from error
