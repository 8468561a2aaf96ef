"""The endpoint: who asks, what is asked, and then a code at once or a login first."""

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from profile_core.contract import clock
from sso import cookies, grants, login, refusals, sessions
from sso.authorize import checks
from sso.authorize.answers import redirect, refused, understood
from sso.authorize.asked import Pairs, RefusedError, Request, UntrustedError, answer_address
from sso.issuer import Issuer
from sso.model import Session


async def authorize(issuer: Issuer, request: HttpRequest) -> Response:
    """Answer an authorization request, by GET or by POST (OpenID Connect Core section 3.1.2.1)."""
    asked = await understood(issuer, await _parameters(request))
    try:
        client = checks.trusted(asked)
    except UntrustedError as error:
        refusals.logger.warning("authorization refused", why=error.problem)
        return refusals.page(issuer, request, error.problem)
    try:
        return await _answer(issuer, request, checks.checked(asked, client))
    except RefusedError as refusal:
        return refused(asked, refusal)


async def _answer(issuer: Issuer, request: HttpRequest, wanted: Request) -> Response:
    async with issuer.platform.store.begin() as tx:
        session = await sessions.find(issuer, tx, request.cookies.get(cookies.SESSION, ""))
        if session is not None and _is_fresh(session, wanted):
            code = await grants.give_code(issuer, tx, session, wanted)
            address = answer_address(wanted.redirect_uri, issuer.at.issuer, wanted.state, code=code)
            return redirect(address)
    if "none" in wanted.prompts:
        raise RefusedError("login_required", "Nobody is logged in, or not recently enough.")
    return await login.begin_for_site(issuer, request, wanted)


def _is_fresh(session: Session, wanted: Request) -> bool:
    if wanted.prompts & {"login", "select_account"}:
        return False
    age = (clock.now() - session.auth_time).total_seconds()
    return wanted.max_age is None or age <= wanted.max_age


async def _parameters(request: HttpRequest) -> Pairs:
    if request.method == "POST":
        form = await request.form(max_files=0, max_fields=50)
        return tuple((name, str(value)) for name, value in form.multi_items())
    return tuple(request.query_params.multi_items())
