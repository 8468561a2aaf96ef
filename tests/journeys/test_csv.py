"""J9: a municipality without developers sends a file, mends what was wrong, sends it again; nothing is sent twice."""

import asyncio
import csv
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.faults.size import sized
from tests.journeys.provider import register_type
from tests.region import PROGRAM, Region

pytestmark = pytest.mark.journey

HEADER = ("externalId", "nationalNumber", "title.nl", "title.fr", "text.nl", "link")
COUNT, BAD = sized(short=5_000, long=100_000), sized(short=3, long=300)
PATIENCE = sized(short=600, long=3_600)
FAULTS = (
    ("nationalNumber", "12345678901", "no valid national number"),
    ("link", "javascript:alert(1)", "https://"),
    ("title", "x" * 141, "at most 140"),
)
_COLUMN = {"nationalNumber": 1, "link": 5, "title": 2}


@pytest.fixture
def office(region: Region) -> "Office":
    """Give the employee of Gent a type, the key and a folder."""
    register_type(region)
    provider = next(one for one in region.facts["providers"] if "Gent" in one["name"])
    folder = region.folder / "office"
    folder.mkdir(exist_ok=True)
    (folder / "key.json").write_text(json.dumps(provider["private_jwk"]))
    return Office(region, folder, provider["client_id"])


class Office:
    """An employee with a spreadsheet."""

    def __init__(self, region: Region, folder: Path, application: str) -> None:
        self.region, self.folder, self.application = region, folder, application
        self.numbers = [one["national_number"] for one in region.facts["citizens"]]

    def sheet(self, rows: Sequence[Sequence[str]]) -> Path:
        file = self.folder / "letters.csv"
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            csv.writer(opened, delimiter=";").writerows((HEADER, *rows))
        return file

    def rows(self, name: str, count: int) -> list[list[str]]:
        return [
            [
                f"{name}-{at}",
                self.numbers[at % len(self.numbers)],
                "Uw kaart",
                "Votre carte",
                f"Brief {at}.",
                "",
            ]
            for at in range(count)
        ]

    def send(self, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
        command = [PROGRAM, "notifications", "send", file, "--application", self.application]
        command += ["--key", self.folder / "key.json", "--type", "parking.card", *options]
        return subprocess.run(
            command,
            env={**os.environ, "CITIZEN_PROFILE_PUBLIC_URL": self.region.gateway},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def stored(self, name: str) -> int:
        """Count the notifications whose own id begins so."""

        async def _count() -> int:
            engine = create_async_engine(self.region.database)
            async with engine.connect() as connection:
                query = sa.text("SELECT count(*) FROM notification WHERE external_id LIKE :name")
                found = await connection.scalar(query, {"name": f"{name}-%"})
            await engine.dispose()
            return found or 0

        return asyncio.run(_count())

    def errors(self, file: Path) -> list[dict[str, str]]:
        with file.with_name(f"{file.name}.errors.csv").open(encoding="utf-8-sig", newline="") as opened:
            return list(csv.DictReader(opened))


def test_file_with_errors_is_mended_and_sent_again_and_nothing_is_sent_twice(office: Office):
    rows = office.rows(f"j9-{COUNT}", COUNT)
    wrong = [[*row] for row in rows]
    planted = dict(_planted(COUNT, BAD))
    for at, (column, cell, _) in planted.items():
        wrong[at][_COLUMN[column]] = cell
    file = office.sheet(wrong)
    first = office.send(file)
    assert first.returncode == 1, first.stderr
    assert f"{COUNT - BAD} accepted, {BAD} refused." in first.stdout
    told = office.errors(file)
    assert [(int(one["row"]), one["column"]) for one in told] == [
        (at + 2, column) for at, (column, _, _) in sorted(planted.items())
    ]
    assert all(planted[int(one["row"]) - 2][2] in one["what to do"] for one in told)
    again = office.send(office.sheet(rows))
    assert (again.returncode, again.stdout) == (0, f"{COUNT} accepted, 0 refused.\n"), again.stderr
    assert office.stored(f"j9-{COUNT}") == COUNT
    assert not file.with_name(f"{file.name}.errors.csv").exists()


def test_dry_run_checks_everything_and_sends_nothing(office: Office):
    rows = office.rows("dry", 10)
    rows[3][1] = "123"
    done = office.send(office.sheet(rows), "--dry-run")
    assert (done.returncode, done.stdout) == (1, "9 would be accepted, 1 refused.\n")
    assert office.stored("dry") == 0


def test_changed_row_is_refused_and_changes_what_was_accepted_when_that_is_asked_for(office: Office):
    rows = office.rows("changed", 3)
    assert office.send(office.sheet(rows)).returncode == 0
    rows[1][2] = "Uw kaart ligt klaar"
    refused = office.send(office.sheet(rows))
    assert (refused.returncode, refused.stdout) == (1, "2 accepted, 1 refused.\n")
    assert [one["error"] for one in office.errors(office.sheet(rows))] == ["notifications.duplicate"]
    for _ in range(2):
        done = office.send(office.sheet(rows), "--update")
        assert (done.returncode, done.stdout) == (0, "3 accepted, 0 refused.\n"), done.stderr
    assert office.stored("changed") == 3


def test_wrong_key_and_a_gateway_that_is_away_say_what_to_do(office: Office):
    file = office.sheet(office.rows("never", 2))
    (office.folder / "key.json").write_text("{}")
    assert "no private key on P-256" in office.send(file).stderr


def _planted(count: int, bad: int) -> Iterator[tuple[int, tuple[str, str, str]]]:
    for number in range(bad):
        yield number * (count // bad) + 1, FAULTS[number % len(FAULTS)]
