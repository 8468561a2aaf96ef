"""The keys as the endpoints use them: one signs, all that are published verify."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from profile_core.contract import Store, UnavailableError, clock
from profile_core.kit.keyring import Keyring
from sso import jose
from sso.keys import rows
from sso.keys.rows import KeyRow
from sso.keys.sealing import new_key, private_key, public_key
from sso.settings import SsoSettings

_LOOKS_APART = 1.0
"""Seconds between two looks for a key that is not known: whoever invents key ids has us look no more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """The keys at one moment: ``signer`` is private, ``public`` is what others verify with."""

    signer: ECKey
    public: KeySet
    read_at: datetime

    def sign(self, typ: str, claims: dict[str, Any]) -> str:
        """Sign claims with ES256 under a ``typ`` (RFC 8725 section 3.11)."""
        header = {"alg": "ES256", "kid": self.signer.kid, "typ": typ}
        registry = jose.registry(("ES256",))
        return jws.serialize_compact(header, msgspec.json.encode(claims), self.signer, registry=registry)

    def read(self, token: str, into: type[jose.Claims], *, typ: str) -> jose.Claims:
        """Verify a token of our own."""
        return jose.read(token, self.public, into, typ=typ, algorithms=("ES256",))

    def has(self, kid: str | None) -> bool:
        """Tell whether a key of this id is among them."""
        return any(key.kid == kid for key in self.public.keys)

    def published(self) -> dict[str, Any]:
        """Return the JWK set."""
        return {"keys": [key.as_dict(private=False) for key in self.public.keys]}


class SigningKeys:
    """Reads the keys when they are asked for, and remembers them for a fifth of the time that others may.

    Whichever process is first makes the first key; the number is the primary key, so there is one first. It signs
    also for a host whose clock is behind.
    """

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring
        self._kept = SsoSettings().jwks_max_age
        self._ring: KeyRing | None = None
        self._reading = asyncio.Lock()

    async def ring(self) -> KeyRing:
        """Return the keys as they were a moment ago; where the database is away, half as long as others keep them.

        Who used something up, such as a code, can therefore sign what it gives.
        """
        ring = self._within(self._kept / 5)
        if ring is not None:
            return ring
        async with self._reading:
            return self._within(self._kept / 5) or await self._newest()

    async def read(self, token: str, into: type[jose.Claims], *, typ: str) -> jose.Claims:
        """Verify a token of our own; for a key that is not known here the keys are read again, but not at once.

        Where nothing was left between publishing and signing (``--publish-for 0``) another process signs already.
        """
        ring = await self.ring()
        try:
            return ring.read(token, into, typ=typ)
        except jose.TokenError:
            if ring.has(jose.header_of(token).kid) or self._within(_LOOKS_APART):
                raise
        async with self._reading:
            ring = self._within(_LOOKS_APART) or await self._newest()
        return ring.read(token, into, typ=typ)

    async def _newest(self) -> KeyRing:
        try:
            self._ring = await self._read(clock.now())
        except UnavailableError:
            ring = self._within(self._kept / 2)
            if ring is None:
                raise
            return ring
        return self._ring

    def _within(self, seconds: float) -> KeyRing | None:
        """Return the keys that were read so recently; a clock that was turned back makes them old."""
        if self._ring is None:
            return None
        age = (clock.now() - self._ring.read_at).total_seconds()
        return self._ring if 0 <= age < seconds else None

    async def _read(self, at: datetime) -> KeyRing:
        async with self._store.read() as tx:
            found = await rows.kept(tx, at)
        if not found:
            found = await self._first(at)
        signing = next((key for key in found if key.signs_from <= at), found[-1])
        signer = private_key(self._keyring, signing)
        return KeyRing(signer=signer, public=KeySet([public_key(key) for key in found]), read_at=at)

    async def _first(self, at: datetime) -> list[KeyRow]:
        async with self._store.begin() as tx:
            before = await rows.every(tx)
            if not any(key.is_kept(at) for key in before):
                await rows.add(tx, new_key(self._keyring, before[0].number + 1 if before else 1, at))
            return await rows.kept(tx, at)
