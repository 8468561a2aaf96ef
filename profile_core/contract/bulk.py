"""What all calls that take lists of items share: how many, in which lane, and that a bad one harms no neighbour."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from profile_core.kit.errors import ProfileError
from profile_core.store import Lane

MOST = 1_000
PORTION = 5_000
"""So many values of a list stand in one statement."""
_MOST_SINGLE = 10
_In = TypeVar("_In")
_Out = TypeVar("_Out")


def portions(some: Iterable[_In]) -> Iterator[list[_In]]:
    """Yield portions that fit into one statement each: a database takes 32,766 values at most."""
    left = iter(some)
    while portion := list(islice(left, PORTION)):
        yield portion


def lane_of(items: Sequence[object]) -> Lane:
    """Return where waits what a call tells: more than a few items are bulk."""
    return "bulk" if len(items) > _MOST_SINGLE else "single"


def each(items: Sequence[_In | ProfileError], step: Callable[[_In], _Out]) -> list[_Out | ProfileError]:
    """Apply a step to what is still sound; an error takes the place of its own item only."""
    done: list[_Out | ProfileError] = []
    for one in items:
        try:
            done.append(one if isinstance(one, ProfileError) else step(one))
        except ProfileError as error:
            done.append(error)
    return done
