"""Faults of a source that does not do what it is asked."""

from dataclasses import replace
from datetime import timedelta

import msgspec

from profile_core.testing.source.questions import Boundary
from profile_core.testing.source.turn import Turn

_ALL = 1000
_NEXT = "\0"
"""Put behind a text it makes the very next text in their order."""


def no_before(turn: Turn) -> Turn:
    """Begin at the beginning."""
    return replace(turn, before=None)


def before_and_that(turn: Turn) -> Turn:
    """Compare with ``<=``."""
    return replace(turn, before=turn.before and _including(turn.before))


def cursor_and_that(turn: Turn) -> Turn:
    """Begin with the last item of the page before; one at a time would never get on."""
    return replace(turn, after=turn.after and _including(turn.after)) if turn.size > 1 else turn


def no_only(turn: Turn) -> Turn:
    """Answer everything."""
    return replace(turn, only=None)


def no_limit(turn: Turn) -> Turn:
    """Answer whole pages."""
    return replace(turn, limit=_ALL)


def no_page_size(turn: Turn) -> Turn:
    """Answer as many as are asked for."""
    return replace(turn, most=_ALL)


def next_one_too(turn: Turn) -> Turn:
    """Take the next subject's items for this one's."""
    known = turn.records.subjects
    if not turn.subjects or turn.subjects[0] not in known:
        return turn
    other = known[(known.index(turn.subjects[0]) + 1) % len(known)]
    return replace(turn, subjects=tuple(dict.fromkeys((turn.subjects[0], other))))


def _including(edge: Boundary) -> Boundary:
    if edge.type is msgspec.UNSET:
        return msgspec.structs.replace(edge, created_at=edge.created_at + timedelta(microseconds=1))
    return msgspec.structs.replace(edge, type=edge.type + _NEXT)
