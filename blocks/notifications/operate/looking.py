"""Looking up one notification by whichever name a provider has for it."""

from blocks.notifications.operate import finding, orders
from blocks.notifications.operate.orders import Named, NaturalKey
from blocks.notifications.rows import registered
from blocks.notifications.rows.registered import Registered
from profile_core.contract import Caller, Platform


async def one(
    platform: Platform, caller: Caller, public_id: str | None, key: NaturalKey | None
) -> Registered | None:
    """Return what our id or the natural key names; None when the caller has no such notification."""
    which = orders.which(public_id, key, ())
    async with platform.store.read() as tx:
        if isinstance(which, Named):
            which = await finding.by_key(tx, platform, caller, which)
        return None if which is None else await registered.one(tx, caller, which)
