"""What a provider's feeds say that was not taken, and why."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from profile_core.contract import Context, caller_of, platform_of, sources

_MOST = 1_000


@strawberry.type
class FeedRefusal:
    """A change of your feed that was not taken; send it again with a higher version once it is right."""

    type: str
    external_id: str
    code: str
    message: str
    at: datetime


@strawberry.type
class RefusedChanges:
    """What was refused of your feeds."""

    @strawberry.field
    async def feed_refusals(self, info: Info[Context, None], first: int = 100) -> list[FeedRefusal]:
        """Return what was refused of your feeds in the last 30 days, the newest first, up to 1,000: the last of each item."""
        caller = caller_of(info)
        async with platform_of(info).store.read() as tx:
            found = await sources.refused(tx, caller, first=max(0, min(first, _MOST)))
        return [
            FeedRefusal(
                type=one.type,
                external_id=one.external_id,
                code=one.code,
                message=one.message,
                at=one.at,
            )
            for one in found
        ]
