"""The inbox: what there is to do first, then what is new; and the same by views of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from blocks.notifications import merged, paging, read, trail
from blocks.notifications.merged import Listed
from blocks.notifications.model import Counts, InboxFilter, InboxItem, Kind
from blocks.notifications.pages import shown as shows
from blocks.notifications.pages.shown import HOME
from blocks.notifications.rows import inbox
from blocks.notifications.searched import Wanted
from profile_core.contract import Acting, Platform, Provider, clock, directory, visitor

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
    """What one look at the inbox gave; ``first`` is what stands above the list of ``items``."""

    counts: Counts
    first: Sequence[InboxItem]
    more: bool
    items: Sequence[InboxItem]
    listed: Listed
    senders: Mapping[UUID, Provider]


async def shown(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show a view of the inbox; the first page of all begins with what there is to do."""
    asked, after = request.query_params.get("view", ""), request.query_params.get("after")
    view = asked if asked in _VIEWS else "all"
    moment = clock.now()
    found = await _look(platform, acting, view, after, platform.pages.language(request))
    said = request.query_params.get("said", "")
    senders = found.senders
    return platform.pages.page(
        request,
        "notifications/inbox.html",
        visitor=visitor(acting),
        view=view,
        counts=found.counts,
        first=shows.items(found.first, senders),
        more_to_do=found.more,
        items=shows.items(found.items, senders),
        sources=shows.silent(found.listed.said, senders),
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
    return shows.onward(platform, request, f"{HOME}?said=read")


async def _look(platform: Platform, acting: Acting, view: str, after: str | None, language: str) -> _Found:
    """Read what is counted and due, then the page; sources are asked in between, in no transaction."""
    place = paging.unsealed(platform.keyring, acting, after)
    begins = view in ("all", "to_do") and not after
    async with platform.store.read() as tx:
        counts = await inbox.counts(tx, acting)
        due = await inbox.ahead(tx, acting) if begins else []
        known = await directory.providers(tx, {one.provider for one in due})
    wanted = Wanted(filter=_VIEWS[view], most=_ON_A_PAGE, language=language)
    listed = await merged.page(platform, acting, wanted, place)
    ahead = read.ahead(due, listed.items) if begins else []
    await _note(platform, acting, [one for one in due if one.id not in {one.id for one in listed.items}])
    if view == "to_do" and begins:
        first, items = [], [one for one in ahead if one.kind is Kind.TASK]
    else:
        first = ahead[:_FIRST]
        items = [one for one in listed.items if one.id not in {above.id for above in first}]
    return _Found(
        counts=counts,
        first=first,
        more=bool(first) and len(ahead) > _FIRST,
        items=items,
        listed=listed,
        senders={**known, **listed.senders},
    )


async def _note(platform: Platform, acting: Acting, above: Sequence[InboxItem]) -> None:
    """Say in the trail what stands above the list and not in it."""
    if above and acting.subject != acting.citizen:
        async with platform.store.begin() as tx:
            await trail.note(tx, acting, "notifications.listed", [one.id for one in above])


def _address(view: str) -> str:
    return HOME if view == "all" else f"{HOME}?view={view}"


def _older(platform: Platform, acting: Acting, view: str, listed: Listed) -> str:
    if listed.resume is None:
        return ""
    begins = "?" if view == "all" else f"?view={view}&"
    return f"{HOME}{begins}after={paging.sealed(platform.keyring, acting, listed.resume)}"
