"""Where a citizen is among the rows of a kind: the key of the last one shown, sealed, for it may say something."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from profile_core.contract import InvalidError, Kept, Keyring, SealError, SubjectRef
from profile_core.store.kept import Key

_PURPOSE = "data cursor"
_WRITTEN: Mapping[type, Callable[[Any], str]] = {bytes: bytes.hex, UUID: str, str: str, int: str}
_READ: Mapping[type, Callable[[str], Any]] = {bytes: bytes.fromhex, UUID: UUID, str: str, int: int}


def written(keyring: Keyring, kept: Kept, subject: SubjectRef, row: Any) -> str:
    """Write the place after a row."""
    values = zip(kept.key_of(row), kept.key, strict=True)
    parts = [_WRITTEN[column.type.python_type](value) for value, column in values]
    sealed = keyring.seal(_PURPOSE, msgspec.json.encode(parts), bound_to=_bound(kept, subject))
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def read(keyring: Keyring, kept: Kept, subject: SubjectRef, after: str | None) -> Key | None:
    """Read a place; one that we did not write, or not for this citizen and kind, raises ``InvalidError``."""
    if after is None:
        return None
    try:
        text = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        plain = keyring.open_sealed(_PURPOSE, text, bound_to=_bound(kept, subject))
    except (binascii.Error, ValueError, SealError) as error:
        raise InvalidError("cursor.invalid", "Begin at the first page.", path=("after",)) from error
    parts = msgspec.json.decode(plain, type=list[str])
    return [_READ[column.type.python_type](part) for part, column in zip(parts, kept.key, strict=True)]


def _bound(kept: Kept, subject: SubjectRef) -> bytes:
    return subject.id.bytes + kept.table.name.encode()
