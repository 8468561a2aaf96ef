"""The citizen's own pages that belong to no block: the overview, the search, who looked, what is kept, its erasure."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from profile_core.contract import Acting, Platform, page_citizen
from profile_core.profile import data, erasure, export, looked, overview, seeking

_Page = Callable[[Platform, Request, Acting], Awaitable[Response]]
PAGES: Sequence[tuple[str, _Page, str]] = (
    (overview.PATH, overview.shown, "GET"),
    (seeking.PATH, seeking.form, "GET"),
    (seeking.PATH, seeking.found, "POST"),
    (looked.PATH, looked.shown, "GET"),
    (data.PATH, data.shown, "GET"),
    (f"{data.KIND}/{{kind}}", data.kind, "GET"),
    (export.PATH, export.sent, "GET"),
    (erasure.PATH, erasure.asked, "GET"),
    (erasure.PATH, erasure.done, "POST"),
)
"""Address, page, method."""


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the addresses of the pages."""

    def route(path: str, page: _Page, method: str) -> Route:
        async def served(request: Request) -> Response:
            return await page(platform, request, await page_citizen(request))

        return Route(path, served, methods=[method])

    return [route(*page) for page in PAGES]
