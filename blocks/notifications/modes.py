"""By which doors notifications of a type come in (``sources.Door``)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from blocks.notifications.model import Definition, Door, Mode, NotificationType
from profile_core.contract import sources


def takes(one: NotificationType, mode: Mode, moment: datetime) -> bool:
    """Tell whether notifications of a type may come in by the door of a mode."""
    return any(door.mode is mode for door in doors(one, moment))


def doors(one: NotificationType, moment: datetime) -> Iterator[Door]:
    """Yield the doors that are open, that of its mode first."""
    return sources.open_doors(one.definition.mode, one.definition.source, one.former, moment)


def switched(one: NotificationType, wanted: Definition, moment: datetime) -> tuple[Door, ...]:
    """Return the former doors of a type whose definition in force becomes another."""
    now = (one.definition.mode, one.definition.source)
    becomes = (wanted.mode, wanted.source) if one.in_force else now
    return sources.left_open(now, becomes, one.former, moment)


def put_in_force(one: NotificationType, wanted: Definition, moment: datetime) -> NotificationType:
    """Let a definition count; what it replaces leaves its door open for a day."""
    return replace(one, definition=wanted, in_force=True, former=switched(one, wanted, moment))
