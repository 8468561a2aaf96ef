"""One list of what is stored here and what lies with providers, by keyset: how far it was read, and what is still owed.

The place is how far the list was read. What sorts above it and comes late appears when the list is begun anew, never in
the midst of it. A source that did not answer is left out from there on, and comes when all the rest is through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from profile_core.sources.model import Said, Source, SourceState

P = TypeVar("P")
"""Where an item stands in the list: a named tuple that compares, the highest first."""
F = TypeVar("F")
"""An item as it stands at its source."""


class Place(msgspec.Struct, Generic[P], frozen=True, kw_only=True, omit_defaults=True):
    """How far somebody has read.

    Only what sorts below ``after`` is still to come. ``owed`` are sources that did not answer, each with how far it had
    been read by then: they come when the rest is through. ``only`` are those that come now.
    """

    after: P | None = None
    owed: dict[UUID, P | None] = msgspec.field(default_factory=dict[UUID, Any])
    only: dict[UUID, P | None] | None = None


L = TypeVar("L", bound=Place[Any])
"""The place of one list: of what it stands in which order."""


@dataclass(frozen=True, kw_only=True)  # no slots: Python 3.11 cannot make one of a generic alias then
class Heard(Generic[F, P]):
    """What a source answered. ``reaches`` is how far down its answer goes, None when it is all there is."""

    said: Said
    found: Sequence[F] = ()
    reaches: P | None = None

    @property
    def answered(self) -> bool:
        """Tell whether it said anything, now or a moment ago."""
        return self.said.state in (SourceState.OK, SourceState.STALE)

    @property
    def owes(self) -> bool:
        """Tell whether there may be something that it did not say."""
        return not self.answered and self.said.state is not SourceState.NO_CONSENT


def to_ask(source: UUID, place: Place[P]) -> bool:
    """Tell whether a source is asked for this page."""
    return source not in place.owed and (place.only is None or source in place.only)


def begins(source: UUID, place: Place[P]) -> P | None:
    """Return below what a source is to answer: where the list has come to, or where it was when it did not answer."""
    bounds: list[Any] = [one for one in (place.after, (place.only or {}).get(source)) if one is not None]
    return min(bounds, default=None)


def without_silent(place: L, heard: Sequence[Heard[Any, Any]]) -> L:
    """Return the place of a page, with those that were silent left out from here on."""
    silent = [one.said.source.id for one in heard if one.owes]
    return msgspec.structs.replace(place, owed=place.owed | {one: begins(one, place) for one in silent})


def resumed(before: L, place: L, heard: Sequence[Heard[Any, Any]], after: Any) -> L | None:
    """Return where the next page begins. After the end of the rest come those that did not answer.

    When none of these answers that is the end: whoever asks again for this page asks them again.
    """
    if after is not None:
        return msgspec.structs.replace(place, after=after)
    answered = before.only is None or any(not one.owes for one in heard)
    return type(place)(only=place.owed) if place.owed and answered else None


def all_said(known: Mapping[UUID, Source], place: Place[P], heard: Sequence[Heard[Any, P]]) -> list[Said]:
    """Return what all sources said that were to be asked; one that is left out for now is still to come."""
    asked = {one.said.source.id for one in heard}
    waiting = [known[one] for one in place.owed if one in known and one not in asked]
    return [*(one.said for one in heard), *(Said.pending(one) for one in waiting)]
