"""A role that is asked for by name: ``login_hint`` is base64 of JSON ``{cap_hint, code_hint}``."""

import base64
import binascii

import msgspec

from sso.authorize.asked import Asked, RefusedError

SELF = "BUR"


class RoleHint(msgspec.Struct, frozen=True):
    """The role's code, and which organisation's."""

    cap_hint: str
    code_hint: str = ""


def check_login_hint(asked: Asked) -> None:
    """Refuse a role that the citizen does not hold, never give another; any other hint is only a hint.

    Everybody holds the role ``BUR`` (oneself); it is the only one there is so far.
    """
    hint = role_hint(asked.get("login_hint"))
    if hint is not None and hint.cap_hint != SELF:
        raise RefusedError("access_denied", "The citizen does not hold the role that login_hint asks for.")


def role_hint(text: str) -> RoleHint | None:
    """Read a hint that asks for a role; anything else is None."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=RoleHint)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return None
