"""By which doors things come in from a provider: that of the mode it chose, and for a day those of modes that it had."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BOTH = timedelta(hours=24)
"""For so long a former door stays open beside the new one, so that a provider can change over while it runs."""


class Mode(StrEnum):
    """Whether a provider pushes, or answers when a citizen looks, or has a feed of changes that we follow."""

    PUSH = "PUSH"
    PULL_LIVE = "PULL_LIVE"
    PULL_FEED = "PULL_FEED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A mode by which things come in ``until`` a moment; ``source`` is the code of the provider's source it reads."""

    mode: Mode
    source: str | None
    until: datetime


def open_doors(mode: Mode, source: str | None, former: Sequence[Door], moment: datetime) -> Iterator[Door]:
    """Yield the doors that are open at a moment, that of the mode first."""
    yield Door(mode=mode, source=source, until=moment + BOTH)
    yield from (door for door in former if door.until > moment)


def left_open(
    now: tuple[Mode, str | None], wanted: tuple[Mode, str | None], former: Sequence[Door], moment: datetime
) -> tuple[Door, ...]:
    """Return the former doors once a mode and its source become others; the same again leaves no door behind."""
    kept = tuple(door for door in former if door.until > moment)
    if now == wanted:
        return kept
    mode, source = now
    others = (door for door in kept if (door.mode, door.source) != now)
    return (Door(mode=mode, source=source, until=moment + BOTH), *others)
