"""A role by name: ``login_hint`` is base64 of JSON ``{cap_hint, code_hint}``, as the Flemish header has it."""

import base64
from collections.abc import Iterable

import msgspec

from profile_core.contract.roles import SELF
from profile_core.kit.keyring import Keyring
from sso.model import ActiveRole


class RoleHint(msgspec.Struct, frozen=True):
    """The role's code, and for whom: an enterprise number, or the pairwise name of a person."""

    cap_hint: str
    code_hint: str = ""


def read(text: str) -> RoleHint | None:
    """Read a hint that asks for a role; any other hint is None, and only a hint."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=RoleHint)
    except (ValueError, RecursionError):
        return None


def write(keyring: Keyring, sector: str, role: ActiveRole) -> str:
    """Return the hint by which a site of a sector asks for a role; it names no person to another sector."""
    hint = RoleHint(cap_hint=role.code, code_hint=_for_whom(keyring, sector, role))
    return base64.b64encode(msgspec.json.encode(hint)).decode()


def chosen(keyring: Keyring, sector: str, held: Iterable[ActiveRole], hint: RoleHint) -> ActiveRole | None:
    """Return the held role that a hint asks for, never another; without ``code_hint`` only an only one fits."""
    fitting = [role for role in held if role.code == hint.cap_hint]
    if hint.code_hint and hint.cap_hint != SELF:
        fitting = [role for role in fitting if _for_whom(keyring, sector, role) == hint.code_hint]
    return fitting[0] if len(fitting) == 1 else None


def _for_whom(keyring: Keyring, sector: str, role: ActiveRole) -> str:
    if role.code == SELF:
        return ""
    return role.identifier or keyring.pairwise(sector, role.subject.id)
