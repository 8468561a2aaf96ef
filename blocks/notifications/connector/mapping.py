"""Making notifications of rows, by what the plan says of each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from blocks.notifications.connector.plan import Plan, Value
from profile_core.contract import InvalidError

_TEXTS = ("title", "text")
_KEY = ("type", "externalId", "recipient")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A row as it is to be pushed: the item, or the key of one that is gone."""

    index: int
    item: Mapping[str, Any] = field(repr=False)
    gone: bool

    @property
    def key(self) -> dict[str, Any]:
        """Return the natural key."""
        return {name: self.item[name] for name in _KEY}


def index_of(plan: Plan, row: Mapping[str, Any]) -> int:
    """Return the index of a row; a row without one raises ``InvalidError``, for nothing can go on after it."""
    index = row.get(plan.legacy.index)
    if isinstance(index, bool) or not isinstance(index, int):
        raise InvalidError("connector.index", f"A row has no whole number as {plan.legacy.index}.")
    return index


def step(plan: Plan, row: Mapping[str, Any]) -> Step:
    """Make a step of a row; what is missing in it raises ``InvalidError``."""
    item: dict[str, Any] = {}
    for path, value in plan.item.items():
        said = _value(path, value, row)
        if said is not None:
            _put(item, path, said)
    for name in _KEY:
        if name not in item:
            raise InvalidError("connector.key", f"The row gives no {name}.", path=(name,))
    gone = plan.deleted is not None and row.get(plan.deleted.field) == plan.deleted.equals
    return Step(index=index_of(plan, row), item=item, gone=gone)


def _value(path: str, value: Value, row: Mapping[str, Any]) -> Any:
    if value.template is not None:
        try:
            return value.template.format_map(row)
        except (KeyError, ValueError, IndexError, AttributeError) as error:
            message = "The row lacks a field of this template."
            raise InvalidError("connector.template", message, path=(path,)) from error
    return value.constant if value.field is None else row.get(value.field)


def _put(item: dict[str, Any], path: str, said: Any) -> None:
    first, _, rest = path.partition(".")
    if first in _TEXTS:
        item.setdefault(first, []).append({"language": rest, "text": str(said)})
    elif rest:
        item.setdefault(first, {})[rest] = said
    else:
        item[first] = str(said) if first == "externalId" else said
