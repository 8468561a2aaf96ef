"""Which page asks: the header ``Origin``, which a browser writes and no page can change (RFC 6454 section 7)."""

import re
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
_WRITTEN = re.compile(r"(http|https)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?", re.ASCII)


def is_same_origin(origin: str, own: str) -> bool:
    """Tell whether a request's ``Origin`` is your own; ``null``, none and several are nobody's."""
    asking = _parts(origin)
    return asking is not None and asking == _parts(own)


def is_as_browsers_write(origin: str) -> bool:
    """Tell whether this is scheme, host and port alone, in small letters, without the port that goes unsaid."""
    written = _WRITTEN.fullmatch(origin)
    return written is not None and written[3] != str(_PORTS[written[1]])


def _parts(origin: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(origin)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if not port or not parts.hostname or origin.rpartition("//")[2] != parts.netloc or "@" in origin:
        return None
    return parts.scheme, parts.hostname, port
