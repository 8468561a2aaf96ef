"""What was sent about a file: its entries in the file's timeline."""

from collections.abc import Sequence
from uuid import UUID

from blocks.notifications import merged
from blocks.notifications.model import TOP, InboxFilter
from blocks.notifications.pages.shown import ITEM
from blocks.notifications.searched import Wanted
from profile_core.contract import Acting, Entry, Platform

_MOST = 50


async def timeline(
    platform: Platform, acting: Acting, provider: UUID, group_id: str, language: str
) -> Sequence[Entry]:
    """Return the newest notifications that a provider bound to a file."""
    of_file = InboxFilter(provider=provider, group_id=group_id)
    listed = await merged.page(platform, acting, Wanted(filter=of_file, most=_MOST, language=language), TOP)
    return [Entry(at=one.created_at, title=one.title, path=f"{ITEM}/{one.id}") for one in listed.items]
