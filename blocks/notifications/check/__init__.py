"""Checking what a provider sends: each finding says where it is and what to do."""

from profile_core.contract import Caller, ForbiddenError

SCOPE = "notifications"


def may(caller: Caller) -> None:
    """Refuse a program whose token does not reach this block."""
    if SCOPE not in caller.scopes:
        raise ForbiddenError("notifications.scope", f"Ask for an access token with the scope {SCOPE!r}.")
