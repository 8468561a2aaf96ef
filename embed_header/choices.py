"""Which blocks a header token sees: what its site chose, remembered for a moment, so that no citizen costs a question."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from embed_header import rows
from embed_header.model import Choice
from profile_core.contract import Acting, Store, clock, directory

LONGEST = 2.0
"""Seconds after which a new choice counts in every process."""

_Read = tuple[datetime, Choice]
_known: WeakKeyDictionary[Store, dict[str, _Read]] = WeakKeyDictionary()
"""Of each store what was read from it, by site: as much as this process has headers of sites."""


async def of(store: Store, actings: Sequence[Acting]) -> list[Choice]:
    """Return for each of these, in their order, what their site shows; for who comes by none, everything."""
    at, known = clock.now(), _known.setdefault(store, {})
    stale = [one for one in actings if one.site and not _is_fresh(known.get(one.site), at)]
    if stale:
        known.update(await _read(store, stale, at))
    return [known[one.site][1] if one.site else None for one in actings]


def _is_fresh(read: _Read | None, at: datetime) -> bool:
    return read is not None and 0 <= (at - read[0]).total_seconds() < LONGEST


async def _read(store: Store, actings: Sequence[Acting], at: datetime) -> Mapping[str, _Read]:
    """Ask for the sites of all these together: whose they are now, and what these chose."""
    wanted = {one.site for one in actings}
    async with store.read() as tx:
        sites = await directory.sites_of_all(tx, {one.client_id for one in actings})
        found = await rows.choices(tx, wanted)
    chosen = {site.origin: found.get((site.origin, site.provider)) for site in sites}
    return {origin: (at, chosen.get(origin)) for origin in wanted}
