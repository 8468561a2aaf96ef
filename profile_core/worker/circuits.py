"""Receivers that seem to be away: each is asked by one call at a time, so that it takes nobody's place."""

from collections import Counter, defaultdict
from uuid import UUID

from profile_core.contract import log
from profile_core.outbound import Call, Outcome

OPENS_AT = 5
"""So many different calls in vain, and nothing answered in between: it is the receiver, and not one of the calls."""
logger = log.get_logger("worker")


class Circuits:
    """The circuit of each receiver of one use and lane, in one process.

    Open, it leaves the receiver one place: whatever is due next is the trial, and the first answer closes it. No call
    loses an attempt by that, and each keeps its own schedule.
    """

    def __init__(self, use: str) -> None:
        self._use = use
        self._in_vain: defaultdict[str, set[UUID]] = defaultdict(set)

    @property
    def opened(self) -> list[str]:
        """Return the receivers that seem to be away."""
        return [receiver for receiver, calls in self._in_vain.items() if len(calls) >= OPENS_AT]

    def kept_free(self, each: int) -> Counter[str]:
        """Return how many of ``each`` places are not to be taken, by receiver."""
        return Counter(dict.fromkeys(self.opened, each - 1))

    def ended(self, call: Call, outcome: Outcome) -> None:
        """Note how an attempt ended; what says nothing about the receiver changes nothing."""
        was_open = len(self._in_vain.get(call.receiver, ())) >= OPENS_AT
        if outcome.away and not was_open:
            self._in_vain[call.receiver].add(call.id)
            if len(self._in_vain[call.receiver]) >= OPENS_AT:
                logger.warning("circuit opened", use=self._use, receiver=call.receiver)
        elif outcome.kind in ("done", "refused"):
            self._in_vain.pop(call.receiver, None)
            if was_open:
                logger.info("circuit closed", use=self._use, receiver=call.receiver)
