"""What a use of outbound says of itself, and what is called: an address, with what is made anew at each attempt."""

import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from profile_core.kit.acting import SubjectRef
from profile_core.sources import GuardedClient
from profile_core.store import Tx

PERMANENT = frozenset(range(400, 500)) - {408, 425, 429}
"""Statuses that no second attempt mends: all of 4xx but those that ask for one (RFC 9110 section 15.5)."""
_MOST_DOUBLINGS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How long to wait after an attempt, in seconds: ``first``, then ``factor`` times as long, ``longest`` at most.

    ``jitter`` is the share that chance may add, so that what failed together does not come back together.
    """

    first: float
    factor: float
    longest: float
    jitter: float = 0.5

    def wait(self, attempts: int) -> float:
        """Return the seconds to wait after that many attempts."""
        steps = min(attempts - 1, _MOST_DOUBLINGS)
        longest = min(self.first * self.factor**steps, self.longest)
        return longest * random.uniform(1, 1 + self.jitter)  # noqa: S311 (jitter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One thing that must reach one address, leased to us for an attempt.

    ``id`` stays the same at every attempt: the receiver knows a repetition by it. ``attempts`` counts this one.
    """

    id: UUID
    use: str
    subject: SubjectRef
    key: str
    address: str
    payload: Mapping[str, str]
    told_at: datetime
    until: datetime
    receiver: str
    attempts: int
    owner: UUID
    late: bool
    """Whether ``until`` had passed when it was claimed; then it is not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A call that failed, and is tried again under its old id."""

    id: UUID
    use: str
    subject: SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is sent. Outbound adds the call's id as the header ``webhook-id``, unless ``headers`` has one."""

    address: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended. ``wait`` is for how many seconds the receiver asked to be left alone.

    ``until`` says for how long it makes sense by now, where that changed; ``carried`` what went by this attempt, in
    words of whoever hears the end.
    ``away`` says that the receiver itself seems to be: it did not answer, or said that it cannot for now.
    ``dropped`` is what turned out to be wanted no longer: it ends, and is no failure. ``reason`` is a code for
    whoever told it.
    """

    kind: Literal["done", "later", "refused", "expired", "dropped"]
    status: int | None = None
    error: str | None = None
    wait: float = 0.0
    until: datetime | None = None
    reason: str | None = None
    carried: tuple[str, ...] = ()
    away: bool = False


Attempt = Callable[[GuardedClient, Call], Awaitable[Outcome]]
"""Makes one attempt, outside any transaction; what it raises is kept with the call, which comes again."""

Ended = Callable[[Tx, Sequence[tuple[Call, Outcome]]], Awaitable[None]]
"""Hears, in the transaction that ends calls, how each ended: every kind but ``later``."""

Replayed = Callable[[Tx, Sequence[Again]], Awaitable[None]]
"""Hears, in the transaction that lets failed calls be tried again, which these are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One kind of thing that must reach somebody. ``name`` is stored with each: renaming orphans what waits.

    What goes ``to_citizens`` is stopped when a production deployment starts for the first time, until the operator
    lets it go. Each lane of one process has at most ``each_receiver`` calls to one receiver under way: few, so that a
    slow one is slow alone, and more where the receiver is one of ours (a relay for mail).
    """

    name: str
    schedule: Schedule
    attempt: Attempt
    ended: Ended | None = None
    replayed: Replayed | None = None
    to_citizens: bool = False
    each_receiver: int = 4
