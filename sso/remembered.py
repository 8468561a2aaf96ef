"""What was read from others and is remembered for a while: metadata, keys."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from profile_core.contract import clock

T = TypeVar("T")
_KEPT = 3600.0
_OLDEST = 24 * 3600.0
"""Nothing older serves, also where it cannot be read anew: a key that was withdrawn is not good for ever."""
_AGAIN = 60.0
_FIRST_AGAIN = 1.0
"""Seconds after a first failure; each one more doubles it, up to ``_AGAIN``."""
_PATIENCE = 1.0
"""Seconds to wait for a new reading where what is remembered would serve, should it be late."""


class Remembered(Generic[T]):
    """What was read last. Of many who ask at once one reads, and the others have what it got.

    A reading goes on when whoever began it waits no longer. ``failure`` is what reading raises; it is remembered
    too, shortly. ``kept`` is in seconds.
    """

    def __init__(
        self, read: Callable[[], Awaitable[T]], failure: type[Exception], *, kept: float = _KEPT
    ) -> None:
        self._read = read
        self._kept = kept
        self._raises = failure
        self._reading: asyncio.Task[None] | None = None
        self._asked: datetime | None = None
        self._read_at = clock.now()
        self._value: T | None = None
        self._failure = failure("nothing was read")
        self._failures = 0

    async def get(self, serves: Callable[[T], bool] = lambda _: True) -> T:
        """Return what is remembered; it is read again when it is old, or does not serve, but not at once."""
        if _age(self._read_at) >= _OLDEST:
            self._value = None
        if self._is_due(serves):
            await self._wait(serves)
        if self._value is not None:
            return self._value
        raise type(self._failure)(*self._failure.args)

    def _is_due(self, serves: Callable[[T], bool]) -> bool:
        if self._asked is None:
            return True
        if self._value is None:
            return _age(self._asked) >= min(_AGAIN, _FIRST_AGAIN * 2 ** min(self._failures - 1, 9))
        return _age(self._asked) >= (self._kept if serves(self._value) else _AGAIN)

    async def _wait(self, serves: Callable[[T], bool]) -> None:
        """Wait for the reading that is under way, or a new one; not for long where there is what serves."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._ask())
        is_served = self._value is not None and serves(self._value)
        [ended, _] = await asyncio.wait([self._reading], timeout=_PATIENCE if is_served else None)
        for reading in ended:
            reading.result()

    async def _ask(self) -> None:
        try:
            self._value = await self._read()
            self._read_at = clock.now()
            self._failures = 0
        except self._raises as failure:
            self._failure = failure
            self._failures += 1
        self._asked = clock.now()


def has_kid(kid: str | None) -> Callable[[KeySet], bool]:
    """Tell of keys whether one has the id that a token names."""
    return lambda keys: any(key.kid == kid for key in keys)


def key_set(jwks: dict[str, Any]) -> KeySet:
    """Read a JWK set (RFC 7517 section 5), else raise ``ValueError``."""
    try:
        return KeySet.import_key_set(jwks)  # pyright: ignore[reportArgumentType] (it checks for itself)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("the keys are no JWK set") from error


def _age(moment: datetime) -> float:
    return (clock.now() - moment).total_seconds()
