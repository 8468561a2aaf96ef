"""Which blocks a header token sees: what its site chose, remembered for a moment, so that no citizen costs a question."""

from collections.abc import Collection, Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from embed_header import rows
from embed_header.model import Choice
from profile_core.contract import Acting, Store, clock, directory

LONGEST = 2.0
"""Seconds after which a new choice counts in every process."""


class Choices:
    """Remembers in one process, one choice for each site whose header is shown here."""

    def __init__(self, store: Store) -> None:
        """Read from a store when somebody asks."""
        self._store = store
        self._known: dict[str, tuple[datetime, Choice]] = {}

    async def of(self, actings: Sequence[Acting]) -> list[Choice]:
        """Return for each of these, in their order, what their site shows; for who comes by none, everything."""
        at = clock.now()
        asked = [one for one in actings if one.site and not self._is_fresh(one.site, at)]
        if asked:
            await self._read(asked, at)
        return [self._known[one.site][1] if one.site else None for one in actings]

    def _is_fresh(self, site: str, at: datetime) -> bool:
        known = self._known.get(site)
        return known is not None and 0 <= (at - known[0]).total_seconds() < LONGEST

    async def _read(self, actings: Collection[Acting], at: datetime) -> None:
        """Ask for the sites of all these together: whose they are now, and what these chose."""
        wanted = {one.site for one in actings}
        async with self._store.read() as tx:
            sites = await directory.sites_of_all(tx, {one.client_id for one in actings})
            found = await rows.choices(tx, wanted)
        chosen = {site.origin: found.get((site.origin, site.provider)) for site in sites}
        self._known.update({origin: (at, chosen.get(origin)) for origin in wanted})


_by_store: WeakKeyDictionary[Store, Choices] = WeakKeyDictionary()


def choices_of(store: Store) -> Choices:
    """Return the choices that all who read from a store in this process share."""
    return _by_store.setdefault(store, Choices(store))
