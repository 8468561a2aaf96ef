"""The inbox: what there is to do first, then what is new; and the same by views of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from blocks.notifications import paging, read, trail
from blocks.notifications.model import Counts, InboxFilter, InboxItem, Kind
from blocks.notifications.pages import shown as shows
from blocks.notifications.pages.shown import HOME
from blocks.notifications.read import Listed
from blocks.notifications.rows import inbox
from profile_core.contract import Acting, Platform, Provider, Tx, clock, visitor

_ON_A_PAGE = 20
_FIRST = 3
_VIEWS = {
    "all": InboxFilter(),
    "unread": InboxFilter(unread=True),
    "to_do": InboxFilter(kind=Kind.TASK),
    "appointments": InboxFilter(kind=Kind.APPOINTMENT),
    "archive": InboxFilter(archived=True),
}
_SAID = ("read", "unread", "archive", "unarchive")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What one look at the inbox gave; ``first`` is what stands above the list."""

    counts: Counts
    first: Sequence[InboxItem]
    more: bool
    listed: Listed
    senders: Mapping[UUID, Provider]


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show a view of the inbox; the first page of all begins with what there is to do."""
    asked, after = request.query_params.get("view", ""), request.query_params.get("after")
    view = asked if asked in _VIEWS else "all"
    moment = clock.now()
    async with trail.looking(platform.store, acting) as tx:
        found = await _look(tx, acting, view, after, platform.pages.language(request))
    said = request.query_params.get("said", "")
    listed, senders = found.listed.items, found.senders
    return platform.pages.page(
        request,
        "notifications/inbox.html",
        visitor=visitor(acting),
        view=view,
        counts=found.counts,
        first=shows.items(found.first, senders),
        more_to_do=found.more,
        items=shows.items(listed, senders),
        older=_older(view, found.listed),
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
    return shows.onward(platform, request, f"{HOME}?said=read")


async def _look(tx: Tx, acting: Acting, view: str, after: str | None, language: str) -> _Found:
    counts = await inbox.counts(tx, acting)
    boundary = paging.boundary(after)
    ahead = read.ahead(await inbox.ahead(tx, acting)) if view in ("all", "to_do") and not after else []
    if view == "to_do":
        listed = Listed(items=[one for one in ahead if one.kind is Kind.TASK], resume=None)
        ahead = []
    else:
        wanted = _VIEWS[view]
        listed = await read.page(tx, acting, wanted, after=boundary, most=_ON_A_PAGE, language=language)
    first = ahead[:_FIRST]
    above = {one.id for one in first}
    kept = Listed(items=[one for one in listed.items if one.id not in above], resume=listed.resume)
    both = [*first, *kept.items]
    senders = await read.senders(tx, both)
    await trail.note(tx, acting, "notifications.listed", [one.id for one in both])
    return _Found(counts=counts, first=first, more=len(ahead) > _FIRST, listed=kept, senders=senders)


def _address(view: str) -> str:
    return HOME if view == "all" else f"{HOME}?view={view}"


def _older(view: str, listed: Listed) -> str:
    if listed.resume is None:
        return ""
    begins = "?" if view == "all" else f"?view={view}&"
    return f"{HOME}{begins}after={paging.cursor(*listed.resume)}"
