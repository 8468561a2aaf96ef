"""Keyset cursors: the boundary of a list, opaque to the caller (base64url of a JSON array)."""

import base64
import binascii

import msgspec

from profile_core.kit.errors import InvalidError

Boundary = tuple[str, ...]


def encode(boundary: Boundary) -> str:
    """Write a boundary as an opaque cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(boundary)).rstrip(b"=").decode()


def decode(cursor: str, parts: int) -> Boundary:
    """Read a cursor of ``parts`` parts; one that we did not write raises ``InvalidError``."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        boundary = msgspec.json.decode(raw, type=tuple[str, ...])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        boundary = ()
    if len(boundary) != parts:
        raise InvalidError("cursor.invalid", "Use the cursor of an earlier answer, or none.", path=("after",))
    return boundary
