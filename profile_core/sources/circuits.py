"""Which sources are away: those are not waited for, and all processes know since when."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from profile_core.kit import clock
from profile_core.sources.breaker import Breaker
from profile_core.sources.model import Source, SourceState

_EACH = 20
"""Calls to one source that are under way at once in one process."""
_SETTLES = timedelta(seconds=5)
"""For so long what this process found goes before what it reads of others: a row may have been read before that."""
_NOTED_EVERY = timedelta(seconds=60)
_LONGEST = 60.0


class Circuit:
    """How asking one source goes in this process, and what others found of it.

    ``since`` it did not answer, and how, whether that opened the circuit or not. ``tardy`` says that its last call
    ended after the budget of a question.
    """

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(_EACH)
        self.state = SourceState.FAILED
        self.why = ""
        self.since: datetime | None = None
        self.tardy = False
        self._breaker = Breaker()
        self._written = False
        self._turned_at = clock.now() - _SETTLES
        self._quiet_until = self._noted_at = self._turned_at
        self._noted = ""

    @property
    def is_open(self) -> bool:
        """Tell whether the source is taken to be away."""
        return self._breaker.is_open

    @property
    def turned(self) -> bool:
        """Tell whether it opened or closed, and that is still to be written down."""
        return self.is_open != self._written

    def written(self, *, is_open: bool) -> None:
        """Note what is written down now."""
        self._written, self._turned_at = is_open, clock.now()

    def heed(self, source: Source) -> None:
        """Take over what another process wrote down, unless this one found something itself just now."""
        away = source.away_since is not None
        if self.turned or self.is_open == away or clock.now() - self._turned_at < _SETTLES:
            return
        self._written = away
        if not away:
            self.answered(source.id)
            return
        self.since, self.why = source.away_since, source.last_error or ""
        while not self.is_open:
            self._breaker.failed(object())

    def lets(self, subject: UUID) -> bool:
        """Tell whether to ask it about a subject now."""
        return clock.now() >= self._quiet_until and self._breaker.lets(subject)

    def answered(self, subject: UUID) -> None:
        """Note an answer."""
        self._breaker.answered(subject)
        self.since = None

    def failed(self, subject: UUID, state: SourceState, why: str, *, itself: bool) -> None:
        """Note that it did not answer; ``itself`` says that nobody would have been answered."""
        self._breaker.failed(object() if itself else subject)
        self.state, self.why = state, why
        self.since = self.since or clock.now()

    def rest(self, seconds: float) -> None:
        """Leave it alone for as long as it asks for, within reason."""
        self._quiet_until = clock.ahead(min(seconds, _LONGEST))

    def news(self, said: str) -> bool:
        """Tell whether something is to be written down: it is new, or the last was written a while ago."""
        moment = clock.now()
        if said == self._noted and moment - self._noted_at < _NOTED_EVERY:
            return False
        self._noted, self._noted_at = said, moment
        return True


class Circuits:
    """The circuits of one process."""

    def __init__(self) -> None:
        self._by_source: dict[UUID, Circuit] = {}

    def of(self, source: Source) -> Circuit:
        """Return the circuit of a source."""
        return self._by_source.setdefault(source.id, Circuit())

    @property
    def opened(self) -> int:
        """Return how many are open."""
        return sum(one.is_open for one in self._by_source.values())
