"""Floor 1: what must reach somebody outside: a row in the caller's transaction, kept and tried until it did."""

from profile_core.outbound.model import Call, Lane, Post, Schedule, Use
from profile_core.outbound.telling import tell

__all__ = ["Call", "Lane", "Post", "Schedule", "Use", "tell"]
