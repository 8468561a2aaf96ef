"""Whether one of our own pages sent a form or question; a browser says so, nobody else needs to."""

from collections.abc import Mapping

from starlette.requests import Request


def is_same_origin(issuer: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a request comes from a page of our own origin (Fetch metadata, RFC 6454)."""
    fetched_from = headers.get("sec-fetch-site", "same-origin")
    return headers.get("origin") == issuer and fetched_from == "same-origin"


def came_without(cookie: str, issuer: str, request: Request) -> bool:
    """Tell a form of another page, to which browsers give no Lax cookie; a GET brings it."""
    is_foreign = request.method == "POST" and not is_same_origin(issuer, request.headers)
    return is_foreign and cookie not in request.cookies
