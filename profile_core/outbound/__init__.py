"""Floor 1: calls to the outside, guarded: a deadline, a size limit, no redirects, no way into our own network."""

from profile_core.outbound.guard import AddressRefusedError
from profile_core.outbound.http import Answer, GuardedClient, OutboundError

__all__ = ["AddressRefusedError", "Answer", "GuardedClient", "OutboundError"]
