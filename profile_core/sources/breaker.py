"""Whether to ask somebody outside who may let us wait: a circuit breaker that no single citizen can open."""

from collections.abc import Hashable
from datetime import datetime, timedelta

from profile_core.kit import clock

_OPENS_AT = 3
"""So many different citizens in a row, and nobody answered in between: it is the source, not a record of it."""
_TRIED_EVERY = timedelta(seconds=10)
_LEFT_ALONE = timedelta(seconds=30)
"""For so long nothing is asked anew about a citizen whose question failed. Longer than ``_TRIED_EVERY``, so that the
next trial is about another citizen where there is one."""


class Breaker:
    """Remembers how asking one source went, in one process; ``about`` is the citizen asked about.

    Closed it lets everything through, but for a citizen whose last question failed a moment ago. Open it lets one
    question through every ten seconds, and the first that is answered closes it.
    """

    def __init__(self) -> None:
        self._failed: dict[Hashable, datetime] = {}
        self._in_a_row: set[Hashable] = set()
        self._tried_at = clock.now()

    @property
    def is_open(self) -> bool:
        """Tell whether the source is taken to be away."""
        return len(self._in_a_row) >= _OPENS_AT

    def lets(self, about: Hashable) -> bool:
        """Tell whether to ask now; say afterwards how it ended, unless nobody waited for the end."""
        now = clock.now()
        failed_at = self._failed.get(about)
        if failed_at is not None and now - failed_at < _LEFT_ALONE:
            return False
        if not self.is_open:
            return True
        if now - self._tried_at < _TRIED_EVERY:
            return False
        self._tried_at = now
        return True

    def answered(self, about: Hashable) -> None:
        """Note an answer: the source is there."""
        self._failed.pop(about, None)
        self._in_a_row.clear()

    def failed(self, about: Hashable) -> None:
        """Note that a question was in vain."""
        now = self._tried_at = clock.now()
        recent = {one: at for one, at in self._failed.items() if now - at < _LEFT_ALONE}
        self._failed = recent | {about: now}
        if not self.is_open:
            self._in_a_row.add(about)
