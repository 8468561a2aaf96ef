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
from profile_core.testing.municipality.site import LOGIN_COOKIE, SESSION_COOKIE, Login, Site


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
        )
    except (httpx2.HTTPError, RefusedError):
        return page.trouble(site, "U kunt nu niet aanmelden. Probeer het over enkele minuten opnieuw.", 503)
    handle = secrets.token_urlsafe(32)
    site.logins[handle] = login
    answer = RedirectResponse(address, 303, headers={"cache-control": "no-store"})
    _set(answer, site, LOGIN_COOKIE, handle, max_age=600)
    return answer


async def callback(site: Site, request: Request) -> Response:
    """Take the issuer's answer: state and issuer are checked (RFC 9207), then the code is redeemed."""
    login = site.logins.pop(request.cookies.get(LOGIN_COOKIE, ""), None)
    fields = request.query_params
    if login is None or fields.get("state") != login.state or fields.get("iss") != site.config.issuer:
        return page.trouble(site, "Deze aanmelding hoort niet bij deze browser. Meld u opnieuw aan.", 400)
    if "code" not in fields:
        return page.trouble(site, "U bent niet aangemeld. U kunt het opnieuw proberen.", 403)
    try:
        id_token = await site.issuer.redeem(
            code=fields["code"], verifier=login.verifier, redirect_uri=site.callback, nonce=login.nonce
        )
    except (httpx2.HTTPError, RefusedError, JoseError):
        return page.trouble(site, "Het aanmelden is niet gelukt. Probeer het opnieuw.", 502)
    answer = RedirectResponse(login.back_to, 303, headers={"cache-control": "no-store"})
    answer.delete_cookie(LOGIN_COOKIE, path="/")
    _set(answer, site, SESSION_COOKIE, site.open_session(id_token))
    return answer


async def log_out(site: Site, request: Request) -> Response:
    """End the site's own session, then the citizen's session at the issuer."""
    id_token = site.drop_session(request)
    home = f"{site.config.url}/"
    try:
        address = await site.issuer.logout_address(id_token, home) if id_token else home
    except (httpx2.HTTPError, RefusedError):
        return page.trouble(site, "U bent hier afgemeld, maar misschien nog niet op andere websites.", 503)
    answer = RedirectResponse(address, 303, headers={"cache-control": "no-store"})
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


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
