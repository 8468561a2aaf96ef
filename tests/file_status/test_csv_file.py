"""Rows of a spreadsheet as files: what a cell may say, and which column an error names."""

from typing import Any

import msgspec
import pytest

from blocks.file_status.csv_file import columns
from blocks.file_status.model import FileDraft
from profile_core.contract import InvalidError
from tests.file_status.played import ANN, BEN, Stage

ROW = {
    "externalId": "7",
    "service": "service-of-gent",
    "name.nl": "Renovatiepremie",
    "applicant.nationalNumber": ANN,
    "phase": "treatment",
    "code": "in_treatment",
    "createdAt": "2026-03-02",
    "changedAt": "02/03/2026 10:00",
}


def item(**otherwise: str) -> dict[str, Any]:
    """Return a sound row as an item, with what a test wants otherwise; names have ``__`` for a point."""
    row = ROW | {name.replace("__", "."): cell for name, cell in otherwise.items()}
    return columns.columns(list(row), timezone="Europe/Brussels").item(list(row.values()))


async def test_a_row_is_a_file_with_a_status(stage: Stage):
    told = item(
        name__fr="Prime",
        beneficiary__nationalNumber=BEN,
        viewer__enterpriseNumber="0123456749 0207437468",
        phase="treatment",
        code="information_needed",
        actionNeeded="ja",
        action__nl="Stuur uw plan op.",
        actionLink="https://premies.gent.example/7",
        actionDeadline="2026-04-09",
        detail__nl="Er ontbreekt een plan.",
        nextStep__nl="Wij beslissen.",
        nextStep__expectedOn="01/06/2026",
        targetDate="2026-07-01",
        contact__name="Dienst wonen",
        link="https://premies.gent.example/",
    )
    draft = msgspec.convert(told, FileDraft)
    assert [(one.relation, one.recipient.national_number) for one in draft.participants][:2] == [
        ("APPLICANT", ANN),
        ("BENEFICIARY", BEN),
    ]
    assert [one.recipient.enterprise_number for one in draft.participants][2:] == ["0123456749", "0207437468"]
    assert told["changedAt"] == told["statuses"][0]["changedAt"] == "2026-03-02T09:00:00Z"
    assert told["createdAt"] == "2026-03-01T23:00:00Z"
    assert told["statuses"][0]["actionDeadline"] == "2026-04-09T21:59:00Z"
    sole = msgspec.convert(told | {"participants": told["participants"][:2]}, FileDraft)
    [outcome] = await stage.register(sole)
    assert not isinstance(outcome, Exception), outcome
    [seen] = await stage.listed()
    assert seen.must_act and seen.about.contact.name == "Dienst wonen"
    assert str(seen.about.target_date) == "2026-07-01"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"externalId": ""}, "externalId"),
        ({"changedAt": "eergisteren"}, "changedAt"),
        ({"sequence": "1,5"}, "sequence"),
        ({"actionNeeded": "misschien"}, "actionNeeded"),
        ({"targetDate": "2026-02-30"}, "targetDate"),
        ({"applicant__nationalNumber": "1020300071"}, "applicant.nationalNumber"),
        ({"applicant__nationalNumber": ""}, "applicant.nationalNumber"),
        ({"name__nl": ""}, "name.nl"),
    ],
)
def test_a_cell_that_cannot_be_meant_names_its_column(cells: dict[str, str], column: str):
    with pytest.raises(InvalidError) as raised:
        item(**cells)
    assert raised.value.path == (column,)


@pytest.mark.parametrize("absent", ["externalId", "name.nl", "applicant.nationalNumber", "phase"])
def test_a_header_without_what_is_needed_says_so(absent: str):
    header = [name for name in ROW if name != absent]
    with pytest.raises(InvalidError, match="header needs"):
        columns.columns(header, timezone="Europe/Brussels")


def test_a_column_that_nobody_knows_is_not_left_out_silently():
    with pytest.raises(InvalidError, match="Did you mean 'phase'"):
        columns.columns([*ROW, "fase"], timezone="Europe/Brussels")


@pytest.mark.parametrize(
    ("path", "column"),
    [
        (["statuses", "0", "code"], "code"),
        (["participants", "0", "recipient", "nationalNumber"], "applicant.nationalNumber"),
        (["name", "0", "text"], "name"),
        (["nextStep", "expectedOn"], "nextStep.expectedOn"),
        ([], ""),
    ],
)
def test_an_error_of_the_answer_names_its_column(path: list[str], column: str):
    assert columns.columns(list(ROW), timezone="Europe/Brussels").column_of(path) == column
