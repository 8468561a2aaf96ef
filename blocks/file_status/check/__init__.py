"""Checking what a provider sends: each finding says where it is and what to do."""

from profile_core.contract import Caller, ForbiddenError

SCOPE = "file_status"


def may(caller: Caller) -> None:
    """Refuse a program whose token does not reach this block."""
    if SCOPE not in caller.scopes:
        raise ForbiddenError("file.scope", f"Ask for an access token with the scope {SCOPE!r}.")
