"""Lists in pages by keyset: the cursor is the boundary, so nothing is skipped or shown twice.

A provider's lists go by (when, id). What a citizen's cursor holds is sealed, and good for them only.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from profile_core.contract.shapes import PageInfo
from profile_core.kit import clock, cursors
from profile_core.kit.acting import Acting
from profile_core.kit.errors import InvalidError
from profile_core.kit.keyring import Keyring, SealError

MOST = 100
_OTHER = "Use the cursor of an earlier answer, or none."
_Place = TypeVar("_Place")


def size(first: int) -> int:
    """Check how many are asked for."""
    if not 1 <= first <= MOST:
        raise InvalidError("page.first", f"Ask for 1 to {MOST} at a time.", path=("first",))
    return first


def cursor(moment: datetime, row_id: UUID) -> str:
    """Write the boundary after a row."""
    return cursors.encode((clock.rfc3339(moment), row_id.hex))


def boundary(after: str | None) -> tuple[datetime, UUID] | None:
    """Read a cursor; one that we did not write raises ``InvalidError``."""
    if after is None:
        return None
    moment, row_id = cursors.decode(after, 2)
    try:
        return clock.as_utc(datetime.fromisoformat(moment)), UUID(row_id)
    except (ValueError, OverflowError) as error:
        raise InvalidError("cursor.invalid", _OTHER, path=("after",)) from error


def sealed(keyring: Keyring, acting: Acting, purpose: str, place: msgspec.Struct) -> str:
    """Write how far a citizen has read a list, in the role in which they act; ``purpose`` names the list."""
    plain = msgspec.msgpack.encode(place)
    text = keyring.seal(purpose, plain, bound_to=acting.subject.id.bytes)
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def unsealed(keyring: Keyring, acting: Acting, purpose: str, after: str | None, top: _Place) -> _Place:
    """Read how far they have read, ``top`` without a cursor; one that is not of this list raises ``InvalidError``."""
    if after is None:
        return top
    try:
        text = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        plain = keyring.open_sealed(purpose, text, bound_to=acting.subject.id.bytes)
        return msgspec.msgpack.decode(plain, type=type(top))
    except (binascii.Error, ValueError, SealError, msgspec.DecodeError) as error:
        raise InvalidError("cursor.invalid", _OTHER, path=("after",)) from error


def info(page: Sequence[str], *, more: bool, resumed: bool) -> PageInfo:
    """Say where a page of these cursors begins and ends, and what lies around it."""
    return PageInfo(
        has_next_page=more,
        has_previous_page=resumed,
        start_cursor=page[0] if page else None,
        end_cursor=page[-1] if page else None,
    )
