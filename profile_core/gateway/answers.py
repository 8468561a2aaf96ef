"""How refusals leave us: as a GraphQL error, as a page for people, or as plain JSON for programs."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_core.contract import Platform, ProfileError, UnauthenticatedError, UnavailableError, log
from profile_core.contract.context import LOGIN_ANEW
from profile_core.gateway import masking, negotiation
from profile_core.pages import language

GRAPHQL_PATHS = ("/graphql", "/provider/graphql")
LOGIN = "/sso/login"
logger = log.get_logger("gateway")


def graphql(
    media: str, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a GraphQL response."""
    content_type = f"{media}; charset=utf-8"
    return Response(msgspec.json.encode(body), status, {**(headers or {}), "Content-Type": content_type})


async def on_profile_error(request: Request, error: ProfileError) -> Response:
    """Answer an expected failure that no resolver turned into data."""
    if isinstance(error, UnauthenticatedError) and _may_log_in(request):
        back = quote(language.carried(request, request.url.path), safe="")
        anew = "&prompt=login" if error.code == LOGIN_ANEW else ""
        return RedirectResponse(language.carried(request, f"{LOGIN}?return_to={back}{anew}"), 303)
    headers = error.headers if isinstance(error, UnauthenticatedError) else {}
    if isinstance(error, UnavailableError):
        headers = {"Retry-After": str(error.retry_after)}
    return refusal(request, error.status, error.code, error.message, headers)


async def on_http_error(request: Request, error: HTTPException) -> Response:
    """Answer what Starlette refuses (no such address, a method not offered) and what we refuse in its words."""
    code = f"http.{error.status_code}"
    return refusal(request, error.status_code, code, error.detail, error.headers or {})


async def on_bug(request: Request, error: Exception) -> Response:
    """Answer a mistake of ours: a reference and nothing else; the trace goes to the log."""
    logger.error("request failed", exc_info=error)
    error.add_note(log.TOLD)
    shown = masking.internal(request.state.correlation_id)
    return refusal(request, 500, "internal", str(shown["message"]), {})


def refusal(request: Request, status: int, code: str, message: str, headers: Mapping[str, str]) -> Response:
    """Answer a refusal in the form that suits the address and who asks."""
    correlation_id: str = request.state.correlation_id
    extensions = {"code": code, "correlationId": correlation_id}
    if request.url.path in GRAPHQL_PATHS:
        errors = {"errors": [{"message": message, "extensions": extensions}]}
        return graphql(_media(request), status, errors, headers)
    if "text/html" in request.headers.get("accept", ""):
        platform: Platform = request.state.platform
        visitor = getattr(request.state, "visitor", None)
        page = platform.pages.error(
            request, status, code=code, correlation_id=correlation_id, visitor=visitor
        )
        page.headers.update(headers)
        return page
    body = msgspec.json.encode({"message": message, **extensions})
    return Response(body, status, {**headers, "Content-Type": "application/json"})


def _media(request: Request) -> str:
    try:
        return negotiation.answer_type(request.headers)
    except HTTPException:
        return negotiation.JSON


def _may_log_in(request: Request) -> bool:
    path = request.url.path
    return request.method == "GET" and (path == "/me" or path.startswith("/me/"))
