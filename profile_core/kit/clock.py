"""The one clock. Everything stored is UTC; only pages turn it into local time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment, timezone-aware, in UTC."""
    return datetime.now(UTC)


def today(timezone: str) -> date:
    """Return the day that it is in a time zone (an IANA name)."""
    return now().astimezone(ZoneInfo(timezone)).date()


def ago(seconds: float) -> datetime:
    """Return the moment that many seconds before now."""
    return now() - timedelta(seconds=seconds)


def ahead(seconds: float) -> datetime:
    """Return the moment that many seconds after now."""
    return now() + timedelta(seconds=seconds)


def as_utc(moment: datetime) -> datetime:
    """Return the moment in UTC; a naive one is taken to be UTC already."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def rfc3339(moment: datetime) -> str:
    """Write a moment as RFC 3339 in UTC, for example ``2026-11-22T08:12:00.250000Z``."""
    return as_utc(moment).isoformat().replace("+00:00", "Z")
