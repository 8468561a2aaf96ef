"""One notification: read it, say that it is done, put it away, take its appointment along."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from blocks.notifications import read, seen
from blocks.notifications.model import InboxItem
from blocks.notifications.pages import shown as shows
from blocks.notifications.pages.shown import INBOX, ITEM
from blocks.notifications.rows import inbox
from profile_core.contract import (
    Acting,
    NotFoundError,
    Platform,
    Provider,
    calendar,
    clock,
    directory,
    ids,
    visitor,
)

_Act = Callable[[Platform, Acting, str], Awaitable[object]]
_FILE = {**calendar.HEADERS, "Content-Disposition": 'attachment; filename="appointment.ics"'}
_ACTIONS: dict[str, _Act] = {
    "archive": lambda platform, acting, one: read.archive(platform.store, acting, [one]),
    "unarchive": lambda platform, acting, one: read.unarchive(platform.store, acting, [one]),
    "unread": lambda platform, acting, one: read.mark_unread(platform.store, acting, [one]),
    "done": lambda platform, acting, one: read.complete(platform.store, acting, one),
}


async def opened(platform: Platform, request: Request, acting: Acting) -> Response:
    """Show a notification and mark it as read; somebody else's and none are the same answer."""
    language = platform.pages.language(request)
    item = await read.opened(platform, acting, ids.parse_id(request.path_params["id"]), language)
    if item is None:
        raise _unknown()
    sender = await _sender(platform, item)
    return platform.pages.page(
        request,
        "notifications/item.html",
        visitor=visitor(acting),
        item=shows.item(item, {item.provider: sender}),
    )


async def acted(platform: Platform, request: Request, acting: Acting) -> Response:
    """Do what a button of the page says, and go back to the inbox; a task that is done stays in view."""
    wanted, action = ids.parse_id(request.path_params["id"]), request.path_params["action"]
    if wanted is None or action not in _ACTIONS:
        raise _unknown()
    async with platform.store.read() as tx:
        if await inbox.item(tx, acting, wanted) is None:
            raise _unknown()
    await _ACTIONS[action](platform, acting, str(wanted))
    here = f"{ITEM}/{wanted}"
    return shows.onward(platform, request, here if action == "done" else f"{INBOX}?said={action}")


async def calendar_file(platform: Platform, request: Request, acting: Acting) -> Response:
    """Give the appointment as a file for a calendar."""
    language = platform.pages.language(request)
    wanted = ids.parse_id(request.path_params["id"])
    item = await seen.one(platform, acting, wanted, language, {"as": "calendar"})
    if item is None or item.appointment is None:
        raise _unknown()
    sender = (await _sender(platform, item)).name.in_language(language)
    origin = platform.settings.public_url
    event = calendar.Event(
        id=f"{item.id}@{origin.partition('://')[2].partition('/')[0]}",
        revision=item.revision,
        title=item.title.in_language(language),
        organiser=sender,
        address=f"{origin}{ITEM}/{item.id}",
        starts_at=item.appointment.starts_at,
        ends_at=item.appointment.ends_at,
        place=", ".join(one for one in (item.appointment.place, item.appointment.address) if one),
    )
    text = calendar.written(event, clock.now())
    return Response(text, media_type=calendar.MEDIA_TYPE, headers=_FILE)


async def _sender(platform: Platform, item: InboxItem) -> Provider:
    async with platform.store.read() as tx:
        return (await directory.providers(tx, {item.provider}))[item.provider]


def _unknown() -> NotFoundError:
    return NotFoundError("notifications.unknown", "There is no such notification.")
