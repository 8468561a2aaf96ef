"""What a citizen asks of the inbox."""

import strawberry
from strawberry.types import Info

from blocks.notifications import merged, model, searched, seen
from blocks.notifications.graphql import listed
from blocks.notifications.graphql.listed import (
    InboxFilterInput,
    Notification,
    NotificationConnection,
    NotificationCounts,
    Written,
)
from blocks.notifications.rows import inbox
from blocks.notifications.searched import Wanted
from profile_core.contract import Context, Platform, Provider, citizen_of, directory, ids, paging, platform_of

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
        platform, acting, asked = platform_of(info), citizen_of(info), filter or InboxFilterInput()
        asked.unread = asked.unread or unread
        most, place = (
            paging.size(first),
            paging.unsealed(platform.keyring, acting, model.PLACES, after, model.TOP),
        )
        sender = await _sender(platform, asked.sender_code)
        if asked.sender_code and sender is None:
            return listed.empty()
        wanted = Wanted(
            filter=asked.value(sender.id if sender else None),
            most=most,
            language=language,
            words=searched.words(asked.search),
        )
        page = await merged.page(platform, acting, wanted, place)
        written = Written(keyring=platform.keyring, acting=acting, language=language)
        return listed.connection(page, written, resumed=after is not None)

    @strawberry.field(description="One of them; null when there is none, or when it is somebody else's.")
    async def notification(self, info: _Info, id: strawberry.ID, language: str = "nl") -> Notification | None:
        platform = platform_of(info)
        item = await seen.one(platform, citizen_of(info), ids.parse_id(id), language)
        if item is None:
            return None
        async with platform.store.read() as tx:
            senders = await directory.providers(tx, {item.provider})
        return listed.notification(item, senders, language)


async def _sender(platform: Platform, code: str | None) -> Provider | None:
    if not code:
        return None
    async with platform.store.read() as tx:
        return await directory.provider_of_code(tx, code)
