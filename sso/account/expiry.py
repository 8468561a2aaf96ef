"""How long the session of our pages still lasts: asked by script, warned of by a page, prolonged by a form."""

from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from profile_core.contract import Reach, UnauthenticatedError, page_citizen, visitor
from profile_core.pages.render import WARNING
from sso import authenticate, sessions
from sso.account.unread import unread
from sso.authorize.answers import redirect
from sso.callback import HOME, own_path
from sso.issuer import Issuer
from sso.model import ClientSession

PATH = "/sso/session"
_LOGIN = "/sso/login"
_EARLY = 10
"""Seconds that a browser may come before the warning is due."""


async def status(issuer: Issuer, request: Request) -> Response:
    """Say whose session it is, by its mark, and how many seconds it has left; ``last`` ones cannot be prolonged.

    Asking prolongs nothing. An empty ``mark`` says that nobody is logged in; ``unread`` counts what is unread, where
    that is known.
    """
    held = await authenticate.by_cookie(issuer, request)
    said: dict[str, object] = {"mark": "", "left": 0, "last": False, "unread": None}
    if held is not None:
        acting = authenticate.acting(held, Reach.PROFILE)
        said = {
            "mark": acting.mark,
            "left": visitor(acting).left,
            "last": _is_last(held),
            "unread": await unread(issuer.platform, acting),
        }
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


async def warn(issuer: Issuer, request: Request) -> Response:
    """Warn of the end (WCAG 2.2.1), without script; before it is due lead back, after it say that it came."""
    back = own_path(request.query_params.get("return_to", HOME))
    held = await authenticate.by_cookie(issuer, request)
    if held is None:
        return _ended(issuer, request, back)
    acting = authenticate.acting(held, Reach.PROFILE)
    shown = visitor(acting)
    if shown.left > WARNING + _EARLY:
        return redirect(back)
    return issuer.platform.pages.page(
        request,
        "sso/session.html",
        visitor=replace(shown, until=None),
        action=PATH,
        ends_at=acting.until,
        left=shown.left,
        last=_is_last(held),
        return_to=back,
        again=f"{_LOGIN}?{urlencode({'prompt': 'login', 'return_to': back})}",
    )


async def stay(issuer: Issuer, request: Request) -> Response:
    """Prolong the session to its whole length, and go back to where the citizen was."""
    back = own_path(str((await request.form()).get("return_to", HOME)))
    try:
        await page_citizen(request)
    except UnauthenticatedError:
        return _ended(issuer, request, back)
    held = await authenticate.by_cookie(issuer, request)
    if held is not None:
        async with issuer.platform.store.begin() as tx:
            await sessions.prolong(issuer, tx, held.session)
    return redirect(back)


def _is_last(held: ClientSession) -> bool:
    """Tell whether the session ends for good next, which only a new login moves."""
    return min(held.session.ends_at, held.ends_at) <= held.session.idle_at


def _ended(issuer: Issuer, request: Request, back: str) -> Response:
    again = f"{_LOGIN}?{urlencode({'return_to': back})}"
    return issuer.platform.pages.page(request, "sso/session_ended.html", again=again)
