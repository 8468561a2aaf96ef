"""On its way to the citizen: whoever hears that a notification is stored brings it onto its channels."""

from blocks.notifications.model import NotificationAccepted
from blocks.notifications.rows import inbox
from profile_core.contract import Tx


async def to_inbox(tx: Tx, fact: NotificationAccepted) -> None:
    """Put an accepted notification into the inbox.

    It stays once because only a line that is still ACCEPTED moves.
    """
    await inbox.put(tx, fact.subject, fact.notification)
