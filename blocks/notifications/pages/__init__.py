"""The pages of the profile that this block brings: the inbox, a search through it, and one notification."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from blocks.notifications.pages import inbox, item, searching
from blocks.notifications.pages.shown import INBOX, ITEM
from profile_core.contract import Acting, Platform, page_citizen

_Page = Callable[[Platform, Request, Acting], Awaitable[Response]]


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the addresses of the pages."""

    def route(path: str, page: _Page, *methods: str) -> Route:
        async def served(request: Request) -> Response:
            return await page(platform, request, await page_citizen(request))

        return Route(path, served, methods=list(methods))

    return [
        route(INBOX, inbox.shown, "GET"),
        route(f"{INBOX}/read", inbox.all_read, "POST"),
        route(f"{INBOX}/search", searching.form, "GET"),
        route(f"{INBOX}/search", searching.found, "POST"),
        route(f"{ITEM}/{{id}}", item.opened, "GET"),
        route(f"{ITEM}/{{id}}/appointment.ics", item.calendar_file, "GET"),
        route(f"{ITEM}/{{id}}/{{action}}", item.acted, "POST"),
    ]
