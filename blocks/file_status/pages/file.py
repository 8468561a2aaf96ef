"""One file: what the citizen must do, where it is, and its timeline."""

from starlette.requests import Request
from starlette.responses import Response

from blocks.file_status import read
from blocks.file_status.pages import shown as shows, timeline
from profile_core.contract import Acting, NotFoundError, Platform, ids, visitor


async def opened(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show a file; somebody else's and none are the same answer."""
    language = platform.pages.language(request)
    whole = await read.whole(platform, acting, ids.parse_id(request.path_params["id"]), language)
    if whole is None:
        raise NotFoundError("file.unknown", "There is no such file.")
    told = await timeline.timeline(platform, acting, whole, language)
    return platform.pages.page(
        request,
        "file_status/file.html",
        visitor=visitor(acting),
        file=shows.file(whole.file, whole.sender, whole.matrix),
        rows=told.rows,
        absent=told.absent,
    )
