"""What a case system is configured with: its address, who may ask, and what it has."""

from typing import Any, Literal

import msgspec

Fault = Literal["none", "error", "slow", "unfiltered", "elsewhere", "garbage"]


class StatusEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A status that a case has, or had."""

    type: str
    at: str
    text: str = ""


class RoleEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom a case names; ``identification`` as the API has it for that kind."""

    kind: str
    role: str
    identification: dict[str, Any]


class CaseEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case. ``fields`` are laid over what it says of itself."""

    uuid: str
    type: str
    started: str
    roles: list[RoleEntry]
    statuses: list[StatusEntry]
    result: str = ""
    fields: dict[str, Any] = {}


class TypeEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case type, with its status types in the order of the road."""

    code: str
    name: str
    statuses: list[str]
    direction: str = "extern"


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration file. ``clients`` are their secrets by id."""

    address: str
    clients: dict[str, str]
    types: list[TypeEntry] = []
    cases: list[CaseEntry] = []
    page_size: int = 100
