"""Moments as people write them in spreadsheets."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from profile_core.kit import clock
from profile_core.kit.errors import InvalidError

_BELGIAN = ("%d/%m/%Y %H:%M", "%d/%m/%Y")


FROM, UNTIL = time(0), time(23, 59)
"""What a day alone means: from its beginning, or until its end."""


def moment(cell: str, timezone: str, column: str, *, day: time | None) -> str:
    """Read ``2026-12-31``, ``2026-12-31 17:00``, ``31/12/2026 17:00`` or RFC 3339; return it as RFC 3339 in UTC.

    Without a zone it is the region's own time. ``day`` says what a day alone means; None is one that needs a time.
    """
    read = _iso(cell) or _belgian(cell)
    if read is not None and len(cell) <= len("31/12/2026"):
        if day is None:
            message = "This needs a time: 2026-12-31 17:00."
            raise InvalidError("csv.moment", message, path=(column,))
        read = datetime.combine(read, day)
    written = None if read is None else _written(read, timezone)
    if written is None:
        message = "Write a moment as 2026-12-31 17:00 or 31/12/2026 17:00."
        raise InvalidError("csv.moment", message, path=(column,))
    return written


def _written(read: datetime, timezone: str) -> str | None:
    """Write a moment in UTC; None is one beyond the calendar."""
    try:
        return clock.rfc3339(read.replace(tzinfo=ZoneInfo(timezone)) if read.tzinfo is None else read)
    except OverflowError:
        return None


def _iso(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


def _belgian(cell: str) -> datetime | None:
    for form in _BELGIAN:
        try:
            return datetime.strptime(cell, form)  # noqa: DTZ007 (the region's own time is added)
        except ValueError:
            continue
    return None
