"""One notification with what it says, which is asked of its source where it lies there."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from blocks.notifications import live, trail
from blocks.notifications.live import Found, Sources
from blocks.notifications.model import InboxFilter, InboxItem
from blocks.notifications.rows import inbox, types
from profile_core.contract import Acting, Platform, clock


async def one(
    platform: Platform,
    acting: Acting,
    notification: UUID | None,
    language: str,
    detail: Mapping[str, str] | None = None,
) -> InboxItem | None:
    """Return a notification that is there for the citizen, else None; ``detail`` goes into the audit line.

    One whose source does not answer is ``withheld``. One that its source shows no longer is there no longer.
    """
    if notification is None:
        return None
    async with trail.looking(platform.store, acting) as tx:
        item = await inbox.item(tx, acting, notification)
        if item is None:
            return None
        await trail.note(tx, acting, "notifications.opened", [item.id], detail)
        if not item.live:
            return item
        whom = await live.asked_of(tx, platform, acting, InboxFilter(provider=item.provider))
    return await _asked(platform, acting, item, whom, language)


async def _asked(
    platform: Platform, acting: Acting, item: InboxItem, whom: Sources, language: str
) -> InboxItem | None:
    """Ask the sources of its type for it, until one shows it."""
    silent = not whom.known
    for source in (one for one, by_code in whom.types.items() if item.type_code in by_code):
        heard = await live.ask_one(platform, acting, whom, source, item, language=language)
        silent = silent or not heard.answered
        wanted = (item.type, item.external_id)
        shown = next((one for one in heard.found if (one.type.id, one.item.external_id) == wanted), None)
        if shown is not None:
            return await _with(platform, item, shown, whom)
    return item if silent else None


async def _with(platform: Platform, item: InboxItem, shown: Found, whom: Sources) -> InboxItem | None:
    async with platform.store.read() as tx:
        of_type = (await types.by_id(tx, [item.type])).get(item.type)
    if of_type is None or whom.to is None:
        return None
    content = live.content(platform, shown, of_type, whom.to, clock.now())
    if content is None:
        return None
    return replace(
        item,
        title=content.title,
        text=content.text,
        link=content.link,
        deadline=content.deadline,
        appointment=content.appointment,
        group_id=content.group_id,
        brand=content.brand,
        done_at=item.done_at or shown.item.done_at,
        withheld=False,
    )
