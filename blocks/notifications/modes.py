"""By which doors notifications of a type come in: that of its mode, and for a day those of modes that it had."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from blocks.notifications.model import Definition, Door, Mode, NotificationType

BOTH = timedelta(hours=24)
"""For so long a former door stays open beside the new one, so that a provider can change over while it runs."""


def takes(one: NotificationType, mode: Mode, moment: datetime) -> bool:
    """Tell whether notifications of a type may come in by the door of a mode."""
    return any(door.mode is mode for door in doors(one, moment))


def doors(one: NotificationType, moment: datetime) -> Iterator[Door]:
    """Yield the doors that are open, that of its mode first."""
    yield _door(one.definition, moment + BOTH)
    yield from (door for door in one.former if door.until > moment)


def switched(one: NotificationType, wanted: Definition, moment: datetime) -> tuple[Door, ...]:
    """Return the former doors of a type whose definition in force becomes another."""
    now = one.definition
    kept = tuple(door for door in one.former if door.until > moment)
    if not one.in_force or (now.mode, now.source) == (wanted.mode, wanted.source):
        return kept
    left = (door for door in kept if (door.mode, door.source) != (now.mode, now.source))
    return (_door(now, moment + BOTH), *left)


def put_in_force(one: NotificationType, wanted: Definition, moment: datetime) -> NotificationType:
    """Let a definition count; what it replaces leaves its door open for a day."""
    return replace(one, definition=wanted, in_force=True, former=switched(one, wanted, moment))


def _door(definition: Definition, until: datetime) -> Door:
    return Door(mode=definition.mode, source=definition.source, until=until)
