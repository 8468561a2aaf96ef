"""How a keyring is written down: JSON, secrets in base64. Reading and writing the file is the caller's."""

import base64
import binascii

import msgspec

from profile_core.kit.errors import InvalidError
from profile_core.kit.keyring import Generation, Keyring


class _GenerationFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: int
    secret: str


class _KeyringFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bucket_secret: str
    generations: list[_GenerationFile]


def dump(keyring: Keyring) -> bytes:
    """Write a keyring as indented JSON."""
    generations = [_GenerationFile(id=g.id, secret=_write(g.secret)) for g in keyring.generations]
    file = _KeyringFile(bucket_secret=_write(keyring.bucket_secret), generations=generations)
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def parse(text: bytes) -> Keyring:
    """Read a keyring; a damaged one raises ``InvalidError`` without showing what stands in it."""
    try:
        file = msgspec.json.decode(text, type=_KeyringFile)
        generations = tuple(Generation(id=g.id, secret=_read(g.secret)) for g in file.generations)
        keyring = Keyring(bucket_secret=_read(file.bucket_secret), generations=generations)
    except (msgspec.DecodeError, binascii.Error, ValueError) as error:
        raise InvalidError("keyring.damaged", _HOW) from error
    if not generations:
        raise InvalidError("keyring.empty", _HOW)
    return keyring


_HOW = (
    "This is no keyring file. Restore it from its back-up, or make one with: citizen-profile keyring create"
)


def _write(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


def _read(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != 32:
        raise ValueError("a secret has 32 bytes")
    return secret
