"""Around every endpoint: who asks too often is told when to come back (RFC 6585 section 4)."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.store.limits import Usage
from sso import refusals
from sso.issuer import Issuer
from sso.limits import ExceededError

_RETRIED = ("/sso/authorize", "/sso/login")
"""Pages that may be asked again as they were."""


Serve = Callable[[Issuer, Request], Awaitable[Response]]


async def visited(serve: Serve, path: str, issuer: Issuer, request: Request) -> Response:
    """Serve a page that browsers visit, so often for one address."""
    try:
        await issuer.limits.visit(request, path)
    except ExceededError as error:
        return _refused(issuer, request, error.usage)
    return await serve(issuer, request)


async def sent(serve: Serve, path: str, issuer: Issuer, request: Request) -> Response:
    """Serve a page of who is logged in; what is sent to it is counted as a visit."""
    if request.method != "POST":
        return await serve(issuer, request)
    return await visited(serve, path, issuer, request)


async def asked(serve: Serve, issuer: Issuer, request: Request) -> Response:
    """Serve programs, which are counted once they have said who they are; the answer shows what is left."""
    try:
        answer = await serve(issuer, request)
    except ExceededError as error:
        return _refused(issuer, request, error.usage)
    usage: Usage | None = getattr(request.state, "usage", None)
    if usage is not None:
        answer.headers.update(usage.headers())
    return answer


def _refused(issuer: Issuer, request: Request, usage: Usage) -> Response:
    """Answer 429: a page for people, JSON for programs.

    Of the registered codes ``temporarily_unavailable`` (RFC 6749 section 4.1.2.1) says what is meant;
    ``slow_down`` tells a device that polls to poll less (RFC 8628 section 3.5).
    """
    headers = {**usage.headers(), "Cache-Control": "no-store"}
    if "text/html" in request.headers.get("accept", ""):
        again = request.method == "GET" and request.url.path in _RETRIED
        retry = f"{request.url.path}?{request.url.query}" if again else ""
        page = refusals.page(issuer, request, "often", retry=retry)
        page.headers.update(headers)
        return page
    description = f"Asked too often. Come back in {usage.ends_in} s."
    body = {"error": "temporarily_unavailable", "error_description": description}
    return JSONResponse(body, 429, headers)
