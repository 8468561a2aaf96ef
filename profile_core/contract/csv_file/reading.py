"""Reading a CSV file (RFC 4180), of any size, a row at a time."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from profile_core.kit.errors import InvalidError

_DELIMITERS = ",;\t"
_LONGEST_CELL = 20_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Row:
    """One row; ``number`` is the one that a spreadsheet shows, where the header is 1."""

    number: int
    cells: tuple[str, ...]


def rows(path: Path) -> Iterator[Row]:
    """Yield every row that is not empty, the header first.

    Comma, semicolon and tab are told apart by the header. A file that is not UTF-8 raises ``InvalidError``.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = _delimiter(file)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for number, cells in enumerate(reader, 1):
                if any(cell.strip() for cell in cells):
                    yield Row(number=number, cells=tuple(cell.strip() for cell in cells))
        except UnicodeDecodeError as error:
            message = "The file is not UTF-8. In your spreadsheet choose: save as, CSV UTF-8."
            raise InvalidError("csv.encoding", message) from error
        except csv.Error as error:
            message = f"Line {reader.line_num} cannot be read: {error}. Is a quotation mark left open?"
            raise InvalidError("csv.malformed", message) from error


def _delimiter(file: IO[str]) -> str:
    try:
        header = file.readline()
    except UnicodeDecodeError as error:
        message = "The file is not UTF-8. In your spreadsheet choose: save as, CSV UTF-8."
        raise InvalidError("csv.encoding", message) from error
    file.seek(0)
    return max(_DELIMITERS, key=header.count)
