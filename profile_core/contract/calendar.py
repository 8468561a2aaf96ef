"""An appointment, or the end of a term, as a file that any calendar takes (RFC 5545)."""

from dataclasses import dataclass
from datetime import datetime

from profile_core.kit import clock

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
MEDIA_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Event:
    """What the file says. The same ``id`` with a higher ``revision`` replaces the entry in a calendar."""

    id: str
    revision: int
    title: str
    organiser: str
    address: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""


def written(event: Event, moment: datetime) -> bytes:
    """Write a calendar with one event (section 3.6.1); moments are in UTC, so it needs no time zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Citizen Profile//Citizen Profile//EN",
        "BEGIN:VEVENT",
        f"UID:{event.id}",
        f"SEQUENCE:{event.revision - 1}",
        f"DTSTAMP:{_moment(moment)}",
        f"DTSTART:{_moment(event.starts_at)}",
        *([f"DTEND:{_moment(event.ends_at)}"] if event.ends_at else []),
        f"SUMMARY:{_text(event.title)}",
        *([f"LOCATION:{_text(event.place)}"] if event.place else []),
        f"DESCRIPTION:{_text(event.organiser)}",
        f"URL:{event.address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _moment(moment: datetime) -> str:
    return clock.as_utc(moment).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """Escape a text (section 3.3.11)."""
    return text.translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """Break a line after at most 75 octets, between characters (section 3.1)."""
    parts: list[bytes] = []
    part = b""
    for one in line:
        octets = one.encode()
        if len(part) + len(octets) > _LONGEST:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
