"""The inbox: what there is to do first, then what is new; and the same by views of it."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from blocks.notifications import read
from blocks.notifications.merged import Listed
from blocks.notifications.model import PLACES, InboxItem, Kind
from blocks.notifications.pages import looking, shown as shows
from blocks.notifications.pages.looking import Seen
from blocks.notifications.pages.shown import INBOX
from profile_core.contract import Acting, Platform, Silent, clock, paging, visitor

_FIRST = 3
_SAID = ("read", "unread", "archive", "unarchive")


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show a view of the inbox; the first page of all begins with what there is to do."""
    asked, after = request.query_params.get("view", ""), request.query_params.get("after")
    view = asked if asked in looking.VIEWS else "all"
    moment = clock.now()
    found = await looking.look(platform, acting, view, after, platform.pages.language(request))
    said = request.query_params.get("said", "")
    first, items = _arranged(view, after, found)
    senders = found.senders
    return platform.pages.page(
        request,
        "notifications/inbox.html",
        visitor=visitor(acting),
        view=view,
        counts=found.counts,
        first=shows.items(first, senders),
        more_to_do=bool(first) and len(found.ahead) > _FIRST,
        items=shows.items(items, senders),
        sources=Silent.among(found.listed.said, senders),
        older=_older(platform, acting, view, found.listed),
        late=found.listed.resume is not None and found.listed.resume.only is not None,
        newest=_address(view) if after else "",
        shown_at=clock.rfc3339(moment),
        said=said if said in _SAID else "",
    )


async def all_read(platform: Platform, request: Request, acting: Acting) -> Response:
    """Mark as read what was there when the page was shown."""
    form = await request.form()
    moment = read.moment(str(form.get("shown_at", "")))
    named = [str(one) for one in form.getlist("shown")][: read.MOST]
    await read.mark_all_read(platform.store, acting, moment, named)
    return shows.onward(platform, request, f"{INBOX}?said=read")


def _arranged(view: str, after: str | None, found: Seen) -> tuple[Sequence[InboxItem], Sequence[InboxItem]]:
    """Return what stands first, and the list below it; the first page of what there is to do is in order of time."""
    if view == "to_do" and not after:
        return [], [one for one in found.ahead if one.kind is Kind.TASK]
    first = found.ahead[:_FIRST]
    return first, looking.without(found.listed.items, first)


def _address(view: str) -> str:
    return INBOX if view == "all" else f"{INBOX}?view={view}"


def _older(platform: Platform, acting: Acting, view: str, listed: Listed) -> str:
    if listed.resume is None:
        return ""
    begins = "?" if view == "all" else f"?view={view}&"
    return f"{INBOX}{begins}after={paging.sealed(platform.keyring, acting, PLACES, listed.resume)}"
