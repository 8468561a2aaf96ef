"""Secrets of a deployment: several generations of one master secret, and the bucket secret.

Every purpose ("national number", "session cookie") gets its own key by HKDF (RFC 5869), so one never opens
what another sealed. The generation in front seals; every one opens and looks up.
"""

import base64
import os
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from profile_core.kit.ids import BUCKETS

_DERIVED = 256
"""So many derived keys are remembered, for as long as the process has the secrets they come from."""


class SealError(ValueError):
    """What was sealed cannot be opened: an unknown key id, another purpose, or it was changed."""


class Generation(msgspec.Struct, frozen=True, kw_only=True):
    """One generation of the master secret (32 bytes) under its id (1 to 255)."""

    id: int
    secret: bytes

    def __repr__(self) -> str:
        """Say which it is, and not the secret."""
        return f"Generation(id={self.id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """All secrets of a deployment. The first of ``generations`` seals; ``bucket_secret`` never rotates."""

    bucket_secret: bytes = field(repr=False)
    generations: tuple[Generation, ...]

    def bucket_of(self, name: bytes) -> int:
        """Return the bucket (0 to 1023) of a subject, ten bits of an HMAC of its first name to us."""
        return int.from_bytes(_digest(_of_buckets(self.bucket_secret), name)[:2]) % BUCKETS

    def seal(self, purpose: str, plain: bytes, *, bound_to: bytes = b"") -> bytes:
        """Encrypt with AES-256-GCM under the first generation: key id, nonce, ciphertext and tag."""
        first = self.generations[0]
        nonce = os.urandom(12)
        return bytes([first.id]) + nonce + _cipher(first, purpose).encrypt(nonce, plain, bound_to)

    def open_sealed(self, purpose: str, sealed: bytes, *, bound_to: bytes = b"") -> bytes:
        """Decrypt what ``seal`` made for the same purpose and binding, else raise ``SealError``."""
        for generation in self.generations:
            if sealed[:1] == bytes([generation.id]):
                try:
                    return _cipher(generation, purpose).decrypt(sealed[1:13], sealed[13:], bound_to)
                except InvalidTag as error:
                    raise SealError("the sealed value was changed or is of another purpose") from error
        raise SealError("no generation in the keyring has the key id of the sealed value")

    def mac(self, purpose: str, text: bytes) -> bytes:
        """Return the HMAC-SHA-256 under the first generation, for look-up: key id and 32 bytes."""
        return _mac(self.generations[0], purpose, text)

    def macs(self, purpose: str, text: bytes) -> tuple[bytes, ...]:
        """Return the look-up values under every generation, the first one first."""
        return tuple([_mac(generation, purpose, text) for generation in self.generations])

    def pairwise(self, sector: str, subject_id: UUID) -> str:
        """Return the ``sub`` by which one sector knows a subject (OpenID Connect Core section 8.1).

        It is the id encrypted with AES-SIV (RFC 5297) under a key that never rotates, so it is stable, differs
        between sectors, and only we can turn it back.
        """
        sealed = _pairwise_cipher(self.bucket_secret).encrypt(subject_id.bytes, [sector.encode()])
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def from_pairwise(self, sector: str, sub: str) -> UUID | None:
        """Return the subject id behind a sector's ``sub``; another sector's or an invented one is None."""
        try:
            sealed = base64.b64decode(sub + "=" * (-len(sub) % 4), altchars=b"-_", validate=True)
            cipher = _pairwise_cipher(self.bucket_secret)
            return UUID(bytes=cipher.decrypt(sealed, [sector.encode()]))
        except (InvalidTag, ValueError):
            return None

    def secret(self, purpose: str) -> bytes:
        """Return the 32-byte key, of the first generation, of a purpose."""
        return _derive(self.generations[0], purpose)

    def secrets(self, purpose: str) -> tuple[bytes, ...]:
        """Return the keys of a purpose under every generation, the first one first."""
        return tuple(_derive(generation, purpose) for generation in self.generations)


def new_keyring() -> Keyring:
    """Make the keyring of a new deployment."""
    return Keyring(
        bucket_secret=secrets.token_bytes(32),
        generations=(Generation(id=1, secret=secrets.token_bytes(32)),),
    )


def rotated(keyring: Keyring) -> Keyring:
    """Add a generation that opens and looks up, and seals nothing until it is promoted.

    So every process knows it before the first uses it.
    """
    latest = max(generation.id for generation in keyring.generations)
    coming = Generation(id=latest + 1, secret=secrets.token_bytes(32))
    return Keyring(bucket_secret=keyring.bucket_secret, generations=(*keyring.generations, coming))


def promoted(keyring: Keyring) -> Keyring:
    """Put the latest generation in front: from now on it seals; the older ones still open and look up."""
    by_age = sorted(keyring.generations, key=lambda generation: generation.id, reverse=True)
    return Keyring(bucket_secret=keyring.bucket_secret, generations=tuple(by_age))


def random_bucket() -> int:
    """Choose a bucket for what has no subject yet (a login that has just begun)."""
    return secrets.randbelow(BUCKETS)


def digest_of(public_id: UUID, secret: str) -> bytes:
    """Return what is stored of a bearer secret: SHA-256 over the id and the secret."""
    return sha256(public_id.bytes + secret.encode()).digest()


@lru_cache(maxsize=_DERIVED)
def _derive(generation: Generation, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return kdf.derive(generation.secret)


@lru_cache(maxsize=_DERIVED)
def _cipher(generation: Generation, purpose: str) -> AESGCM:
    return AESGCM(_derive(generation, f"seal:{purpose}"))


@lru_cache(maxsize=_DERIVED)
def _pairwise_cipher(bucket_secret: bytes) -> AESSIV:
    kdf = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"pairwise")
    return AESSIV(kdf.derive(bucket_secret))


def _mac(generation: Generation, purpose: str, text: bytes) -> bytes:
    return generation.id.to_bytes() + _digest(_of_macs(generation, purpose), text)


def _digest(keyed: HMAC, text: bytes) -> bytes:
    """Return an HMAC of a text; ``keyed`` has taken in the key, once for all texts."""
    state = keyed.copy()
    state.update(text)
    return state.finalize()


@lru_cache(maxsize=_DERIVED)
def _of_macs(generation: Generation, purpose: str) -> HMAC:
    return HMAC(_derive(generation, f"mac:{purpose}"), SHA256())


@lru_cache(maxsize=_DERIVED)
def _of_buckets(bucket_secret: bytes) -> HMAC:
    return HMAC(bucket_secret, SHA256())
