"""Applications as they were at most a second ago, for those who ask for the same one again and again."""

from collections import OrderedDict
from datetime import datetime

from profile_core.directory import rows
from profile_core.directory.model import Application
from profile_core.kit import clock
from profile_core.store import Store

LONGEST = 1.0
"""Seconds after which a change of the directory counts in every process."""
_MOST = 1_000


class Applications:
    """Remembers in one process. What is not in the directory is looked up each time, so that it is found at once."""

    def __init__(self, store: Store) -> None:
        """Read from a store when somebody is asked for."""
        self._store = store
        self._known: OrderedDict[str, tuple[datetime, Application]] = OrderedDict()

    async def of(self, client_id: str) -> Application | None:
        """Return the application of a client id."""
        at = clock.now()
        read_at, known = self._known.get(client_id, (at, None))
        if known is not None and 0 <= (at - read_at).total_seconds() < LONGEST:
            return known
        async with self._store.read() as tx:
            found = await rows.application(tx, client_id)
        self._known.pop(client_id, None)
        if found is not None:
            self._known[client_id] = (at, found)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found
