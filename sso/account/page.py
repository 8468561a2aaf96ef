"""The page of a citizen's logins: where, which sites, what was agreed to; each can be ended there."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Acting, InvalidError, Tx, ids, page_citizen, texts, visitor
from profile_core.pages import language
from sso.account import connected
from sso.authorize.answers import redirect
from sso.issuer import Issuer

PATH = "/me/sessions"
LABEL = texts(nl="Aanmeldingen", fr="Connexions", de="Anmeldungen", en="Logins")
_Said = Mapping[str, str]


async def show(issuer: Issuer, request: Request) -> Response:
    """Show the list."""
    acting = await page_citizen(request)
    async with issuer.platform.store.read() as tx:
        places, consents = await connected.read(issuer, tx, acting)
    return issuer.platform.pages.page(
        request,
        "sso/sessions.html",
        visitor=visitor(acting),
        places=places,
        consents=consents,
        done="done" in request.query_params,
        action=PATH,
    )


async def change(issuer: Issuer, request: Request) -> Response:
    """Do what a form of the page asks, and show the list anew."""
    acting = await page_citizen(request)
    said = {name: str(value) for name, value in (await request.form()).items()}
    do = _ACTIONS.get(said.get("do", ""))
    if do is None:
        raise InvalidError("session.action", "Send one of the forms of this page.")
    async with issuer.platform.store.begin() as tx:
        await do(tx, acting, said)
    return redirect(language.carried(request, f"{PATH}?done=1"))


async def _end(tx: Tx, acting: Acting, said: _Said) -> None:
    await connected.end(tx, acting, ids.parse_id(said.get("session", "")))


async def _end_others(tx: Tx, acting: Acting, _: _Said) -> None:
    await connected.end_others(tx, acting)


async def _disconnect(tx: Tx, acting: Acting, said: _Said) -> None:
    session = ids.parse_id(said.get("session", ""))
    await connected.disconnect(tx, acting, session, said.get("client_id", ""))


async def _withdraw(tx: Tx, acting: Acting, said: _Said) -> None:
    whom = ids.parse_id(said.get("whom", ""))
    await connected.withdraw(tx, acting, said.get("client_id", ""), said.get("role", ""), whom)


_ACTIONS: Mapping[str, Callable[[Tx, Acting, _Said], Awaitable[None]]] = {
    "end": _end,
    "end_others": _end_others,
    "disconnect": _disconnect,
    "withdraw": _withdraw,
}
