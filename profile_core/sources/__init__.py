"""Floor 1: reading from the outside, guarded: a deadline, a size limit, no redirects, no way into our own network.

``Sources`` asks the endpoints of providers, all at once; any other call goes through a ``GuardedClient``.
"""

from profile_core.sources.asking import Sources
from profile_core.sources.breaker import Breaker
from profile_core.sources.doors import Door, Mode, left_open, open_doors
from profile_core.sources.feed import Feed, Followed, Refusal, Refused
from profile_core.sources.guard import AddressRefusedError, is_public_host
from profile_core.sources.http import Answer, GuardedClient, NoAnswerError
from profile_core.sources.model import Boundary, Only, Question, Said, Source, SourceState
from profile_core.sources.places import Heard, Place, all_said, begins, resumed, to_ask, without_silent
from profile_core.sources.rows.feeds import follow_only, followed
from profile_core.sources.rows.registered import announced, by_code, by_ids, named
from profile_core.sources.signing import Signer

__all__ = [
    "AddressRefusedError",
    "Answer",
    "Boundary",
    "Breaker",
    "Door",
    "Feed",
    "Followed",
    "GuardedClient",
    "Heard",
    "Mode",
    "NoAnswerError",
    "Only",
    "Place",
    "Question",
    "Refusal",
    "Refused",
    "Said",
    "Signer",
    "Source",
    "SourceState",
    "Sources",
    "all_said",
    "announced",
    "begins",
    "by_code",
    "by_ids",
    "follow_only",
    "followed",
    "is_public_host",
    "left_open",
    "named",
    "open_doors",
    "resumed",
    "to_ask",
    "without_silent",
]
