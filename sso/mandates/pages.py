"""The pages of a citizen's mandates: all of them, one of them, and the question whether to end it."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from profile_core.contract import Acting, NotFoundError, ids, visitor
from sso.issuer import Issuer
from sso.mandates import answer, giving, read
from sso.mandates.mandate import Mandate, State
from sso.mandates.showing import LIST, SWITCH, Shown, oneself, shown, to

_DONE = ("given", "accepted", "declined", "ended", "late")


async def listed(issuer: Issuer, request: Request) -> Response:
    """Show what a citizen gave and was given, what waits for them first."""
    acting = await oneself(issuer, request)
    if isinstance(acting, Response):
        return acting
    found = await read.overview(issuer.platform, acting)
    done = request.query_params.get("done", "")
    return issuer.platform.pages.page(
        request,
        "sso/mandates.html",
        visitor=visitor(acting),
        waiting=_shown(acting, found.waiting),
        given=_shown(acting, found.given),
        held=_shown(acting, found.held),
        over=_shown(acting, found.over),
        done=done if done in _DONE else "",
        give=giving.PATH,
        switch=SWITCH,
    )


async def one(issuer: Issuer, request: Request) -> Response:
    """Show a mandate; who it waits for answers here."""
    acting = await oneself(issuer, request)
    if isinstance(acting, Response):
        return acting
    found = await read.one(issuer.platform, acting, ids.parse_id(request.path_params["mandate"]))
    if request.method == "GET":
        return _page(issuer, request, acting, "sso/mandate.html", found)
    form = await request.form()
    if "accept" in form:
        done = "accepted" if await answer.accept(issuer.platform, acting, found.id) else "late"
    else:
        done = "declined" if await answer.decline(issuer.platform, acting, found.id) else "late"
    return to(request, LIST, done=done)


async def end(issuer: Issuer, request: Request) -> Response:
    """Ask whether to end a mandate, and end it."""
    acting = await oneself(issuer, request)
    if isinstance(acting, Response):
        return acting
    found = await read.one(issuer.platform, acting, ids.parse_id(request.path_params["mandate"]))
    if request.method == "GET":
        if found.state is not State.ACTIVE and (
            found.state is not State.WAITING or found.giver != acting.citizen
        ):
            raise NotFoundError("mandate.over", "This mandate cannot be ended.")
        return _page(issuer, request, acting, "sso/mandate_end.html", found)
    done = "ended" if await answer.end(issuer.platform, acting, found.id) else "late"
    return to(request, LIST, done=done)


def _page(issuer: Issuer, request: Request, acting: Acting, template: str, mandate: Mandate) -> Response:
    return issuer.platform.pages.page(
        request, template, visitor=visitor(acting), mandate=shown(acting, mandate), back=LIST, switch=SWITCH
    )


def _shown(acting: Acting, mandates: Sequence[Mandate]) -> list[Shown]:
    return [shown(acting, mandate) for mandate in mandates]
