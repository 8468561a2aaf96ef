"""What the columns of a file mean: the fields of ``FileInput`` with one status, a cell each.

A file that had several statuses has a row for each: rows of one ``externalId`` may stand in any order, and in several
files, for what has the highest ``sequence`` or ``changedAt`` counts and every status is history.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blocks.file_status.model import Relation
from profile_core.contract import LANGUAGES, InvalidError
from profile_core.contract.csv_file import cells

_NEEDED = ("externalId", "service", "phase", "code", "createdAt", "changedAt")
_CONTACT = ("name", "email", "phone")
_DAYS = ("targetDate", "nextStep.expectedOn")
_DIGITS = 16
_PARTIES = {
    f"{relation.lower()}.{number}": (relation, number) for relation in Relation for number in cells.RECIPIENT
}
_KNOWN = (
    *_NEEDED,
    *_PARTIES,
    *(f"{text}.{language}" for text in ("name", "detail", "action", "nextStep") for language in LANGUAGES),
    *("sequence", "link", "actionNeeded", "actionLink", "actionDeadline", *_DAYS),
    *(f"contact.{name}" for name in _CONTACT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of one file."""

    names: tuple[str, ...]
    timezone: str

    def item(self, row: Sequence[str]) -> dict[str, Any]:
        """Return a row as an item of ``registerFiles``; what cannot be one raises ``InvalidError``."""
        said = cells.said(self.names, row)
        for name in _NEEDED:
            if name not in said:
                cells.missing(name)
        status = self._status(said)
        counted = {name: status[name] for name in ("changedAt", "sequence") if name in status}
        return {
            **{name: said[name] for name in ("externalId", "service", "link") if name in said},
            "name": cells.texts(said, "name") or cells.missing(f"name.{LANGUAGES[0]}"),
            "createdAt": self._moment(said, "createdAt"),
            **counted,
            "participants": list(_participants(said)),
            "statuses": [status],
            **_parts(said),
        }

    def column_of(self, path: Sequence[str]) -> str:
        """Return the column that a path into an item speaks of (``["statuses", "0", "code"]``), or an empty text."""
        if path[:1] == ["statuses"]:
            return path[2] if len(path) > 2 else ""
        if path[:1] == ["participants"]:
            given = [name for name in self.names if name in _PARTIES]
            return given[0] if len(given) == 1 else ""
        return ".".join(one for one in path[:2] if not one.isdigit())

    def _status(self, said: Mapping[str, str]) -> dict[str, Any]:
        status: dict[str, Any] = {
            "phase": said["phase"],
            "code": said["code"],
            "changedAt": self._moment(said, "changedAt"),
        }
        if "sequence" in said:
            status["sequence"] = cells.number(said["sequence"], "sequence", _DIGITS)
        if "actionNeeded" in said:
            status["actionNeeded"] = cells.yes(said["actionNeeded"], "actionNeeded")
        if "actionDeadline" in said:
            deadline = said["actionDeadline"]
            status["actionDeadline"] = cells.moment(
                deadline, self.timezone, "actionDeadline", day=cells.UNTIL
            )
        if "actionLink" in said:
            status["actionLink"] = said["actionLink"]
        return status | {name: texts for name in ("detail", "action") if (texts := cells.texts(said, name))}

    def _moment(self, said: Mapping[str, str], name: str) -> str:
        """Read since when something is so: a day alone began with its midnight."""
        return cells.moment(said[name], self.timezone, name, day=cells.FROM)


def columns(header: Sequence[str], *, timezone: str) -> Columns:
    """Read a header; a column that we do not know, or one that is missing, raises ``InvalidError``."""
    cells.check_columns(header, _KNOWN)
    absent = [name for name in _NEEDED if name not in header]
    if absent or not any(name.startswith("name.") for name in header):
        needed = ", ".join((*_NEEDED, f"name.{LANGUAGES[0]}"))
        raise InvalidError("csv.column", f"The header needs the columns {needed}.")
    if not any(name in _PARTIES for name in header):
        message = f"The header needs whom a file concerns: one or more of {', '.join(_PARTIES)}."
        raise InvalidError("csv.column", message)
    return Columns(names=tuple(header), timezone=timezone)


def _participants(said: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield whom a row names; several numbers in a cell have a blank between them."""
    found = False
    for column, (relation, kind) in _PARTIES.items():
        for number in said.get(column, "").split():
            if kind == cells.RECIPIENT[0]:
                cells.check_shortened(number, column)
            found = True
            yield {"relation": relation.value, "recipient": {kind: number}}
    if not found:
        cells.missing(next(iter(_PARTIES)))


def _parts(said: Mapping[str, str]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if contact := {name: said[f"contact.{name}"] for name in _CONTACT if f"contact.{name}" in said}:
        parts["contact"] = contact
    if text := cells.texts(said, "nextStep"):
        expected = {"expectedOn": cells.day(said[_DAYS[1]], _DAYS[1])} if _DAYS[1] in said else {}
        parts["nextStep"] = {"text": text, **expected}
    if _DAYS[0] in said:
        parts["targetDate"] = cells.day(said[_DAYS[0]], _DAYS[0])
    return parts
