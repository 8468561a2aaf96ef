"""What a register is configured with, what it knows, and what it remembers while it runs."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from profile_core.testing.issuer_keys import IssuerKeys
from profile_core.testing.shelf import Shelf

_FOLDER = Path(__file__).with_name("data")
_REMEMBERED = 120
"""Seconds; longer than a question is good for."""

Fault = Literal["none", "slow", "error", "garbage", "endless"]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file: whose data, at which address, and whose questions are answered."""

    data: Literal["enterprises", "mandates"]
    address: str
    issuer: str


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """That ``holder`` may act as ``code`` for the enterprise or the person that has the number."""

    holder: str
    code: Literal["EA", "VOG", "VOL"]
    name: str
    enterprise_number: str = ""
    national_number: str = ""
    valid_from: str = ""
    valid_until: str = ""

    def told(self) -> dict[str, str]:
        """Return what the register says of it to who asks about the holder."""
        return {
            name: value for name, value in msgspec.to_builtins(self).items() if value and name != "holder"
        }


@dataclass(slots=True, kw_only=True)
class Register:
    """A running register. ``fault`` is how it misbehaves at present."""

    config: Config
    fault: Fault = "none"
    keys: IssuerKeys = field(default_factory=IssuerKeys)
    spent: Shelf[bool] = field(default_factory=lambda: Shelf[bool](_REMEMBERED))

    def roles_of(self, holder: str) -> list[dict[str, Any]]:
        """Return the roles of a person; nobody whom the register knows has none."""
        return [entry.told() for entry in load(self.config.data) if entry.holder == holder]


def load(data: str) -> tuple[Entry, ...]:
    """Return all that a register knows."""
    return msgspec.json.decode((_FOLDER / f"{data}.json").read_bytes(), type=tuple[Entry, ...])
