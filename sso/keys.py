"""Our signing keys: in the database, sealed by the keyring, published as a JWK set (RFC 7517).

Whichever process is first makes the first key; the number is the primary key, so there is one first. It signs also
for a host whose clock is behind. Processes
remember the keys for a minute: a rotation must publish a key two minutes before it signs.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from profile_core.contract import Store, clock
from profile_core.kit.keyring import Keyring
from sso import jose, rows
from sso.model import KeyRow

_PURPOSE = "sso signing key"
_REMEMBERED = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """The keys at one moment: ``signer`` is private, ``public`` is what others verify with."""

    signer: ECKey
    public: KeySet
    read_at: datetime

    def sign(self, typ: str, claims: dict[str, Any]) -> str:
        """Sign claims with ES256 under a ``typ`` (RFC 8725 section 3.11)."""
        header = {"alg": "ES256", "kid": self.signer.kid, "typ": typ}
        return jwt.encode(header, claims, self.signer, ["ES256"])

    def read(self, token: str, into: type[jose.Claims], *, typ: str) -> jose.Claims:
        """Verify a token of our own."""
        return jose.read(token, self.public, into, typ=typ, algorithms=("ES256",))

    def published(self) -> dict[str, Any]:
        """Return the JWK set."""
        return {"keys": [key.as_dict(private=False) for key in self.public.keys]}


class SigningKeys:
    """Reads the keys when they are asked for."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring
        self._ring: KeyRing | None = None

    async def ring(self) -> KeyRing:
        """Return the keys as they were at most a minute ago."""
        at = clock.now()
        if self._ring is None or not 0 <= (at - self._ring.read_at).total_seconds() < _REMEMBERED:
            self._ring = await self._read(at)
        return self._ring

    async def _read(self, at: datetime) -> KeyRing:
        async with self._store.read() as tx:
            found = await rows.keys(tx, at)
        if not found:
            async with self._store.begin() as tx:
                await rows.add_key(tx, _first(self._keyring, at))
                found = await rows.keys(tx, at)
        signing = next((key for key in found if key.signs_from <= at), found[-1])
        private = self._keyring.open_sealed(_PURPOSE, signing.sealed, bound_to=_bound(signing.number))
        public = KeySet([ECKey.import_key(json.loads(key.public)) for key in found])
        return KeyRing(signer=ECKey.import_key(json.loads(private)), public=public, read_at=at)


def _first(keyring: Keyring, at: datetime) -> KeyRow:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    private = json.dumps(key.as_dict(private=True)).encode()
    return KeyRow(
        number=1,
        public=json.dumps(key.as_dict(private=False)),
        sealed=keyring.seal(_PURPOSE, private, bound_to=_bound(1)),
        signs_from=at,
    )


def _bound(number: int) -> bytes:
    return number.to_bytes(4)
