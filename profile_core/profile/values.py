"""How a row that is held is said on a page: what each column is called, and what stands in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from profile_core.contract import Kept, Texts, texts_from_json

Form = Literal["moment", "day", "texts", "yes", "no", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One column of a row, and how it is said."""

    label: Texts
    form: Form
    value: Any


def values(kept: Kept, row: Mapping[str, Any], names: Mapping[str, Texts]) -> Iterator[Value]:
    """Give what a row says; what is not there is left out."""
    for column, label in kept.said.items():
        value = row[column]
        if value is None or value in ("", [], {}):
            continue
        word = kept.words.get(column, {}).get(str(value)) or names.get(str(value))
        form, said = ("texts", word) if word else _said(value)
        yield Value(label=label, form=form, value=said)


def _said(value: Any) -> tuple[Form, Any]:
    if isinstance(value, bool):
        return ("yes" if value else "no"), ""
    if isinstance(value, datetime):
        return "moment", value
    if isinstance(value, date):
        return "day", value
    if isinstance(value, list):
        items = cast("list[Any]", value)
        if all(isinstance(one, dict) and "language" in one for one in items):
            return "texts", texts_from_json(items)
    return "text", _flat(value)


def _flat(value: Any) -> str:
    """Say what is nested in one line: names and what they stand for."""
    if isinstance(value, Mapping):
        said = cast("Mapping[str, Any]", value)
        pairs = ((name, _flat(one)) for name, one in said.items() if one not in (None, "", [], {}))
        return "; ".join(f"{name}: {one}" for name, one in pairs)
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(one) for one in cast("list[Any]", value))
    return str(value)
