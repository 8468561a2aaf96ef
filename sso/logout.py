"""RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0): out here is out everywhere."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Texts, Tx
from profile_core.directory import rows as directory
from sso import browser, cookies, ending, hints, refusals
from sso.authorize.answers import redirect
from sso.browser import Here
from sso.hints import Hint
from sso.issuer import Issuer
from sso.leading import led
from sso.origin import came_without, is_same_origin
from sso.rows import client_sessions

_PURPOSE = "sso logout form"
_CONFIRMED = "confirmation"
PATH = "/sso/end-session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked: by whom, where to go afterwards (empty: a page of ours), as it came."""

    hint: Hint | None
    back: str
    fields: dict[str, str]


async def end_session(issuer: Issuer, request: Request) -> Response:
    """End all sessions of a browser when the hint names one of them; else ask the citizen first (section 2).

    A browser that has none ends the one that the hint names. Cookies are touched only where this very request ended a session.
    """
    wish = await _wish(issuer, request)
    if wish is None:
        return refusals.page(issuer, request, "unknown_site")
    if came_without(cookies.SESSION, issuer.at.issuer, request):
        return redirect(f"{PATH}?{urlencode(wish.fields)}")
    async with issuer.platform.store.begin() as tx:
        here = await browser.sessions_of(tx, request)
        hinted = await client_sessions.session_of(tx, wish.hint.sid) if wish.hint else None
        if here.held and hinted not in here.ids and not _is_confirmed(issuer, request, wish, here):
            return await _ask(issuer, tx, request, wish, here)
        meant = here.ids or ({hinted} if hinted else set[UUID]())
        ended = [await ending.end_session(tx, one, "logout") for one in sorted(meant)]
    answer = redirect(wish.back) if wish.back else _logged_out(issuer, request)
    if any(ended):
        cookies.drop(answer, cookies.SESSION, cookies.PROFILE)
        cookies.put(answer, cookies.LEFT, "1")
    return led(issuer, request, answer) if request.method == "POST" else answer


async def _wish(issuer: Issuer, request: Request) -> Wish | None:
    """Read what is asked; None when it names an address that is not exactly one of the client's (section 3)."""
    form = await request.form(max_files=0, max_fields=20)
    fields = {**request.query_params, **{name: str(value) for name, value in form.items()}}
    hint = await hints.read(issuer, fields.get("id_token_hint", ""))
    client_id = fields.get("client_id") or (hint.client_id if hint else "")
    back = fields.get("post_logout_redirect_uri", "")
    if hint is not None and hint.client_id != client_id:
        return None
    if not back:
        return Wish(hint=hint, back="", fields=fields)
    async with issuer.platform.store.read() as tx:
        client = await directory.application(tx, client_id)
    if client is None or back not in client.post_logout_redirect_uris:
        return None
    state = fields.get("state", "")
    joint = "&" if "?" in back else "?"
    return Wish(
        hint=hint, back=f"{back}{joint}{urlencode({'state': state})}" if state else back, fields=fields
    )


def _is_confirmed(issuer: Issuer, request: Request, wish: Wish, here: Here) -> bool:
    """Tell whether the form came from our page and carries what only a page for these sessions could know."""
    given = wish.fields.get(_CONFIRMED, "")
    return (
        request.method == "POST"
        and is_same_origin(issuer.at.issuer, request.headers)
        and hmac.compare_digest(given.encode(), _confirmation(issuer, here).encode())
    )


def _confirmation(issuer: Issuer, here: Here) -> str:
    named = b"".join(one.bytes for one in sorted(here.ids))
    return issuer.platform.keyring.mac(_PURPOSE, named).hex()


async def _ask(issuer: Issuer, tx: Tx, request: Request, wish: Wish, here: Here) -> Response:
    kept = ("client_id", "post_logout_redirect_uri", "state", "ui_locales")
    fields = {name: wish.fields[name] for name in kept if wish.fields.get(name)}
    return issuer.platform.pages.page(
        request,
        "sso/logout.html",
        action=PATH,
        fields={**fields, _CONFIRMED: _confirmation(issuer, here)},
        sites=await _sites(tx, here),
        stay="/me",
    )


def _logged_out(issuer: Issuer, request: Request) -> Response:
    return issuer.platform.pages.page(request, "sso/logged_out.html")


async def _sites(tx: Tx, here: Here) -> list[Texts]:
    """Return the names of the sites that a browser's sessions reached; its secret alone names none."""
    shown = [one.id for one in here.held if one.is_shown]
    clients = {client for one in shown for client in await client_sessions.clients_of(tx, one)}
    return [site.name for site in await directory.sites_of_all(tx, clients)]
