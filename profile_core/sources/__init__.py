"""Floor 1: calls to the outside, guarded: a deadline, a size limit, no redirects, no way into our own network."""

from profile_core.sources.breaker import Breaker
from profile_core.sources.guard import AddressRefusedError, is_public_host
from profile_core.sources.http import Answer, GuardedClient, NoAnswerError

__all__ = ["AddressRefusedError", "Answer", "Breaker", "GuardedClient", "NoAnswerError", "is_public_host"]
