"""A mandate as a value, and its sealed names."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from profile_core.contract import Platform, SubjectRef, clock
from profile_core.kit.keyring import Keyring

ROLE = "VOL"
"""The code of the role that a mandate gives."""
SOURCE = "sso:mandates"
"""Our name as a source of roles; no register can be called so."""
_PURPOSE = "sso mandate names"


class State(StrEnum):
    """Where a mandate stands; the last three are ends."""

    WAITING = "waiting"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"
    EXPIRED = "expired"


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Who gave it, how the giver calls the other, and the other's own name once they accepted."""

    giver: str
    called: str
    holder: str = ""

    def sealed(self, keyring: Keyring, mandate: UUID) -> bytes:
        """Seal the names, bound to their row."""
        return keyring.seal(_PURPOSE, msgspec.json.encode(self), bound_to=mandate.bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """That ``holder`` may act for ``giver`` up to and including a day, once they accepted."""

    id: UUID
    giver: SubjectRef
    holder: SubjectRef
    names: Names = field(repr=False)
    valid_until: date
    given_at: datetime
    state: State
    closed_as: str

    @property
    def holder_name(self) -> str:
        """Return the holder's name as far as the giver may know it: what they typed, until it is accepted."""
        return self.names.holder or self.names.called


def of(keyring: Keyring, row: Any, today: date) -> Mandate:
    """Return a row as the value that it is today."""
    return Mandate(
        id=row.id,
        giver=SubjectRef(row.giver_id),
        holder=SubjectRef(row.holder_id),
        names=opened(keyring, row.id, row.names),
        valid_until=row.valid_until,
        given_at=row.given_at,
        state=_state(row, today),
        closed_as=row.closed_as or "",
    )


def opened(keyring: Keyring, mandate: UUID, sealed: bytes) -> Names:
    """Open the names of a row."""
    return msgspec.json.decode(keyring.open_sealed(_PURPOSE, sealed, bound_to=mandate.bytes), type=Names)


def today(platform: Platform) -> date:
    """Return the day on which we are, where the deployment is."""
    return clock.today(platform.settings.timezone)


def _state(row: Any, today: date) -> State:
    if row.closed_as in ("giver", "holder"):
        return State.ENDED
    if row.closed_as is not None:
        return State(row.closed_as)
    if row.valid_until < today:
        return State.EXPIRED
    return State.WAITING if row.accepted_at is None else State.ACTIVE
