"""A file goes in calls that a gateway takes, its rows say how their notifications stand, and no error is lost."""

import csv
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from sqlalchemy import select

from blocks.notifications.csv_file import columns, sending
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import InvalidError, Program
from profile_core.contract.csv_file import Report, reading, sending as rows_sending
from tests.notifications.asked import ask
from tests.notifications.played import CITIZENS, PERMIT, Stage

HEADER = ("externalId", "nationalNumber", "title.nl", "text.nl")


class Gateway:
    """What a file asks of a gateway: this process's own, as the program of Ghent."""

    def __init__(self, stage: Stage, client: httpx2.AsyncClient) -> None:
        self._stage = stage
        self._client = client
        self.calls: list[int] = []

    async def ask(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        self.calls.append(len(variables["items"]))
        return (await ask(self._client, self._stage.gent, document, **variables))["data"]


@pytest.fixture
def program(stage: Stage, gateway: httpx2.AsyncClient) -> Gateway:
    return Gateway(stage, gateway)


async def sent(
    program: Gateway, *rows: Sequence[str], header: Sequence[str] = HEADER, **how: bool
) -> list[rows_sending.Sent]:
    """Send rows, numbered as a spreadsheet does."""
    meant = columns.columns(header, type_code=PERMIT, timezone="Europe/Brussels")
    numbered = [reading.Row(number=at, cells=tuple(row)) for at, row in enumerate(rows, 2)]
    chosen = {"dry_run": False, "updates": False, **how}
    ask = partial(sending.asking(**chosen), cast("Program", program))
    return [one async for one in rows_sending.send(meant, numbered, ask)]


def row(title: str, external_id: str = "1") -> tuple[str, ...]:
    return (external_id, CITIZENS[0], title, "Haal ze af.")


async def test_update_goes_back_to_what_was_said_at_first_and_forth_again(stage: Stage, program: Gateway):
    for title in ("Eerst", "Anders", "Eerst", "Anders"):
        [done] = await sent(program, row(title), updates=True)
        assert (done.taken, done.faults) == (1, ())
        async with stage.platform.store.read() as tx:
            said = await tx.value(select(n.c.title).where(n.c.bucket == stage.citizen().subject.bucket))
        assert said[0]["text"] == title


async def test_a_dry_run_of_an_update_takes_what_is_new_and_what_is_changed(program: Gateway):
    await sent(program, row("Eerst"))
    [done] = await sent(program, row("Anders"), row("Nieuw", "2"), updates=True, dry_run=True)
    assert (done.taken, done.faults) == (2, ())


async def test_a_changed_row_is_refused_and_the_error_names_the_remedy(program: Gateway):
    await sent(program, row("Eerst"))
    [done] = await sent(program, row("Anders"), row("Nieuw", "2"))
    [fault] = done.faults
    assert (done.taken, fault.row, fault.code) == (1, 2, "notifications.duplicate")
    assert "--update" in fault.message


async def test_what_is_wrong_with_one_row_is_that_rows_alone(program: Gateway):
    header = (*HEADER, "pairwiseId", "deleteAfterDays")
    odd = ((*row("a", "1"), "x", ""), (*row("b", "2"), "", "30000000000"), (*row("c\0", "3"), "", ""))
    [done] = await sent(program, *odd, (*row("d", "4"), "", "30"), header=header)
    assert [(one.row, one.column) for one in done.faults] == [
        (2, "pairwiseId"),
        (3, "deleteAfterDays"),
        (4, "title.nl"),
    ]
    assert done.taken == 1


async def test_rows_go_in_calls_of_two_hundred_and_heavy_ones_in_fewer(program: Gateway):
    done = await sent(program, *[row("Kaart", str(at)) for at in range(201)], dry_run=True)
    assert (program.calls, sum(one.taken for one in done)) == ([200, 1], 201)
    program.calls.clear()
    heavy = [(*row("Kaart", str(at)), "x" * 20_000) for at in range(40)]
    await sent(program, *heavy, header=(*HEADER, "link"), dry_run=True)
    assert sum(program.calls) == 40
    assert max(program.calls) * 20_000 * 6 <= 2 * 1024 * 1024


async def test_errors_that_were_found_are_kept_when_a_file_breaks_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    errors = tmp_path / "letters.csv.errors.csv"
    fault = rows_sending.Fault(row=2, column="link", code="item.link", message="Give a whole address.")

    def send() -> None:
        with Report(errors=errors, dry_run=False) as report:
            report.add(rows_sending.Sent(rows=200, taken=199, faults=(fault,)))
            raise InvalidError("program.refused", "No.")

    with pytest.raises(InvalidError):
        send()
    shown = capsys.readouterr()
    assert "199 accepted, 1 refused." in shown.out
    assert "broke off after 200 rows" in shown.err
    with errors.open(encoding="utf-8-sig", newline="") as file:
        assert [line["row"] for line in csv.DictReader(file)] == ["2"]
    with Report(errors=errors, dry_run=False):
        pass
    assert not errors.exists()
