"""What the embedded header shows of the inbox: a count, and who sent what kind of notification. No titles."""

from collections.abc import Sequence
from pathlib import Path

from blocks.notifications.rows import inbox
from profile_core.contract import Acting, HeaderItem, HeaderPart, Tx, directory, texts


async def latest(tx: Tx, acting: Acting, most: int) -> Sequence[HeaderItem]:
    """Return the newest that are unread; ``name`` is the registered name of the type."""
    items = await inbox.page(tx, acting, inbox.UNREAD, most=most)
    senders = await directory.providers(tx, {item.provider for item in items})
    return [
        HeaderItem(id=item.id, name=item.type_name, sender=senders[item.provider].name, date=item.created_at)
        for item in items
    ]


part = HeaderPart(
    label=texts(nl="Berichten", fr="Messages", de="Mitteilungen", en="Messages"),
    path="/me/inbox",
    unread=inbox.unread_counts,
    latest=latest,
    widgets=(Path(__file__).with_name("widgets") / "inbox-1.js",),
)
