"""The YAML file that says what to read, how a row becomes a notification, and where the position is kept."""

from pathlib import Path
from typing import Any

import msgspec
import yaml

from profile_core.contract import InvalidError


class Legacy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where rows are read: ``GET url?after=INDEX&limit=N``. ``items`` is the field of a list that is not the whole answer."""

    url: str
    index: str
    after: str = "after"
    limit: str = "limit"
    rows: int = 100
    items: str | None = None
    headers: dict[str, str] = {}


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in a field of a notification: a field of the row, a constant, or a template of {fields}."""

    field: str | None = None
    constant: Any = None
    template: str | None = None


class Deleted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rows say that something was deleted."""

    field: str
    equals: Any


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a connector is told. A name in ``item`` is a path: ``recipient.nationalNumber``, ``title.nl``."""

    legacy: Legacy
    item: dict[str, Value]
    deleted: Deleted | None = None
    every: float = 30.0


def read(file: Path) -> Plan:
    """Read a plan; what is wrong with it raises ``InvalidError`` that says where."""
    try:
        plan = msgspec.convert(yaml.safe_load(file.read_bytes()), Plan)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise InvalidError("connector.plan", f"{file} is no plan of a connector: {error}") from error
    for name, value in plan.item.items():
        if (value.field, value.constant, value.template).count(None) != 2:
            message = f"Say of {name} one of: field, constant, template."
            raise InvalidError("connector.plan", message)
    return plan
