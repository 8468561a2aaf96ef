"""Erasing a citizen's notifications: what they said goes, and what was under way to tell them stops."""

from typing import Any

from blocks.notifications import progress
from blocks.notifications.model import Reason
from blocks.notifications.rows import privacy
from profile_core.contract import SubjectRef, Tx

_AT_ONCE = 1_000
"""Of so many the deliveries are cancelled by one statement."""


async def erase(tx: Tx, subject: SubjectRef, which: Any) -> int:
    """Empty the notifications for which a condition holds, and cancel their deliveries; return how many."""
    emptied = await privacy.empty(tx, which)
    for first in range(0, len(emptied), _AT_ONCE):
        some = emptied[first : first + _AT_ONCE]
        await progress.cancel(tx, [subject], some, Reason.RETRACTED)
    return len(emptied)
