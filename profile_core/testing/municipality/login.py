"""Log in and out: the site's side of OpenID Connect."""

import base64
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from profile_core.testing.municipality import page
from profile_core.testing.municipality.issuer import RefusedError
from profile_core.testing.municipality.session import Session
from profile_core.testing.municipality.site import LOGIN_COOKIE, LOGIN_WITHIN, SESSION_COOKIE, Login, Site


async def log_in(site: Site, request: Request) -> Response:
    """Send the browser to the issuer and remember, bound to this browser, what was asked."""
    login = Login(
        state=secrets.token_urlsafe(16),
        nonce=secrets.token_urlsafe(16),
        verifier=secrets.token_urlsafe(48),
        back_to=_local(request.query_params.get("return", "/")),
    )
    try:
        address = await site.issuer.login_address(
            redirect_uri=site.callback,
            state=login.state,
            nonce=login.nonce,
            code_challenge=_challenge(login.verifier),
            ui_locales="nl",
            **_wishes(request),
        )
    except (httpx2.HTTPError, RefusedError):
        return page.trouble(
            site, request, "U kunt nu niet aanmelden. Probeer het over enkele minuten opnieuw.", 503
        )
    answer = RedirectResponse(address, 303, headers={"cache-control": "no-store"})
    _set(answer, site, LOGIN_COOKIE, site.logins.put(login), max_age=LOGIN_WITHIN)
    return answer


async def callback(site: Site, request: Request) -> Response:
    """Take the issuer's answer: state and issuer are checked (RFC 9207), then the code is redeemed."""
    login = site.logins.take(request.cookies.get(LOGIN_COOKIE, ""))
    fields = request.query_params
    if login is None or fields.get("state") != login.state or fields.get("iss") != site.config.issuer:
        return page.trouble(
            site, request, "Deze aanmelding hoort niet bij deze browser. Meld u opnieuw aan.", 400
        )
    if "code" not in fields:
        return _refused(site, request, fields.get("error", ""))
    try:
        session = await _session(site, fields["code"], login)
    except (httpx2.HTTPError, RefusedError, JoseError):
        return page.trouble(site, request, "Het aanmelden is niet gelukt. Probeer het opnieuw.", 502)
    site.drop_session(request)
    answer = RedirectResponse(login.back_to, 303, headers={"cache-control": "no-store"})
    answer.delete_cookie(LOGIN_COOKIE, path="/")
    _set(answer, site, SESSION_COOKIE, site.open_session(session))
    return answer


async def log_out(site: Site, request: Request) -> Response:
    """End the site's own session, then the citizen's session at the issuer."""
    session = site.drop_session(request)
    home = f"{site.config.url}/"
    try:
        address = await site.issuer.logout_address(session.id_token, home) if session else home
    except (httpx2.HTTPError, RefusedError):
        return page.trouble(
            site, request, "U bent hier afgemeld, maar misschien nog niet op andere websites.", 503
        )
    answer = RedirectResponse(address, 303, headers={"cache-control": "no-store"})
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


def _wishes(request: Request) -> dict[str, str]:
    """``?switch`` lets the citizen choose a role, ``?role=`` is the ``loginHint`` of the role that is wanted."""
    query = request.query_params
    wishes = {"prompt": "select_account"} if "switch" in query else {}
    return wishes | ({"login_hint": query["role"]} if query.get("role") else {})


async def _session(site: Site, code: str, login: Login) -> Session:
    """Redeem the code, check the id token (OpenID Connect Core section 3.1.3.7), ask who the citizen is."""
    tokens = await site.issuer.redeem(code=code, verifier=login.verifier, redirect_uri=site.callback)
    nonce = {"essential": True, "value": login.nonce}
    claims = await site.issuer.verified(tokens.id_token, nonce=nonce, sub={"essential": True})
    session = Session(id_token=tokens.id_token, sub=claims["sub"], sid=str(claims.get("sid", "")))
    try:
        return session.told(await site.issuer.userinfo(tokens.access_token))
    except (httpx2.HTTPError, RefusedError):
        return session


def _refused(site: Site, request: Request, error: str) -> Response:
    """Say it plainly; whoever was logged in here stays so, in the role that they had."""
    why = "Het aanmelden is niet gelukt. Probeer het later opnieuw."
    if error == "access_denied":
        why = "U bent gestopt, of u mag niet handelen in de rol die gevraagd werd."
    heading = "U bent niet aangemeld" if site.session_of(request) is None else "Er is niets veranderd"
    return page.trouble(site, request, why, 403, heading=heading)


def _set(answer: Response, site: Site, name: str, value: str, max_age: int | None = None) -> None:
    answer.set_cookie(
        name, value, max_age=max_age, httponly=True, samesite="lax", path="/", secure=site.secure
    )


def _local(path: str) -> str:
    """Only a path of this site is gone back to."""
    parts = urlsplit(path)
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc
    return path if is_local else "/"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
