"""The files: what asks something of the citizen first, then the newest; or those that have ended."""

from starlette.requests import Request
from starlette.responses import Response

from blocks.file_status import merged
from blocks.file_status.model import PLACES, TOP, FileFilter
from blocks.file_status.pages import shown as shows
from blocks.file_status.pages.shown import FILES
from profile_core.contract import Acting, Platform, Silent, paging, visitor

_ON_A_PAGE = 20
VIEWS = {
    "all": FileFilter(),
    "running": FileFilter(over=False),
    "over": FileFilter(over=True),
}


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show a view of the files."""
    asked, after = request.query_params.get("view", ""), request.query_params.get("after")
    view = asked if asked in VIEWS else "all"
    place = paging.unsealed(platform.keyring, acting, PLACES, after, TOP)
    language = platform.pages.language(request)
    listed = await merged.page(platform, acting, VIEWS[view], place, most=_ON_A_PAGE, language=language)
    found = shows.files(listed.files, listed.senders, listed.matrix)
    onward = listed.resume and paging.sealed(platform.keyring, acting, PLACES, listed.resume)
    return platform.pages.page(
        request,
        "file_status/files.html",
        visitor=visitor(acting),
        view=view,
        asking=[one for one in found if one.must_act],
        others=[one for one in found if not one.must_act],
        sources=Silent.among(listed.said, listed.senders),
        late=listed.resume is not None and listed.resume.only is not None,
        older=f"{_address(view)}{'&' if view != 'all' else '?'}after={onward}" if onward else "",
        newest=_address(view) if after else "",
    )


def _address(view: str) -> str:
    return FILES if view == "all" else f"{FILES}?view={view}"
