"""Where something stands in a list that is merged from several sources."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec


class Position(NamedTuple):
    """The order of the list: the highest is the newest. Texts compare by code point, as sources sort them."""

    created_at: datetime
    provider: UUID
    external_id: str
    type: str


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far somebody has read.

    Only what sorts below ``after`` is still to come. ``owed`` are sources that did not answer, each with how far it had
    been read by then: they come when the rest is through. ``only`` are those that come now.
    """

    after: Position | None = None
    owed: dict[UUID, Position | None] = msgspec.field(default_factory=dict[UUID, Position | None])
    only: dict[UUID, Position | None] | None = None


TOP = Place()
PLACES = "notifications cursor"
"""What a sealed place is bound to."""
