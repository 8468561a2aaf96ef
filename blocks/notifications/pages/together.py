"""What the inbox tells where all blocks stand together: what there is to do and what is unread, and what a search finds."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from blocks.notifications import merged, searched
from blocks.notifications.model import TOP, InboxFilter, InboxItem
from blocks.notifications.pages import looking
from blocks.notifications.pages.shown import INBOX, ITEM
from blocks.notifications.searched import Wanted
from profile_core.contract import MOST, Acting, Found, Line, Lines, Overview, Platform, Provider, Silent

_TO_DO, _UNREAD, _SEARCH = f"{INBOX}?view=to_do", f"{INBOX}?view=unread", f"{INBOX}/search"


async def overview(platform: Platform, acting: Acting, language: str) -> Overview:
    """Return what there is to do, and what is unread of the newest besides."""
    seen = await looking.look(platform, acting, "all", None, language)
    must = seen.ahead[:MOST]
    unread = [one for one in looking.without(seen.listed.items, must) if one.read_at is None]
    shown = unread[:MOST]
    elsewhere = seen.counts.unread - sum(one.read_at is None for one in must)
    return Overview(
        must=Lines(items=_lines(must, seen.senders), path=_TO_DO, more=len(seen.ahead) > MOST),
        new=Lines(items=_lines(shown, seen.senders), path=_UNREAD, more=elsewhere > len(shown)),
        silent=Silent.among(seen.listed.said, seen.senders),
    )


async def search(platform: Platform, acting: Acting, words: str, language: str) -> Found:
    """Return the newest that hold all words; whoever wants the archive, days or a sender searches on in the inbox."""
    wanted = Wanted(filter=InboxFilter(), most=MOST, language=language, words=searched.words(words))
    listed = await merged.page(platform, acting, wanted, TOP)
    return Found(
        lines=Lines(items=_lines(listed.items, listed.senders), path=_SEARCH, more=listed.resume is not None),
        silent=Silent.among(listed.said, listed.senders),
    )


def _lines(items: Sequence[InboxItem], senders: Mapping[UUID, Provider]) -> list[Line]:
    return [
        Line(
            title=one.title,
            sender=senders[one.provider].name,
            path=f"{ITEM}/{one.id}",
            at=one.created_at,
            deadline=None if one.appointment or one.done_at else one.deadline,
            begins=one.appointment and one.appointment.starts_at,
            unread=one.read_at is None,
        )
        for one in items
    ]
