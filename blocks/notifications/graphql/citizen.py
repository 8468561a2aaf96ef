"""What a citizen asks and does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry.types import Info

from blocks.notifications import paging, read
from blocks.notifications.model import InboxItem, Kind
from blocks.notifications.rows import inbox
from profile_core.contract import (
    Context,
    PageInfo,
    ProfileError,
    Texts,
    citizen_of,
    failure_of,
    failures,
    ids,
    platform_of,
)

_Info = Info[Context, None]


@strawberry.type
class Notification:
    """A notification in the citizen's inbox."""

    id: strawberry.ID
    type_name: str
    kind: Kind
    sender: str
    title: str
    text: str
    link: str | None
    created_at: datetime
    deadline: datetime | None
    read_at: datetime | None


@strawberry.type
class NotificationEdge:
    """A notification and where it stands in the list."""

    node: Notification
    cursor: str


@strawberry.type
class NotificationConnection:
    """One page of a list."""

    edges: list[NotificationEdge]
    nodes: list[Notification]
    page_info: PageInfo


@strawberry.type
class Notifications:
    """Everything that public bodies told the citizen, for the role in which they act."""

    @strawberry.field(description="How many are unread. Counting stops at 100: show that as 99+.")
    async def unread_count(self, info: _Info) -> int:
        async with platform_of(info).store.read() as tx:
            return await inbox.count_unread(tx, citizen_of(info))

    @strawberry.field(description="Newest first. `language` is nl, fr, de or en.")
    async def list(
        self,
        info: _Info,
        first: int = 20,
        after: str | None = None,
        unread: bool = False,
        language: str = "nl",
    ) -> NotificationConnection:
        most, boundary = paging.size(first), paging.boundary(after)
        async with platform_of(info).store.read() as tx:
            items = await inbox.page(tx, citizen_of(info), unread=unread, after=boundary, most=most + 1)
            senders = await read.senders(tx, items)
        return _connection(items, most, senders, language, resumed=after is not None)

    @strawberry.field(description="One of them; null when there is none, or when it is somebody else's.")
    async def notification(self, info: _Info, id: strawberry.ID, language: str = "nl") -> Notification | None:
        public_id = ids.parse_id(id)
        if public_id is None:
            return None
        async with platform_of(info).store.read() as tx:
            item = await inbox.item(tx, citizen_of(info), public_id)
            senders = await read.senders(tx, [item] if item else [])
        return None if item is None else _notification(item, senders, language)


@strawberry.type
class NotificationsRead:
    """Which notifications are read by now, and how many are not (at most 100)."""

    ids: "list[strawberry.ID]"
    unread_count: int


MarkNotificationsReadResult = Annotated[
    NotificationsRead | failures.InvalidError, strawberry.union("MarkNotificationsReadResult")
]


@strawberry.type
class Mutation:
    """What a citizen does with notifications."""

    @strawberry.mutation(description="Mark up to 100 as read. The same again gives the same answer.")
    async def mark_notifications_read(
        self, info: _Info, ids: "list[strawberry.ID]"
    ) -> MarkNotificationsReadResult:
        try:
            marked = await read.mark(platform_of(info).store, citizen_of(info), ids)
        except ProfileError as error:
            return failure_of(error)  # pyright: ignore[reportReturnType] (which of the kinds, it decides)
        return NotificationsRead(
            ids=[strawberry.ID(str(one)) for one in marked.notifications], unread_count=marked.unread
        )


def _connection(
    items: Sequence[InboxItem], most: int, senders: Mapping[UUID, Texts], language: str, *, resumed: bool
) -> NotificationConnection:
    edges = [
        NotificationEdge(
            node=_notification(item, senders, language), cursor=paging.cursor(item.created_at, item.id)
        )
        for item in items[:most]
    ]
    return NotificationConnection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=paging.info([edge.cursor for edge in edges], more=len(items) > most, resumed=resumed),
    )


def _notification(item: InboxItem, senders: Mapping[UUID, Texts], language: str) -> Notification:
    return Notification(
        id=strawberry.ID(str(item.id)),
        type_name=item.type_name.in_language(language),
        kind=item.kind,
        sender=senders[item.provider].in_language(language),
        title=item.title.in_language(language),
        text=item.text.in_language(language),
        link=item.link,
        created_at=item.created_at,
        deadline=item.deadline,
        read_at=item.read_at,
    )
