"""Floor 1: what must reach somebody outside: a row in the caller's transaction, kept and tried until it did."""

from profile_core.outbound import webhooks
from profile_core.outbound.model import Again, Attempt, Call, Ended, Outcome, Post, Replayed, Schedule, Use
from profile_core.outbound.posting import outcome_of, posting
from profile_core.outbound.rows.kept import CallState, replay, states
from profile_core.outbound.telling import Told, tell, tell_each

__all__ = [
    "Again",
    "Attempt",
    "Call",
    "CallState",
    "Ended",
    "Outcome",
    "Post",
    "Replayed",
    "Schedule",
    "Told",
    "Use",
    "outcome_of",
    "posting",
    "replay",
    "states",
    "tell",
    "tell_each",
    "webhooks",
]
