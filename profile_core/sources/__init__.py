"""Floor 1: reading from the outside, guarded: a deadline, a size limit, no redirects, no way into our own network.

``Sources`` asks the endpoints of providers, all at once; any other call goes through a ``GuardedClient``.
"""

from profile_core.sources.asking import Sources
from profile_core.sources.breaker import Breaker
from profile_core.sources.guard import AddressRefusedError, is_public_host
from profile_core.sources.http import Answer, GuardedClient, NoAnswerError
from profile_core.sources.model import Boundary, Only, Question, Said, Source, SourceState
from profile_core.sources.rows.registered import announced, by_code, by_ids, named
from profile_core.sources.signing import Signer

__all__ = [
    "AddressRefusedError",
    "Answer",
    "Boundary",
    "Breaker",
    "GuardedClient",
    "NoAnswerError",
    "Only",
    "Question",
    "Said",
    "Signer",
    "Source",
    "SourceState",
    "Sources",
    "announced",
    "by_code",
    "by_ids",
    "is_public_host",
    "named",
]
