"""Public ids: UUIDv7 (RFC 9562 section 5.7) whose last ten bits are the bucket of their subject.

So every thing that belongs to somebody is found by its id alone, with ``bucket = $1`` in the statement.
"""

from datetime import datetime
from uuid import UUID, SafeUUID

from uuid_utils import uuid7 as _native
from uuid_utils.compat import uuid7

BUCKETS = 1024
_MASK = BUCKETS - 1
_UNKNOWN = SafeUUID.unknown
_set = object.__setattr__


def new_id(bucket: int) -> UUID:
    """Make an id, ordered by time, that carries ``bucket`` (0 to 1023).

    Its two fields are set by hand: ``UUID`` asks first in which of six ways it is given, and ids come by the thousand.
    """
    if not 0 <= bucket < BUCKETS:
        raise ValueError(f"a bucket is 0 to {_MASK}, not {bucket}")
    made = object.__new__(UUID)
    _set(made, "int", _native().int & ~_MASK | bucket)
    _set(made, "is_safe", _UNKNOWN)
    return made


def plain_id() -> UUID:
    """Make an id for a thing that belongs to no subject (a provider, an application)."""
    return uuid7()


def first_at(moment: datetime) -> UUID:
    """Return the smallest id that can be made at a moment: those made before it are smaller."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def bucket_of(public_id: UUID) -> int:
    """Return the bucket that an id carries."""
    return public_id.int & _MASK


def parse_id(text: str) -> UUID | None:
    """Read an id as a browser or a provider sends it; anything malformed is None."""
    try:
        return UUID(text)
    except ValueError:
        return None
