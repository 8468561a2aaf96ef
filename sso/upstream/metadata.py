"""Metadata and keys of an identity provider (OpenID Connect Discovery 1.0), remembered for a while."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from profile_core.contract import clock
from profile_core.sources import GuardedClient, NoAnswerError

T = TypeVar("T")
_KEPT = 3600.0
_KEYS_APART = 60.0
_FAILURES_APART = 1.0


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


class _Remembered(Generic[T]):
    """What was read last. Of many who ask at once one reads, and the others have what it got."""

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self._lock = asyncio.Lock()
        self._asked: datetime | None = None
        self._value: T | None = None
        self._failure: UpstreamError | None = None

    async def get(self, serves: Callable[[T], bool] = lambda _: True) -> T:
        """Return what is remembered; it is read again when it is old, or does not serve, but not at once."""
        async with self._lock:
            if self._is_due(serves):
                await self._ask()
            if self._value is not None:
                return self._value
        failure = self._failure or UpstreamError("nothing was read")
        raise type(failure)(*failure.args)

    def _is_due(self, serves: Callable[[T], bool]) -> bool:
        if self._asked is None:
            return True
        if self._value is None:
            return _age(self._asked) >= _FAILURES_APART
        return _age(self._asked) >= (_KEPT if serves(self._value) else _KEYS_APART)

    async def _ask(self) -> None:
        try:
            self._value = await self._read()
        except UpstreamError as failure:
            self._failure = failure
        self._asked = clock.now()


class Discovery:
    """Reads metadata and keys at most once an hour; keys that lack an id once a minute."""

    def __init__(self, issuer: str, http: GuardedClient) -> None:
        self._issuer = issuer
        self._http = http
        self._metadata = _Remembered(self._read_metadata)
        self._keys = _Remembered(self._read_keys)

    async def metadata(self) -> Metadata:
        """Return the metadata; those of another issuer are refused (section 4.3)."""
        return await self._metadata.get()

    async def keys(self, kid: str | None) -> KeySet:
        """Return the keys; they are read again when none has the id, at most once a minute."""
        return await self._keys.get(lambda keys: any(key.kid == kid for key in keys))

    async def _read_metadata(self) -> Metadata:
        if not self._issuer:
            raise UpstreamError("no identity provider is configured: CITIZEN_PROFILE_SSO_UPSTREAM_ISSUER")
        address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = await self._fetch(address, Metadata)
        if metadata.issuer != self._issuer:
            raise UpstreamError("the metadata name another issuer")
        return metadata

    async def _read_keys(self) -> KeySet:
        return _key_set(await self._fetch((await self.metadata()).jwks_uri, dict[str, Any]))

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


def _key_set(jwks: dict[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set(cast("Any", jwks))
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UpstreamError("the keys are no JWK set") from error


def _age(moment: datetime) -> float:
    return (clock.now() - moment).total_seconds()
