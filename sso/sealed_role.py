"""A role as it is stored: its code and its subject lie open, the rest is sealed, for its texts name people."""

from typing import Self
from uuid import UUID

import msgspec

from profile_core.contract import SubjectRef
from profile_core.contract.roles import SELF
from profile_core.kit.keyring import Keyring
from sso.model import ActiveRole

_PURPOSE = "sso role"


def seal(keyring: Keyring, role: ActiveRole, *, bound_to: bytes) -> bytes:
    """Seal what does not lie open, for one row."""
    return keyring.seal(_PURPOSE, msgspec.json.encode(_Role.of(role)), bound_to=bound_to)


def opened(keyring: Keyring, code: str, subject: UUID, sealed: bytes, *, bound_to: bytes) -> ActiveRole:
    """Return the role of a row; that of oneself says nothing more."""
    if code == SELF:
        return ActiveRole(code=SELF, subject=SubjectRef(subject))
    role = msgspec.json.decode(keyring.open_sealed(_PURPOSE, sealed, bound_to=bound_to), type=_Role)
    return ActiveRole(code=code, subject=SubjectRef(subject), **msgspec.structs.asdict(role))


class _Role(msgspec.Struct, frozen=True, kw_only=True):
    source: str
    name: str
    identifier: str
    giver: str

    @classmethod
    def of(cls, role: ActiveRole) -> Self:
        return cls(source=role.source, name=role.name, identifier=role.identifier, giver=role.giver)
