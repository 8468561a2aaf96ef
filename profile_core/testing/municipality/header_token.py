"""The token endpoint that the header asks, on the site's own server: relay the proof, never the citizen's token.

This is all that a site adds to its own login for the header.
"""

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.testing.municipality.issuer import RefusedError, error_of
from profile_core.testing.municipality.site import SESSION_COOKIE, Site

_NO_STORE = {"cache-control": "no-store"}


async def header_token(site: Site, request: Request) -> Response:
    """Exchange the citizen's id token for a header token bound to the browser's key.

    Answers 401 when nobody is logged in here, also when the issuer says that the citizen's session has ended:
    then it has ended here as well. ``use_dpop_nonce`` goes back to the browser, which asks once more.
    """
    if request.headers.get("origin") != site.config.url:
        return _refused("foreign_origin", 403)
    session = site.session_of(request)
    if session is None:
        return _refused("no_session", 401)
    try:
        answer = await site.issuer.exchange(session.id_token, request.headers.get("dpop", ""))
    except (httpx2.HTTPError, RefusedError):
        return _refused("issuer_unreachable", 502)
    if answer.status_code != 200:
        error = error_of(answer)
        return _ended(site, request) if error == "invalid_grant" else _relayed(answer, error)
    given = answer.json()
    body = {name: given[name] for name in ("access_token", "token_type", "expires_in")}
    return JSONResponse(body, headers=_NO_STORE | _nonce(answer))


def _relayed(answer: httpx2.Response, error: str) -> Response:
    """Tell the browser what is its own to mend (the proof); the rest is between the issuer and us."""
    waiting = {name: value for name, value in answer.headers.items() if name == "retry-after"}
    status = 400 if error in ("use_dpop_nonce", "invalid_dpop_proof") else 503 if waiting else 502
    return JSONResponse({"error": error}, status, headers=_NO_STORE | _nonce(answer) | waiting)


def _nonce(answer: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name == "dpop-nonce"}


def _ended(site: Site, request: Request) -> Response:
    site.drop_session(request)
    answer = _refused("invalid_grant", 401)
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


def _refused(error: str, status: int) -> Response:
    return JSONResponse({"error": error}, status, headers=_NO_STORE)
