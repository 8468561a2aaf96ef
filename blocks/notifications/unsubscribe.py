"""The address for one click in a mail (RFC 8058): it asks first, and does it on a POST, from whoever has the mail.

No login and no cookie: the sealed path alone says what is switched off. A mail program posts to it by itself.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from blocks.notifications import one_click
from blocks.notifications.channels.email import unsubscribing
from blocks.notifications.one_click import Click
from profile_core.contract import NotFoundError, Platform


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the one address."""

    async def served(request: Request) -> Response:
        return await _unsubscribe(platform, request)

    return [Route(f"{unsubscribing.PATH}/{{token}}", served, methods=["GET", "POST"])]


async def _unsubscribe(platform: Platform, request: Request) -> Response:
    wanted = unsubscribing.opened(platform.keyring, request.path_params["token"])
    if wanted is None:
        raise NotFoundError("unsubscribe.unknown", "There is no such address.")
    if request.method == "GET":
        return _page(platform, request, await one_click.shown(platform, wanted), done=False)
    return _page(platform, request, await one_click.done(platform, wanted), done=True)


def _page(platform: Platform, request: Request, click: Click, *, done: bool) -> Response:
    return platform.pages.page(
        request,
        "notifications/unsubscribe.html",
        status=409 if done and not click.kinds else 200,
        action=request.url.path,
        kinds=click.kinds,
        mandatory=click.mandatory,
        legal_basis=click.legal_basis,
        done=done,
    )
