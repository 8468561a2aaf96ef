"""Cells: what people write in spreadsheets, as the provider schema takes it. What cannot be read says what to do."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from profile_core.contract.csv_file.moments import FROM, UNTIL, moment
from profile_core.kit.errors import InvalidError
from profile_core.kit.texts import LANGUAGES

RECIPIENT = ("nationalNumber", "enterpriseNumber", "pairwiseId")
_SHORTENED = re.compile(r"[0-9]{7,10}|[0-9][.,]?[0-9]*E\+?[0-9]+", re.IGNORECASE)
_LONGEST_ROW = 100_000

__all__ = [
    "FROM",
    "RECIPIENT",
    "UNTIL",
    "check_columns",
    "check_shortened",
    "day",
    "missing",
    "moment",
    "number",
    "recipient",
    "said",
    "texts",
    "yes",
]


def check_columns(header: Sequence[str], known: Collection[str], *, family: str = "") -> None:
    """Check the names of a header; ``family`` is how columns begin whose names are the provider's own."""
    for name in header:
        if name not in known and not (family and name.startswith(family) and len(name) > len(family)):
            near = difflib.get_close_matches(name, known, 1, cutoff=0.5)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            more = f" and {family}<name>" if family else ""
            message = f"There is no column {name!r}.{hint} Known are {', '.join(known)}{more}."
            raise InvalidError("csv.column", message, path=(name,))
        if header.count(name) > 1:
            raise InvalidError("csv.column", f"The column {name!r} stands there twice.", path=(name,))


def said(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row that say something, by column."""
    if len(cells) > len(names):
        message = f"The row has {len(cells)} cells, the header {len(names)}. Put quotation marks around a text that holds a separator."
        raise InvalidError("csv.cells", message, path=("",))
    if sum(map(len, cells)) > _LONGEST_ROW:
        message = "The row is longer than any that fits. Is a quotation mark of this row left open?"
        raise InvalidError("csv.cells", message, path=("",))
    return {name: _sound(cell, name) for name, cell in zip(names, cells, strict=False) if cell}


def texts(some: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    """Return a text in each language that the row has; the first of these is the default."""
    found = [language for language in LANGUAGES if f"{name}.{language}" in some]
    return [
        {"language": language, "text": some[f"{name}.{language}"], "default": language == found[0]}
        for language in found
    ]


def recipient(some: Mapping[str, str]) -> dict[str, str]:
    """Return to whom a row goes; what a spreadsheet made of a number is told from one that nobody has."""
    given = {name: some[name] for name in RECIPIENT if name in some} or missing(RECIPIENT[0])
    name, cell = next(iter(given.items()))
    if len(given) > 1:
        message = f"Say to whom in one way: leave all but one of {', '.join(given)} empty in this row."
        raise InvalidError("csv.recipient", message, path=(list(given)[1],))
    if name == RECIPIENT[0]:
        check_shortened(cell, name)
    return given


def check_shortened(cell: str, name: str) -> None:
    """Refuse a national number that a spreadsheet took for a quantity."""
    if _SHORTENED.fullmatch(cell):
        message = (
            "Your spreadsheet changed this number: zeros in front are gone, or it is written with an E. "
            "Make the column text, and fill it in anew."
        )
        raise InvalidError("csv.recipient", message, path=(name,))


def number(cell: str, name: str, most: int) -> int:
    """Read a whole number of at most so many digits."""
    if cell.isascii() and cell.isdigit() and len(cell) <= most:
        return int(cell)
    raise InvalidError("csv.number", f"Write a whole number of at most {most} digits.", path=(name,))


def yes(cell: str, name: str) -> bool:
    """Read whether something is so, as spreadsheets write it in our languages."""
    word = cell.casefold()
    if word in ("yes", "true", "1", "x", "ja", "waar", "oui", "vrai", "wahr"):
        return True
    if word in ("no", "false", "0", "nee", "neen", "onwaar", "non", "faux", "nein", "falsch"):
        return False
    raise InvalidError("csv.yes", "Write yes or no.", path=(name,))


def day(cell: str, name: str) -> str:
    """Read ``2026-12-31`` or ``31/12/2026``; return it as RFC 3339 has a date."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return datetime.strptime(cell, form).date().isoformat()  # noqa: DTZ007 (a day has no zone)
    raise InvalidError("csv.day", "Write a day as 2026-12-31 or 31/12/2026.", path=(name,))


def missing(name: str) -> Any:
    """Say that a cell is empty that is needed."""
    raise InvalidError("csv.missing", "This cell is empty. Fill it in.", path=(name,))


def _sound(cell: str, name: str) -> str:
    if "\0" in cell:
        message = "This cell holds a character that is none (U+0000). Empty it, and fill it in anew."
        raise InvalidError("csv.character", message, path=(name,))
    return cell
