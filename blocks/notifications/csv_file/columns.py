"""What the columns of a file mean: the fields of ``NotificationInput``, one cell each."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blocks.notifications.csv_file.moments import moment
from profile_core.contract import LANGUAGES, InvalidError

RECIPIENT = ("nationalNumber", "enterpriseNumber", "pairwiseId")
_SHORTENED = re.compile(r"[0-9]{7,10}|[0-9][.,]?[0-9]*E\+?[0-9]+", re.IGNORECASE)
_TEXTS = ("title", "text")
_PLAIN = ("type", "externalId", "link", "groupId", "brand")
_MOMENTS = ("createdAt", "validFrom", "expiresAt", "deadline", "deleteAt")
_NUMBERS = {"deleteAfterDays": 9, "version": 16}
"""With how many digits each has at most: more, and no call could carry it."""
_APPOINTMENT = ("startsAt", "endsAt", "place", "address")
_VALUE = "value."
_LONGEST_ROW = 100_000
_KNOWN = (
    *_PLAIN,
    *RECIPIENT,
    *(f"{text}.{language}" for text in _TEXTS for language in LANGUAGES),
    *_MOMENTS,
    *_NUMBERS,
    *(f"appointment.{name}" for name in _APPOINTMENT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of one file. ``type`` stands for the column of that name where the file has none."""

    names: tuple[str, ...]
    type: str | None
    timezone: str

    def item(self, cells: Sequence[str]) -> dict[str, Any]:
        """Return a row as an item of ``registerNotifications``; what cannot be one raises ``InvalidError``."""
        if len(cells) > len(self.names):
            message = f"The row has {len(cells)} cells, the header {len(self.names)}. Put quotation marks around a text that holds a separator."
            raise InvalidError("csv.cells", message, path=("",))
        if sum(map(len, cells)) > _LONGEST_ROW:
            message = "The row is longer than any notification. Is a quotation mark of this row left open?"
            raise InvalidError("csv.cells", message, path=("",))
        said = {name: _sound(cell, name) for name, cell in zip(self.names, cells, strict=False) if cell}
        return {
            "type": said.get("type") or self.type or _missing("type"),
            **{name: said[name] for name in _PLAIN[1:] if name in said},
            "recipient": _recipient(said),
            **{name: moment(said[name], self.timezone, name) for name in _MOMENTS if name in said},
            **{name: _number(said[name], name, most) for name, most in _NUMBERS.items() if name in said},
            **_structured(said, self.timezone),
        }


def columns(header: Sequence[str], *, type_code: str | None, timezone: str) -> Columns:
    """Read a header; a column that we do not know, or one that is missing, raises ``InvalidError``."""
    for name in header:
        if name not in _KNOWN and not (name.startswith(_VALUE) and len(name) > len(_VALUE)):
            near = difflib.get_close_matches(name, _KNOWN, 1, cutoff=0.5)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            message = f"There is no column {name!r}.{hint} Known are {', '.join(_KNOWN)} and value.<name>."
            raise InvalidError("csv.column", message, path=(name,))
        if header.count(name) > 1:
            raise InvalidError("csv.column", f"The column {name!r} stands there twice.", path=(name,))
    if "externalId" not in header or not any(name in header for name in RECIPIENT):
        message = f"The header needs the column externalId, and one of {', '.join(RECIPIENT)}."
        raise InvalidError("csv.column", message)
    if "type" not in header and type_code is None:
        raise InvalidError("csv.column", "Add a column type, or name the type of all rows with --type.")
    return Columns(names=tuple(header), type=type_code, timezone=timezone)


def column_of(path: Sequence[str]) -> str:
    """Return the column that a path into an item speaks of (``["recipient", "nationalNumber"]``), or an empty text."""
    if not path:
        return ""
    if path[0] in ("recipient", "appointment") and len(path) > 1:
        return path[1] if path[0] == "recipient" else f"appointment.{path[1]}"
    return "value" if path[0] == "values" else path[0]


def _structured(said: Mapping[str, str], timezone: str) -> dict[str, Any]:
    item: dict[str, Any] = {name: texts for name in _TEXTS if (texts := _texts(said, name))}
    values = [
        {"name": name[len(_VALUE) :], "value": cell} for name, cell in said.items() if name.startswith(_VALUE)
    ]
    if values:
        item["values"] = values
    meant = {name: said[f"appointment.{name}"] for name in _APPOINTMENT if f"appointment.{name}" in said}
    if meant:
        moments = {
            name: moment(meant[name], timezone, f"appointment.{name}")
            for name in _APPOINTMENT[:2]
            if name in meant
        }
        item["appointment"] = {**meant, **moments}
    return item


def _texts(said: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    """Return a text in each language that the row has; the first of these is the default."""
    found = [language for language in LANGUAGES if f"{name}.{language}" in said]
    return [
        {"language": language, "text": said[f"{name}.{language}"], "default": language == found[0]}
        for language in found
    ]


def _sound(cell: str, name: str) -> str:
    if "\0" in cell:
        message = "This cell holds a character that is none (U+0000). Empty it, and fill it in anew."
        raise InvalidError("csv.character", message, path=(name,))
    return cell


def _recipient(said: Mapping[str, str]) -> dict[str, str]:
    """Return to whom a row goes; what a spreadsheet made of a number is told from one that nobody has."""
    given = {name: said[name] for name in RECIPIENT if name in said} or _missing(RECIPIENT[0])
    name, cell = next(iter(given.items()))
    if len(given) > 1:
        message = f"Say to whom in one way: leave all but one of {', '.join(given)} empty in this row."
        raise InvalidError("csv.recipient", message, path=(list(given)[1],))
    if name == RECIPIENT[0] and _SHORTENED.fullmatch(cell):
        message = (
            "Your spreadsheet changed this number: zeros in front are gone, or it is written with an E. "
            "Make the column text, and fill it in anew."
        )
        raise InvalidError("csv.recipient", message, path=(name,))
    return given


def _number(cell: str, name: str, most: int) -> int:
    if cell.isascii() and cell.isdigit() and len(cell) <= most:
        return int(cell)
    raise InvalidError("csv.number", f"Write a whole number of at most {most} digits.", path=(name,))


def _missing(name: str) -> Any:
    raise InvalidError("csv.missing", "This cell is empty. Fill it in.", path=(name,))
