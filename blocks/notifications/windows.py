"""When citizens may be bothered: by the clock on their wall, also on the days on which it is changed."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from blocks.notifications.model import SendingWindow
from profile_core.contract import clock

_HORIZON = 16
"""Days after which every weekday has come twice: on one of them a clock that is put forward may skip the window."""
_MARGIN = timedelta(minutes=5)
"""What is planned later than this before a digest goes into the next, so that none changes while it is sent."""


def opens(window: SendingWindow, moment: datetime, timezone: str) -> datetime:
    """Return the first moment from ``moment`` on at which a window is open; its end is no longer in it."""
    zone = ZoneInfo(timezone)
    if _is_open(window, moment, zone):
        return moment
    starts = (start for start in _starts(window, moment, zone) if start > moment)
    return next(start for start in starts if _is_open(window, start, zone))


def closes(window: SendingWindow, moment: datetime, timezone: str) -> datetime:
    """Return when a window closes that is open at ``moment``."""
    zone = ZoneInfo(timezone)
    return _at(moment.astimezone(zone).date(), time.fromisoformat(window.ends), zone, fold=1)


def next_digest(
    moment: datetime, hour: int, timezone: str, window: SendingWindow | None = None
) -> datetime | None:
    """Return when the next digest leaves for what is planned at ``moment``: at that hour, today or tomorrow.

    With a ``window`` it is the first that leaves while it is open; None when none does.
    """
    zone = ZoneInfo(timezone)
    today = moment.astimezone(zone).date()
    days = (_at(today + timedelta(days=n), time(hour), zone) for n in range(_HORIZON))
    leave = (one for one in days if one > moment + _MARGIN)
    return next((one for one in leave if window is None or _is_open(window, one, zone)), None)


def _is_open(window: SendingWindow, moment: datetime, zone: ZoneInfo) -> bool:
    local = moment.astimezone(zone)
    begins, ends = time.fromisoformat(window.begins), time.fromisoformat(window.ends)
    return local.isoweekday() in window.days and begins <= local.time() < ends


def _starts(window: SendingWindow, moment: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield, in order, every moment at which a window can open.

    On a day on which the clock is changed that is any full hour too: the window's begin may be skipped, or come
    twice.
    """
    today = moment.astimezone(zone).date()
    begins = time.fromisoformat(window.begins)
    for day in (today + timedelta(days=n) for n in range(_HORIZON)):
        midnight, next_midnight = (_at(day + timedelta(days=n), time(), zone) for n in (0, 1))
        hours = int((next_midnight - midnight) / timedelta(hours=1))
        starts = {_at(day, begins, zone, fold=fold) for fold in (0, 1)}
        if hours != 24:
            starts |= {midnight + timedelta(hours=n) for n in range(hours)}
        yield from sorted(starts)


def _at(day: date, wall: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    return clock.as_utc(datetime.combine(day, wall.replace(fold=fold), tzinfo=zone))
