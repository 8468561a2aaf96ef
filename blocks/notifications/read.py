"""Reading: what a citizen looks for, who sent it, and what they do with it."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from blocks.notifications import progress, seen, trail
from blocks.notifications.model import InboxItem, Kind, Reason, TaskState
from blocks.notifications.rows import inbox, marked
from profile_core.contract import (
    Acting,
    ConflictError,
    InvalidError,
    NotFoundError,
    Platform,
    Store,
    Tx,
    clock,
    ids,
    said,
)

MOST = 100
_SETTLES = timedelta(seconds=5)
_Mark = Callable[[Tx, Acting, Collection[UUID]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Which notifications are marked by now, and how many are unread."""

    notifications: Sequence[UUID]
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A task that is done, since when, and how many notifications are unread."""

    task: UUID
    since: datetime
    unread: int


def ahead(due: Sequence[InboxItem], listed: Sequence[InboxItem]) -> list[InboxItem]:
    """Return tasks to do and appointments to come, what is due first before what has no date.

    Of what a list shows in full that is taken; what only its live source knows of is there by that.
    """
    moment = clock.now()
    shown = {one.id: one for one in listed}
    here = {one.id for one in due}
    some = [shown.get(one.id, one) for one in due]
    some += [one for one in listed if one.live and one.id not in here and _asks(one)]
    coming = [item for item in some if item.due is None or item.due >= moment]
    return sorted(coming, key=lambda item: (item.due is None, item.due or item.created_at, item.id))


async def opened(
    platform: Platform, acting: Acting, notification: UUID | None, language: str
) -> InboxItem | None:
    """Return a notification that is opened, and by that read; None when it is not there for the citizen.

    One that is withheld could not be read, and stays unread.
    """
    item = await seen.one(platform, acting, notification, language)
    if item is None or item.withheld or item.read_at is not None:
        return item

    async def work(tx: Tx) -> None:
        await marked.read(tx, acting, [item.id])
        await progress.cancel(tx, [acting.subject], [item.id], Reason.READ)

    await platform.store.transact(work)
    return replace(item, read_at=clock.now())


async def mark_read(store: Store, acting: Acting, public_ids: Sequence[str]) -> Marked:
    """Mark up to 100 as read, and end their reminders; what is not there, or another's, is left out."""
    return await _mark(store, acting, public_ids, "read", marked.read, ends=Reason.READ)


async def mark_unread(store: Store, acting: Acting, public_ids: Sequence[str]) -> Marked:
    """Mark up to 100 as unread; reminders that were ended by reading stay so."""
    return await _mark(store, acting, public_ids, "unread", marked.unread)


async def archive(store: Store, acting: Acting, public_ids: Sequence[str]) -> Marked:
    """Put up to 100 into the archive: they are out of the way, so by that they are read."""

    async def change(tx: Tx, acting: Acting, wanted: Collection[UUID]) -> None:
        await marked.read(tx, acting, wanted)
        await marked.archived(tx, acting, wanted)

    return await _mark(store, acting, public_ids, "archived", change, ends=Reason.READ)


async def unarchive(store: Store, acting: Acting, public_ids: Sequence[str]) -> Marked:
    """Take up to 100 out of the archive."""
    return await _mark(store, acting, public_ids, "unarchived", marked.brought_back)


async def mark_all_read(store: Store, acting: Acting, shown_at: datetime, shown: Sequence[str]) -> int:
    """Mark as read what was there when the list was shown; return how many are unread now.

    What came later stays unread. What came in the last seconds before may have been stored only after the list
    was read: of that, only what the list named (``shown``) is marked.
    """
    settled = shown_at - _SETTLES
    await mark_read(store, acting, shown)

    async def some(tx: Tx) -> int:
        read = await marked.read_before(tx, acting, settled)
        await progress.cancel(tx, [acting.subject], read, Reason.READ)
        await _note(tx, acting, "read", read)
        return len(read)

    while await store.transact(some) == marked.AT_ONCE:
        pass
    async with store.read() as tx:
        return await inbox.count_unread(tx, acting)


async def complete(store: Store, acting: Acting, public_id: str) -> Done:
    """Mark a task as done, by that read, and end its reminders. Done stays done, by whom it was first."""
    task = ids.parse_id(public_id)

    async def work(tx: Tx) -> Done:
        item = None if task is None else await inbox.item(tx, acting, task)
        if item is None:
            raise NotFoundError("notifications.unknown", "There is no such notification.", path=("id",))
        since = item.done_at or await _done(tx, acting, item)
        return Done(task=item.id, since=since, unread=await inbox.count_unread(tx, acting))

    return await store.transact(work)


async def _mark(
    store: Store,
    acting: Acting,
    public_ids: Sequence[str],
    becomes: str,
    change: _Mark,
    *,
    ends: Reason | None = None,
) -> Marked:
    if len(public_ids) > MOST:
        raise InvalidError("read.too_many", f"Mark at most {MOST} at a time.", path=("ids",))
    wanted = {one for one in map(ids.parse_id, public_ids) if one is not None}

    async def work(tx: Tx) -> Marked:
        there = await marked.there(tx, acting, wanted)
        await change(tx, acting, there)
        if ends is not None:
            await progress.cancel(tx, [acting.subject], there, ends)
        await _note(tx, acting, becomes, there)
        return Marked(notifications=there, unread=await inbox.count_unread(tx, acting))

    return await store.transact(work)


async def _note(tx: Tx, acting: Acting, becomes: str, which: Collection[UUID]) -> None:
    if which:
        await trail.note(tx, acting, "notifications.marked", sorted(which), {"as": becomes})


async def _done(tx: Tx, acting: Acting, item: InboxItem) -> datetime:
    """Do a task that was seen open; whoever was faster in between has done it."""
    _check_open(item)
    since = await marked.done(tx, acting, item.id)
    await marked.read(tx, acting, [item.id])
    await progress.cancel(tx, [acting.subject], [item.id], Reason.DONE)
    await trail.note(tx, acting, "notifications.task_done", [item.id])
    return since


def _asks(one: InboxItem) -> bool:
    return one.kind is not Kind.MESSAGE and one.done_at is None and one.archived_at is None


def _check_open(item: InboxItem) -> None:
    state = item.task(clock.now())
    if state is None:
        message = "Only a task can be done; this notification asks for nothing."
        raise InvalidError("task.none", message, path=("id",))
    if state is TaskState.EXPIRED:
        message = "The deadline of this task has passed. Ask its sender what is still possible."
        raise ConflictError("task.expired", message, path=("id",))


def moment(written: str) -> datetime:
    """Read a moment that a page wrote; what nobody wrote raises ``InvalidError``."""
    try:
        return said.moment(datetime.fromisoformat(written), "read.shown_at", ("shown_at",))
    except ValueError as error:
        message = "Open the page again: the moment at which it was shown is missing."
        raise InvalidError("read.shown_at", message, path=("shown_at",)) from error
