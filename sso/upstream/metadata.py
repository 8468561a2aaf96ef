"""Metadata and keys of an identity provider (OpenID Connect Discovery 1.0), remembered for a while."""

from datetime import datetime
from typing import Any, cast

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from profile_core.contract import clock
from profile_core.outbound import GuardedClient, OutboundError

_METADATA_KEPT = 3600.0
_KEYS_KEPT = 3600.0
_KEYS_APART = 60.0


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
    """Reads the metadata at most once an hour and the keys at most once a minute, also when reading failed."""

    def __init__(self, issuer: str, http: GuardedClient) -> None:
        self._issuer = issuer
        self._http = http
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: KeySet | None = None
        self._keys_asked: datetime | None = None

    async def metadata(self) -> Metadata:
        """Return the metadata; those of another issuer are refused (section 4.3)."""
        if self._metadata is None or _age(self._metadata[0]) > _METADATA_KEPT:
            if not self._issuer:
                raise UpstreamError("no identity provider is configured: CITIZEN_PROFILE_SSO_UPSTREAM_ISSUER")
            address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            metadata = await self._fetch(address, Metadata)
            if metadata.issuer != self._issuer:
                raise UpstreamError("the metadata name another issuer")
            self._metadata = (clock.now(), metadata)
        return self._metadata[1]

    async def keys(self, kid: str | None) -> KeySet:
        """Return the keys; they are read again when none has the id, at most once a minute."""
        known = self._keys is not None and any(key.kid == kid for key in self._keys)
        apart = _KEYS_KEPT if known else _KEYS_APART
        if self._keys_asked is None or _age(self._keys_asked) >= apart:
            self._keys_asked = clock.now()
            self._keys = _key_set(await self._fetch((await self.metadata()).jwks_uri, dict[str, Any]))
        if self._keys is None:
            raise UpstreamError("the keys could not be read; they are asked for at most once a minute")
        return self._keys

    async def _fetch(self, address: str, shape: type[Any]) -> Any:
        try:
            answer = await self._http.get(address)
            if answer.status != 200:
                raise UpstreamAwayError(f"{address} answered {answer.status}")
            return msgspec.convert(answer.json(), shape)
        except OutboundError as error:
            raise UpstreamAwayError(f"{address}: {error}") from error
        except msgspec.ValidationError as error:
            raise UpstreamError(f"{address}: {error}") from error


def _key_set(jwks: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set(cast("Any", jwks))
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UpstreamError("the keys are no JWK set") from error


def _age(moment: datetime) -> float:
    return (clock.now() - moment).total_seconds()
