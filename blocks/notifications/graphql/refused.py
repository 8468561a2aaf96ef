"""What a provider's feeds say that was not taken, and why."""

import strawberry
from strawberry.types import Info

from profile_core.contract import Context
from profile_core.contract.refused import FeedRefusal, refusals


@strawberry.type
class RefusedChanges:
    """What was refused of your feeds."""

    @strawberry.field
    async def feed_refusals(self, info: Info[Context, None], first: int = 100) -> list[FeedRefusal]:
        """Return what was refused of your feeds in the last 30 days, the newest first, up to 1,000: the last of each item."""
        return await refusals(info, "notifications", first)
