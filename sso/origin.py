"""Whether one of our own pages sent a form or question; a browser says so, nobody else needs to."""

from collections.abc import Mapping


def is_same_origin(issuer: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a request comes from a page of our own origin (Fetch metadata, RFC 6454)."""
    fetched_from = headers.get("sec-fetch-site", "same-origin")
    return headers.get("origin") == issuer and fetched_from == "same-origin"
