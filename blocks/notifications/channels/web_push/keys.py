"""The key pairs by which push services know us. A subscription is bound to the one that it was made with."""

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from blocks.notifications.channels.web_push.encryption import raw
from blocks.notifications.rows import push
from profile_core.contract import Keyring, Platform, Tx, ids

_PURPOSE = "web push key"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Key:
    """One key pair."""

    id: UUID
    private: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> bytes:
        """Return the public key, which browsers call ``applicationServerKey``."""
        return raw(self.private.public_key())


async def current(platform: Platform) -> Key:
    """Return the newest key; where there is none, the first is made."""
    async with platform.store.read() as tx:
        stored = await push.keys(tx)
    return _opened(platform.keyring, stored[0]) if stored else await rotate(platform)


async def rotate(platform: Platform) -> Key:
    """Make a new key. Browsers subscribe with it from now on; those of before are reached with theirs."""
    made = Key(id=ids.plain_id(), private=ec.generate_private_key(ec.SECP256R1()))
    await platform.store.transact(lambda tx: push.add_key(tx, made.id, _sealed(platform.keyring, made)))
    return made


async def every(tx: Tx, keyring: Keyring) -> dict[UUID, Key]:
    """Return all keys by their ids: each browser is reached with its own."""
    return {stored.id: _opened(keyring, stored) for stored in await push.keys(tx)}


async def reseal(tx: Tx, keyring: Keyring) -> int:
    """Seal all keys under the generation that seals now; return how many there were."""
    known = await every(tx, keyring)
    for key in known.values():
        await push.put_key(tx, key.id, _sealed(keyring, key))
    return len(known)


def text(raw_bytes: bytes) -> str:
    """Write bytes as Web Push does: base64url without padding."""
    return base64.urlsafe_b64encode(raw_bytes).rstrip(b"=").decode()


def from_text(written: str) -> bytes:
    """Read what ``text`` wrote; what is no base64url raises ``ValueError``."""
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64url") from error


def _sealed(keyring: Keyring, key: Key) -> bytes:
    der = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return keyring.seal(_PURPOSE, der, bound_to=key.id.bytes)


def _opened(keyring: Keyring, stored: push.StoredKey) -> Key:
    der = keyring.open_sealed(_PURPOSE, stored.sealed, bound_to=stored.id.bytes)
    private = load_der_private_key(der, None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError("a web push key is an EC key")
    return Key(id=stored.id, private=private)
