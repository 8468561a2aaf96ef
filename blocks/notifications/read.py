"""Reading: who sent what, and what a citizen has read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from blocks.notifications.model import InboxItem
from blocks.notifications.rows import inbox
from profile_core.contract import Acting, InvalidError, Store, Texts, Tx, directory, ids

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Which notifications are read by now, and how many are not."""

    notifications: Sequence[UUID]
    unread: int


async def senders(tx: Tx, items: Sequence[InboxItem]) -> Mapping[UUID, Texts]:
    """Return the names of the providers behind some items, in one statement."""
    known = await directory.providers(tx, {item.provider for item in items})
    return {provider.id: provider.name for provider in known.values()}


async def opened(store: Store, acting: Acting, notification: UUID | None) -> InboxItem | None:
    """Return a notification that is opened, and by that read; None when it is not there for the citizen."""
    if notification is None:
        return None

    async def work(tx: Tx) -> InboxItem | None:
        await inbox.mark_read(tx, acting, [notification])
        return await inbox.item(tx, acting, notification)

    return await store.transact(work)


async def mark(store: Store, acting: Acting, public_ids: Sequence[str]) -> Marked:
    """Mark up to 100 notifications as read. What is not there, or somebody else's, is left out of the answer."""
    if len(public_ids) > MOST:
        raise InvalidError("read.too_many", f"Mark at most {MOST} at a time.", path=("ids",))
    wanted = {one for one in map(ids.parse_id, public_ids) if one is not None}

    async def work(tx: Tx) -> Marked:
        marked = await inbox.mark_read(tx, acting, wanted)
        return Marked(notifications=marked, unread=await inbox.count_unread(tx, acting))

    return await store.transact(work)
