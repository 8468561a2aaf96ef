"""What the columns of a file mean: the fields of ``NotificationInput``, one cell each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from profile_core.contract import LANGUAGES, InvalidError
from profile_core.contract.csv_file import cells

_TEXTS = ("title", "text")
_PLAIN = ("type", "externalId", "link", "groupId", "brand")
_MOMENTS = {"createdAt": cells.UNTIL, "validFrom": cells.FROM} | dict.fromkeys(
    ("expiresAt", "deadline", "deleteAt"), cells.UNTIL
)
_NUMBERS = {"deleteAfterDays": 9, "version": 16}
"""With how many digits each has at most: more, and no call could carry it."""
_APPOINTMENT = ("startsAt", "endsAt", "place", "address")
_VALUE = "value."
_KNOWN = (
    *_PLAIN,
    *cells.RECIPIENT,
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

    def item(self, row: Sequence[str]) -> dict[str, Any]:
        """Return a row as an item of ``registerNotifications``; what cannot be one raises ``InvalidError``."""
        said = cells.said(self.names, row)
        return {
            "type": said.get("type") or self.type or cells.missing("type"),
            **{name: said[name] for name in _PLAIN[1:] if name in said},
            "recipient": cells.recipient(said),
            **{
                name: cells.moment(said[name], self.timezone, name, day=day)
                for name, day in _MOMENTS.items()
                if name in said
            },
            **{name: cells.number(said[name], name, most) for name, most in _NUMBERS.items() if name in said},
            **_structured(said, self.timezone),
        }

    def column_of(self, path: Sequence[str]) -> str:
        """Return the column that a path into an item speaks of (``["recipient", "nationalNumber"]``), or an empty text."""
        if not path:
            return ""
        if path[0] in ("recipient", "appointment") and len(path) > 1:
            return path[1] if path[0] == "recipient" else f"appointment.{path[1]}"
        return "value" if path[0] == "values" else path[0]


def columns(header: Sequence[str], *, type_code: str | None, timezone: str) -> Columns:
    """Read a header; a column that we do not know, or one that is missing, raises ``InvalidError``."""
    cells.check_columns(header, _KNOWN, family=_VALUE)
    if "externalId" not in header or not any(name in header for name in cells.RECIPIENT):
        message = f"The header needs the column externalId, and one of {', '.join(cells.RECIPIENT)}."
        raise InvalidError("csv.column", message)
    if "type" not in header and type_code is None:
        raise InvalidError("csv.column", "Add a column type, or name the type of all rows with --type.")
    return Columns(names=tuple(header), type=type_code, timezone=timezone)


def _structured(said: Mapping[str, str], timezone: str) -> dict[str, Any]:
    item: dict[str, Any] = {name: texts for name in _TEXTS if (texts := cells.texts(said, name))}
    values = [
        {"name": name[len(_VALUE) :], "value": cell} for name, cell in said.items() if name.startswith(_VALUE)
    ]
    if values:
        item["values"] = values
    meant = {name: said[f"appointment.{name}"] for name in _APPOINTMENT if f"appointment.{name}" in said}
    if meant:
        moments = {
            name: cells.moment(meant[name], timezone, f"appointment.{name}", day=None)
            for name in _APPOINTMENT[:2]
            if name in meant
        }
        item["appointment"] = {**meant, **moments}
    return item
