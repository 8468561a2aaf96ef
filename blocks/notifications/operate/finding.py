"""Which notification is meant. Somebody else's and none are the same answer: none."""

from collections.abc import Collection
from uuid import UUID

from blocks.notifications.model import Key
from blocks.notifications.operate.orders import Checked, Named
from blocks.notifications.rows import arrivals, types
from profile_core.contract import Caller, Platform, Tx, recipients

Found = dict[tuple[str, ...], UUID]


async def found(tx: Tx, platform: Platform, caller: Caller, orders: Collection[Checked]) -> Found:
    """Return the ids of what orders name, by path; whether an id is the caller's is seen when it is read."""
    by_id = {one.path: one.which for one in orders if isinstance(one.which, UUID)}
    named = {one.path: one.which for one in orders if isinstance(one.which, Named)}
    return by_id | await _by_key(tx, platform, caller, named)


async def by_key(tx: Tx, platform: Platform, caller: Caller, named: Named) -> UUID | None:
    """Return the id of what has a natural key of the caller's, or None."""
    return (await _by_key(tx, platform, caller, {(): named})).get(())


async def _by_key(tx: Tx, platform: Platform, caller: Caller, named: dict[tuple[str, ...], Named]) -> Found:
    if not named:
        return {}
    of_types = await types.by_code(tx, caller, {one.type for one in named.values()})
    wanted = [one.to for one in named.values()]
    subjects = await recipients.look_up(tx, platform.keyring, caller, wanted, creates=False)
    keys = {
        path: Key(
            bucket=subjects[one.to].ref.bucket,
            subject=subjects[one.to].ref.id,
            type=of_types[one.type].id,
            external_id=one.external_id,
        )
        for path, one in named.items()
        if one.type in of_types and one.to in subjects
    }
    held = await arrivals.known(tx, caller, list(keys.values()))
    return {path: held[key].id for path, key in keys.items() if key in held}
