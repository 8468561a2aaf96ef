"""The pages of the profile that this block brings: the inbox, a search through it, and one notification."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from blocks.notifications.pages import inbox, item, searching
from blocks.notifications.pages.shown import HOME
from profile_core.contract import Acting, Platform, page_citizen

_Page = Callable[[Platform, Request, Acting], Awaitable[Response]]


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the addresses of the pages."""

    def route(path: str, page: _Page, *methods: str) -> Route:
        async def served(request: Request) -> Response:
            return await page(platform, request, await page_citizen(request))

        return Route(path, served, methods=list(methods))

    return [
        route(HOME, inbox.shown, "GET"),
        route(f"{HOME}/read", inbox.all_read, "POST"),
        route(f"{HOME}/search", searching.form, "GET"),
        route(f"{HOME}/search", searching.found, "POST"),
        route(f"{HOME}/item/{{id}}", item.opened, "GET"),
        route(f"{HOME}/item/{{id}}/appointment.ics", item.calendar_file, "GET"),
        route(f"{HOME}/item/{{id}}/{{action}}", item.acted, "POST"),
    ]
