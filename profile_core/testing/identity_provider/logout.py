"""RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0)."""

from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_core.testing.identity_provider import page
from profile_core.testing.identity_provider.provider import Provider


async def end_session(provider: Provider, request: Request) -> Response:
    """End the session of the citizen whom the hint names; without a good hint ask the citizen first."""
    fields = dict(request.query_params) | {k: str(v) for k, v in (await request.form()).items()}
    session = provider.sessions.get(request.cookies.get(provider.cookie, ""))
    client_id, sub = _hinted(provider, fields.get("id_token_hint", ""))
    confirmed = request.method == "POST" and request.headers.get("origin") == provider.issuer
    if session is not None and session.citizen.sub != sub and not confirmed:
        return page.confirm_logout(provider, request, session.citizen)
    answer = _answer(provider, request, client_id, fields)
    provider.sessions.take(request.cookies.get(provider.cookie, ""))
    answer.delete_cookie(provider.cookie, path="/")
    return answer


def _hinted(provider: Provider, hint: str) -> tuple[str, str]:
    """Return client and citizen of an id token of ours, also when it has expired."""
    try:
        claims = jwt.decode(hint, provider.key, ["ES256"]).claims
    except (JoseError, ValueError):
        return "", ""
    return str(claims["aud"]), str(claims["sub"])


def _answer(provider: Provider, request: Request, client_id: str, fields: dict[str, str]) -> Response:
    client = provider.client(client_id)
    back = fields.get("post_logout_redirect_uri", "")
    if client is None or back not in client.post_logout_redirect_uris:
        return page.logged_out(provider, request)
    state = fields.get("state")
    return RedirectResponse(f"{back}?{urlencode({'state': state})}" if state else back, 303)
