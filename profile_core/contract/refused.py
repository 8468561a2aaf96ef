"""What a provider's feeds say that was not taken, and why, as each block that follows feeds shows it."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from profile_core.contract.context import Context, caller_of, platform_of
from profile_core.sources.rows.feeds import refused

_MOST = 1_000


@strawberry.type
class FeedRefusal:
    """A change of your feed that was not taken; send it again with a higher version once it is right."""

    type: str
    external_id: str
    code: str
    message: str
    at: datetime


async def refusals(info: Info[Context, None], block: str, first: int) -> list[FeedRefusal]:
    """Return what a block refused of the caller's feeds, the newest first, up to 1,000: the last of each item."""
    caller = caller_of(info)
    async with platform_of(info).store.read() as tx:
        found = await refused(tx, caller, block, first=max(0, min(first, _MOST)))
    return [
        FeedRefusal(type=one.type, external_id=one.external_id, code=one.code, message=one.message, at=one.at)
        for one in found
    ]
