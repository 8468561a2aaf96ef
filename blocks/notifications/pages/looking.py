"""One look at the inbox: what is counted, what there is to do, and a page of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from blocks.notifications import merged, read, trail
from blocks.notifications.merged import Listed
from blocks.notifications.model import PLACES, TOP, Counts, InboxFilter, InboxItem, Kind
from blocks.notifications.rows import inbox
from blocks.notifications.searched import Wanted
from profile_core.contract import Acting, Platform, Provider, directory, paging

_ON_A_PAGE = 20
VIEWS = {
    "all": InboxFilter(),
    "unread": InboxFilter(unread=True),
    "to_do": InboxFilter(kind=Kind.TASK),
    "appointments": InboxFilter(kind=Kind.APPOINTMENT),
    "archive": InboxFilter(archived=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one look at the inbox gave; ``ahead`` is what there is to do, what is due first before the rest."""

    counts: Counts
    ahead: Sequence[InboxItem]
    listed: Listed
    senders: Mapping[UUID, Provider]


async def look(platform: Platform, acting: Acting, view: str, after: str | None, language: str) -> Seen:
    """Read what is counted and due, then the page; sources are asked in between, in no transaction."""
    place = paging.unsealed(platform.keyring, acting, PLACES, after, TOP)
    begins = view in ("all", "to_do") and not after
    async with platform.store.read() as tx:
        counts = await inbox.counts(tx, acting)
        due = await inbox.ahead(tx, acting) if begins else []
        known = await directory.providers(tx, {one.provider for one in due})
    wanted = Wanted(filter=VIEWS[view], most=_ON_A_PAGE, language=language)
    listed = await merged.page(platform, acting, wanted, place)
    ahead = read.ahead(due, listed.items) if begins else []
    await _note(platform, acting, without(due, listed.items))
    return Seen(counts=counts, ahead=ahead, listed=listed, senders={**known, **listed.senders})


def without(items: Sequence[InboxItem], others: Sequence[InboxItem]) -> list[InboxItem]:
    """Return items but for those that stand elsewhere on the page."""
    elsewhere = {one.id for one in others}
    return [one for one in items if one.id not in elsewhere]


async def _note(platform: Platform, acting: Acting, above: Sequence[InboxItem]) -> None:
    """Say in the trail what stands above the list and not in it."""
    if above and acting.subject != acting.citizen:
        async with platform.store.begin() as tx:
            await trail.note(tx, acting, "notifications.listed", [one.id for one in above])
