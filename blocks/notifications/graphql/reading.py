"""What a citizen asks of the inbox."""

import strawberry
from strawberry.types import Info

from blocks.notifications import paging, read, trail
from blocks.notifications.graphql import listed
from blocks.notifications.graphql.listed import (
    InboxFilterInput,
    Notification,
    NotificationConnection,
    NotificationCounts,
)
from blocks.notifications.rows import inbox
from profile_core.contract import Context, citizen_of, directory, ids, platform_of

_Info = Info[Context, None]


@strawberry.type
class Reading:
    """What came in, for the role in which the citizen acts."""

    @strawberry.field(description="How many are unread. Counting stops at 100: show that as 99+.")
    async def unread_count(self, info: _Info) -> int:
        async with platform_of(info).store.read() as tx:
            return await inbox.count_unread(tx, citizen_of(info))

    @strawberry.field(description="How many are unread, to do and archived.")
    async def counts(self, info: _Info) -> NotificationCounts:
        async with platform_of(info).store.read() as tx:
            found = await inbox.counts(tx, citizen_of(info))
        return NotificationCounts(unread=found.unread, to_do=found.to_do, archived=found.archived)

    @strawberry.field(
        description="Newest first; `unread` says the same as in the filter. `language` is nl, fr, de or en."
    )
    async def list(
        self,
        info: _Info,
        *,
        first: int = 20,
        after: str | None = None,
        unread: bool = False,
        language: str = "nl",
        filter: InboxFilterInput | None = None,
    ) -> NotificationConnection:
        most, boundary = paging.size(first), paging.boundary(after)
        wanted = filter or InboxFilterInput()
        wanted.unread = wanted.unread or unread
        acting = citizen_of(info)
        async with trail.looking(platform_of(info).store, acting) as tx:
            sender = wanted.sender_code and await directory.provider_of_code(tx, wanted.sender_code)
            if wanted.sender_code and not sender:
                return listed.empty()
            page = await read.page(
                tx,
                acting,
                wanted.value(sender.id if sender else None),
                after=boundary,
                most=most,
                search=wanted.search,
                language=language,
            )
            known = await read.senders(tx, page.items)
            await trail.note(tx, acting, "notifications.listed", [one.id for one in page.items])
        return listed.connection(page, known, language, resumed=after is not None)

    @strawberry.field(description="One of them; null when there is none, or when it is somebody else's.")
    async def notification(self, info: _Info, id: strawberry.ID, language: str = "nl") -> Notification | None:
        public_id = ids.parse_id(id)
        if public_id is None:
            return None
        acting = citizen_of(info)
        async with trail.looking(platform_of(info).store, acting) as tx:
            item = await inbox.item(tx, acting, public_id)
            if item is None:
                return None
            senders = await read.senders(tx, [item])
            await trail.note(tx, acting, "notifications.opened", [item.id])
        return listed.notification(item, senders, language)
