"""A file as an employee makes it becomes items, or errors that name row, column and remedy."""

import contextlib
import csv
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from blocks.notifications.csv_file import columns
from profile_core.contract import InvalidError
from profile_core.contract.csv_file import cells, reading

BRUSSELS = "Europe/Brussels"
HEADER = ("externalId", "nationalNumber")


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "rows.csv"
    file.write_bytes(text.encode(encoding))
    return file


def meant(*header: str, type_code: str | None = "parking.permit") -> columns.Columns:
    return columns.columns(header, type_code=type_code, timezone=BRUSSELS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_of_every_kind_are_read(tmp_path: Path, delimiter: str, encoding: str):
    lines = [["externalId", "text.nl"], ["1", 'één, "twee"; drie'], ["", ""], ["2", "op\ntwee regels"]]
    file = tmp_path / "rows.csv"
    with file.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened, delimiter=delimiter).writerows(lines)
    assert [(row.number, list(row.cells)) for row in reading.rows(file)] == [
        (1, lines[0]),
        (2, lines[1]),
        (4, lines[3]),
    ]


@pytest.mark.parametrize("text", ["externalId;naam\n1;Zoë\n", "externalId;straat é\n1;x\n"])
def test_file_in_another_encoding_says_how_to_save_it(tmp_path: Path, text: str):
    with pytest.raises(InvalidError, match="CSV UTF-8"):
        list(reading.rows(written(tmp_path, text, "cp1252")))


def test_quotation_mark_that_is_left_open_is_named_by_its_line(tmp_path: Path):
    with pytest.raises(InvalidError, match="quotation mark"):
        list(reading.rows(written(tmp_path, 'externalId,link\n1,"https://x\n2,y\n')))


def test_row_becomes_the_item_that_a_program_would_send():
    header = (
        *HEADER,
        "title.nl",
        "title.fr",
        "value.plate",
        "deadline",
        "deleteAfterDays",
        "appointment.place",
    )
    row = ("7", "93051822361", "Kaart", "Carte", "1-ABC-234", "31/12/2026", "30", "Zuid 1")
    assert meant(*header).item(row) == {
        "type": "parking.permit",
        "externalId": "7",
        "recipient": {"nationalNumber": "93051822361"},
        "title": [
            {"language": "nl", "text": "Kaart", "default": True},
            {"language": "fr", "text": "Carte", "default": False},
        ],
        "values": [{"name": "plate", "value": "1-ABC-234"}],
        "deadline": "2026-12-31T22:59:00Z",
        "deleteAfterDays": 30,
        "appointment": {"place": "Zuid 1"},
    }


def test_empty_cells_are_left_out_and_short_rows_are_whole():
    assert meant(*HEADER, "link", "text.nl").item(("7", "93051822361")) == {
        "type": "parking.permit",
        "externalId": "7",
        "recipient": {"nationalNumber": "93051822361"},
    }


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (("externalId", "nationalNumer"), "'nationalNumber'"),
        (("externalId", "titel.nl", "pairwiseId"), "'title.nl'"),
        (("externalId", "externalId", "pairwiseId"), "twice"),
        (("nationalNumber",), "needs the column externalId"),
        (("externalId",), "one of nationalNumber"),
        (("externalId", "pairwiseId", "value."), "no column 'value.'"),
    ],
)
def test_header_that_cannot_be_meant_says_what_could(header: tuple[str, ...], said: str):
    with pytest.raises(InvalidError, match=said):
        meant(*header)


def test_type_stands_in_a_column_or_on_the_command_line():
    with pytest.raises(InvalidError, match="--type"):
        meant(*HEADER, type_code=None)
    assert meant(*HEADER, "type").item(("7", "1", "other"))["type"] == "other"
    assert meant(*HEADER, "type").item(("7", "1", ""))["type"] == "parking.permit"


@pytest.mark.parametrize(
    ("header", "row", "column"),
    [
        (HEADER, ("7", ""), "nationalNumber"),
        (HEADER, ("7", "1", "too many"), ""),
        ((*HEADER, "type"), ("7", "1", ""), "type"),
        ((*HEADER, "type", "version"), ("7", "1", "a", "1.5"), "version"),
        ((*HEADER, "type", "deadline"), ("7", "1", "a", "tomorrow"), "deadline"),
        ((*HEADER, "type", "appointment.startsAt"), ("7", "1", "a", "31/12/2026"), "appointment.startsAt"),
        ((*HEADER, "pairwiseId"), ("7", "93051822361", "x"), "pairwiseId"),
        (HEADER, ("7", "1020300071"), "nationalNumber"),
        (HEADER, ("7", "1,02E+09"), "nationalNumber"),
        ((*HEADER, "deleteAfterDays"), ("7", "93051822361", "30000000000"), "deleteAfterDays"),
        ((*HEADER, "version"), ("7", "93051822361", "9" * 5000), "version"),
        ((*HEADER, "expiresAt"), ("7", "93051822361", "9999-12-31T23:59:59-12:00"), "expiresAt"),
        ((*HEADER, "validFrom"), ("7", "93051822361", "0001-01-01"), "validFrom"),
        ((*HEADER, "title.nl"), ("7", "93051822361", "a\0b"), "title.nl"),
        ((*HEADER, *(f"value.{at}" for at in range(10))), ("7", "93051822361", *["x" * 10_001] * 10), ""),
    ],
)
def test_row_that_cannot_be_meant_names_the_column(
    header: tuple[str, ...], row: tuple[str, ...], column: str
):
    with pytest.raises(InvalidError) as raised:
        meant(*header, type_code=None if "type" in header else "a").item(row)
    assert raised.value.path == (column,)


@pytest.mark.parametrize(
    ("cell", "column", "expected"),
    [
        ("2026-12-01 10:00", "createdAt", "2026-12-01T09:00:00Z"),
        ("2026-07-01 09:30", "deadline", "2026-07-01T07:30:00Z"),
        ("01/07/2026 09:30", "deadline", "2026-07-01T07:30:00Z"),
        ("2026-12-01", "deadline", "2026-12-01T22:59:00Z"),
        ("2026-12-01", "validFrom", "2026-11-30T23:00:00Z"),
        ("2026-12-01T10:00:00Z", "deadline", "2026-12-01T10:00:00Z"),
        ("2026-12-01T10:00:00+02:00", "deadline", "2026-12-01T08:00:00Z"),
    ],
)
def test_moment_is_the_regions_own_time(cell: str, column: str, expected: str):
    row = ("7", "93051822361", cell)
    assert meant(*HEADER, column).item(row)[column] == expected


@given(st.text())
def test_no_moment_is_ever_a_crash(cell: str):
    with contextlib.suppress(InvalidError):
        assert cells.moment(cell, BRUSSELS, "deadline", day=cells.UNTIL).endswith("Z")


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ((), ""),
        (("recipient", "nationalNumber"), "nationalNumber"),
        (("recipient",), "recipient"),
        (("appointment", "startsAt"), "appointment.startsAt"),
        (("values", "0"), "value"),
        (("title",), "title"),
    ],
)
def test_error_of_the_gateway_is_led_back_to_its_column(path: tuple[str, ...], column: str):
    assert meant(*HEADER).column_of(path) == column
