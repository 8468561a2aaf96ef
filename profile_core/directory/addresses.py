"""Addresses of sites: exact ones, over https; plain http only where nobody else can listen."""

from urllib.parse import SplitResult, urlsplit

LONGEST = 2000
_USUAL_PORTS = {"https": 443, "http": 80}


def is_exact(address: str) -> bool:
    """Tell whether an address can be compared as a string: no fragment, no wildcard, no user, no blank.

    Plain http is for this machine only (RFC 8252 section 8.3).
    """
    parts = _parts(address)
    if parts is None or not _is_plain(address) or "@" in parts.netloc:
        return False
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_local(host)))


def is_origin(text: str) -> bool:
    """Tell whether a text is an origin as browsers write it (RFC 6454 section 6.2)."""
    return is_exact(text) and text == origin_of(text)


def is_local(address: str) -> bool:
    """Tell whether an address is of the machine of whoever visits it."""
    parts = _parts(address)
    return parts is not None and _is_local(parts.hostname or "")


def host_of(address: str) -> str:
    """Return the host of an exact address."""
    return urlsplit(address).hostname or ""


def origin_of(address: str) -> str:
    """Return the origin of an exact address."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    named = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, _USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{named}{port}"


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_plain(address: str) -> bool:
    printable = address.isascii() and address.isprintable()
    return printable and len(address) <= LONGEST and not set(" #*\\") & set(address)


def _is_local(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")
