"""The browser's side: authorization endpoint, the page where a synthetic citizen is chosen, the code."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_core.testing.identity_provider import page
from profile_core.testing.identity_provider.provider import Grant, Provider, Session
from profile_core.testing.identity_provider.request import (
    AuthorizationRequest,
    RefusedError,
    RequestError,
    parse,
)
from profile_core.testing.shelf import seconds


async def authorize(provider: Provider, request: Request) -> Response:
    """Answer with a code when the citizen is logged in, else with the page to log in."""
    pairs = await _parameters(request)
    try:
        asked = parse(provider, pairs)
        session = _usable_session(provider, request, asked)
    except RefusedError as refusal:
        return page.refused(provider, request, str(refusal))
    except RequestError as refusal:
        return RedirectResponse(refusal.location, 303)
    if session is None:
        return page.choose(provider, request, _acr(provider, asked), pairs)
    return _with_code(provider, asked, session)


async def log_in(provider: Provider, request: Request) -> Response:
    """Log the chosen citizen in and answer the authorization request that the page carried."""
    form = await request.form()
    citizen = provider.citizen(str(form.get("citizen", "")))
    if request.headers.get("origin") != provider.issuer or citizen is None:
        return page.refused(provider, request, "Choose a citizen on the page of this identity provider.")
    try:
        asked = parse(provider, parse_qsl(str(form.get("request", ""))))
    except RefusedError as refusal:
        return page.refused(provider, request, str(refusal))
    except RequestError as refusal:
        return RedirectResponse(refusal.location, 303)
    session = Session(citizen=citizen, auth_time=seconds(), acr=_acr(provider, asked))
    answer = _with_code(provider, asked, session)
    handle = provider.sessions.put(session)
    answer.set_cookie(provider.cookie, handle, httponly=True, samesite="lax", path="/")
    return answer


async def _parameters(request: Request) -> list[tuple[str, str]]:
    """Both methods are served (OpenID Connect Core section 3.1.2.1)."""
    if request.method == "POST":
        return [(name, str(value)) for name, value in (await request.form()).multi_items()]
    return request.query_params.multi_items()


def _usable_session(provider: Provider, request: Request, asked: AuthorizationRequest) -> Session | None:
    session = provider.sessions.get(request.cookies.get(provider.cookie, ""))
    if session is not None and 0 <= asked.max_age < seconds() - session.auth_time:
        session = None
    if session is not None and not _is_sure_enough(provider, session, asked.acr_values):
        session = None
    if session is None and "none" in asked.prompts:
        raise asked.refuse("login_required", "Nobody is logged in, or not recently or surely enough.")
    return None if asked.prompts & {"login", "select_account"} else session


def _acr(provider: Provider, asked: AuthorizationRequest) -> str:
    """Return how sure a log-in for this request is: as the relying party likes best."""
    return asked.acr_values[0] if asked.acr_values else provider.usual_acr


def _is_sure_enough(provider: Provider, session: Session, wanted: Sequence[str]) -> bool:
    """Any of the wanted values will do, and so does a surer log-in."""
    return not wanted or provider.rank(session.acr) >= min(provider.rank(acr) for acr in wanted)


def _with_code(provider: Provider, asked: AuthorizationRequest, session: Session) -> RedirectResponse:
    code = provider.codes.put(
        Grant(
            client_id=asked.client_id,
            redirect_uri=asked.redirect_uri,
            code_challenge=asked.code_challenge,
            nonce=asked.nonce,
            session=session,
        )
    )
    return RedirectResponse(asked.answer(code=code), 303, headers={"cache-control": "no-store"})
