"""The pages of the profile that this block brings: the files, and one of them with its timeline."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from blocks.file_status.pages import file, files
from blocks.file_status.pages.shown import FILES
from profile_core.contract import Acting, Platform, page_citizen

_Page = Callable[[Platform, Request, Acting], Awaitable[Response]]


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the addresses of the pages."""

    def route(path: str, page: _Page) -> Route:
        async def served(request: Request) -> Response:
            return await page(platform, request, await page_citizen(request))

        return Route(path, served, methods=["GET"])

    return [
        route(FILES, files.shown),
        route(f"{FILES}/{{id}}", file.opened),
        route(f"{FILES}/{{id}}/deadline.ics", file.calendar_file),
        route(f"{FILES}/{{id}}/file.jsonld", file.linked_data),
    ]
