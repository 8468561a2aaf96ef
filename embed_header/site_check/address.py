"""Addresses of pages: their origin, and how they may be shown."""

from urllib.parse import SplitResult, urlsplit

from profile_core.contract import contains_number

_USUAL_PORTS = {"https": 443, "http": 80}
_LONGEST = 2000


def parsed(text: str) -> SplitResult | None:
    """Split what somebody typed; None where it is no address of a page. Without a scheme https is meant."""
    typed = text.strip()
    address = typed if "://" in typed else f"https://{typed}"
    if len(address) > _LONGEST or not (address.isascii() and address.isprintable()) or " " in address:
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    usable = parts.scheme in _USUAL_PORTS and parts.hostname and "@" not in parts.netloc
    return parts._replace(fragment="") if usable else None


def origin_of(address: str) -> str:
    """Return the origin of an address (RFC 6454 section 6.2); empty where it has none."""
    parts = parsed(address) if "://" in address else None
    if parts is None or parts.hostname is None:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, _USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def shown(address: str) -> str:
    """Return an address without its query, which may speak of somebody; a path that does is left out too."""
    whole = address.partition("?")[0].partition("#")[0]
    return origin_of(address) if contains_number(whole) else whole
