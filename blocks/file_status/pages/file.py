"""One file: what the citizen must do and until when, where it is, and its timeline; and what can be taken along."""

from starlette.requests import Request
from starlette.responses import Response

from blocks.file_status import read
from blocks.file_status.pages import linked, shown as shows, timeline
from profile_core.contract import Acting, NotFoundError, Platform, calendar, clock, ids, visitor

_DEADLINE = {**calendar.HEADERS, "Content-Disposition": 'attachment; filename="deadline.ics"'}
_LINKED = {**calendar.HEADERS, "Content-Disposition": 'attachment; filename="my-file.jsonld"'}


async def opened(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show a file; somebody else's and none are the same answer."""
    language = platform.pages.language(request)
    whole = await _whole(platform, request, acting, language)
    told = await timeline.timeline(platform, acting, whole, language)
    return platform.pages.page(
        request,
        "file_status/file.html",
        visitor=visitor(acting),
        file=shows.file(whole.file, whole.sender, whole.matrix),
        rows=told.rows,
        absent=told.absent,
    )


async def calendar_file(platform: Platform, request: Request, acting: Acting) -> Response:
    """Give until when something must be done as a file for a calendar."""
    language = platform.pages.language(request)
    whole = await _whole(platform, request, acting, language)
    shown = shows.file(whole.file, whole.sender, whole.matrix)
    if shown.deadline is None or shown.action is None:
        raise _unknown()
    origin = platform.settings.public_url
    event = calendar.Event(
        id=f"{whole.file.id}@{origin.partition('://')[2].partition('/')[0]}",
        revision=int(shown.since.timestamp() // 60),
        title=shown.action.in_language(language),
        organiser=shown.sender.in_language(language),
        address=f"{origin}{shown.path}",
        starts_at=shown.deadline,
    )
    text = calendar.written(event, clock.now())
    return Response(text, media_type=calendar.MEDIA_TYPE, headers=_DEADLINE)


async def linked_data(platform: Platform, request: Request, acting: Acting) -> Response:
    """Give a file with its history as JSON-LD, for programs of the citizen's own."""
    whole = await _whole(platform, request, acting, platform.pages.language(request))
    shown = shows.file(whole.file, whole.sender, whole.matrix)
    content = linked.written(whole, shown, platform.settings.public_url)
    return Response(content, media_type=linked.MEDIA_TYPE, headers=_LINKED)


async def _whole(platform: Platform, request: Request, acting: Acting, language: str) -> read.Whole:
    whole = await read.whole(platform, acting, ids.parse_id(request.path_params["id"]), language)
    if whole is None:
        raise _unknown()
    return whole


def _unknown() -> NotFoundError:
    return NotFoundError("file.unknown", "There is no such file.")
