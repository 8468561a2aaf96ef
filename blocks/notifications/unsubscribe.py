"""The address for one click in a mail (RFC 8058): it asks first, and does it on a POST, from whoever has the mail.

No login and no cookie: the sealed path alone says what is switched off. A mail program posts to it by itself.
"""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from blocks.notifications import preferences
from blocks.notifications.channels.email import unsubscribing
from blocks.notifications.preferences import Covered
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
    async with platform.store.read() as tx:
        covered = await preferences.covered(tx, wanted)
    if covered.mandatory or request.method == "GET":
        return _page(platform, request, covered, done=False)
    await preferences.unsubscribe(platform, wanted)
    return _page(platform, request, covered, done=True)


def _page(platform: Platform, request: Request, covered: Covered, *, done: bool) -> Response:
    refused = covered.mandatory and request.method == "POST"
    return platform.pages.page(
        request,
        "notifications/unsubscribe.html",
        status=409 if refused else 200,
        action=request.url.path,
        sender=covered.sender,
        type=covered.type,
        mandatory=covered.mandatory,
        legal_basis=covered.legal_basis,
        done=done,
    )
