"""How what lies open is given to its citizen: without the opaque ids of subjects, which never leave us."""

from collections.abc import Mapping
from typing import Any

import msgspec

from profile_core.kit.keyring import Keyring

YOU, ANOTHER = "you", "another citizen"
_SUBJECTS = frozenset({"by", "for", "giver", "holder"})
"""Names in an audit line's detail whose values are ids of subjects."""


def actor(_: Keyring, row: Any) -> str:
    """Return who acted: a program or a part of ours by its name, a citizen as you or another."""
    if row.actor_kind != "citizen":
        return row.actor
    return YOU if row.actor == str(row.subject_id) else ANOTHER


def detail(_: Keyring, row: Any) -> Mapping[str, str]:
    """Return what belongs to an audit line."""
    own = row.subject_id.hex
    return {
        name: (YOU if value == own else ANOTHER) if name in _SUBJECTS else value
        for name, value in row.detail.items()
    }


def payload(_: Keyring, row: Any) -> Mapping[str, Any]:
    """Return what a fact says, without whom it is about."""
    said = msgspec.json.decode(row.payload, type=dict[str, Any])
    return {name: value for name, value in said.items() if not isinstance(value, dict)}
