"""By what it is decided which of two things that were said of a file is the later: never by when they came."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from profile_core.contract import clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]


class Stamp(NamedTuple):
    """A provider's own number, or the moment in microseconds; of two that are equal the higher ``digest`` is the later.

    The digest is that of what was said, so what is said twice has one stamp.
    """

    at: int
    digest: str


BEFORE_ALL = Stamp(at=-(2**62), digest="")
"""Of what was not said yet."""


def stamp(sequence: int | None, changed_at: datetime, *content: object) -> Stamp:
    """Return the stamp of some content."""
    at = (clock.as_utc(changed_at) - _EPOCH) // _MICROSECOND if sequence is None else sequence
    said = msgspec.json.encode(content, order="sorted")
    return Stamp(at=at, digest=blake2b(said, digest_size=16).hexdigest())
