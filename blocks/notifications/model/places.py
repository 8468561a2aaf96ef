"""Where something stands in a list that is merged from several sources."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from profile_core.contract import sources


class Position(NamedTuple):
    """The order of the list: the highest is the newest. Texts compare by code point, as sources sort them."""

    created_at: datetime
    provider: UUID
    external_id: str
    type: str


class Place(sources.Place[Position], frozen=True, kw_only=True, omit_defaults=True):
    """How far somebody has read the list."""


TOP = Place()
PLACES = "notifications cursor"
"""What a sealed place is bound to."""
