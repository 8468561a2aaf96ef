"""To whom browsers are told to come by https only (Strict-Transport-Security, RFC 6797)."""

from urllib.parse import urlsplit


def promises_https(public_url: str) -> bool:
    """Tell whether an origin is https for good: never ``localhost``, which all programs of a person's machine share."""
    parts = urlsplit(public_url)
    return parts.scheme == "https" and parts.hostname != "localhost"
