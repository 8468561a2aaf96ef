"""The pages of the profile that this block brings: the newest notifications, and one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from blocks.notifications import paging, read
from blocks.notifications.model import InboxItem
from blocks.notifications.rows import inbox
from profile_core.contract import (
    NotFoundError,
    Platform,
    Provider,
    Texts,
    clock,
    ids,
    page_citizen,
    visitor,
)

HOME = "/me"
_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What the templates show of a notification."""

    path: str
    sender: Texts
    title: Texts
    text: Texts
    link: str
    date: datetime
    unread: bool
    deadline: datetime | None
    overdue: bool


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return the addresses of the pages."""

    async def newest(request: Request) -> Response:
        return await _inbox(platform, request)

    async def one(request: Request) -> Response:
        return await _item(platform, request)

    return [Route(HOME, newest), Route(f"{HOME}/item/{{id}}", one)]


async def _inbox(platform: Platform, request: Request) -> Response:
    acting = await page_citizen(request)
    after = request.query_params.get("after")
    boundary = paging.boundary(after)
    async with platform.store.read() as tx:
        unread = await inbox.count_unread(tx, acting)
        items = await inbox.page(tx, acting, after=boundary, most=_ON_A_PAGE + 1)
        senders = await read.senders(tx, items)
    return platform.pages.page(
        request,
        "notifications/inbox.html",
        visitor=visitor(acting),
        unread=unread,
        items=[_shown(item, senders) for item in items[:_ON_A_PAGE]],
        older=_older(items),
        newest=HOME if after else "",
    )


async def _item(platform: Platform, request: Request) -> Response:
    """Show a notification and mark it as read; somebody else's and none are the same answer."""
    acting = await page_citizen(request)
    item = await read.opened(platform.store, acting, ids.parse_id(request.path_params["id"]))
    if item is None:
        raise NotFoundError("notifications.unknown", "There is no such notification.")
    async with platform.store.read() as tx:
        senders = await read.senders(tx, [item])
    return platform.pages.page(
        request, "notifications/item.html", visitor=visitor(acting), item=_shown(item, senders)
    )


def _older(items: Sequence[InboxItem]) -> str:
    if len(items) <= _ON_A_PAGE:
        return ""
    last = items[_ON_A_PAGE - 1]
    return f"{HOME}?after={paging.cursor(last.created_at, last.id)}"


def _shown(item: InboxItem, senders: Mapping[UUID, Provider]) -> Item:
    return Item(
        path=f"{HOME}/item/{item.id}",
        sender=senders[item.provider].name,
        title=item.title,
        text=item.text,
        link=item.link or "",
        date=item.created_at,
        unread=item.read_at is None,
        deadline=item.deadline,
        overdue=item.deadline is not None and item.deadline < clock.now(),
    )
