"""The connector as a provider runs it: with a token of the gateway's, killed at random, and nothing lost or double."""

import asyncio
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from blocks.notifications.rows.tables import notification_table as n
from tests.conftest import KINDS
from tests.faults.size import sized
from tests.journeys.conftest import one_region
from tests.journeys.provider import register_type
from tests.notifications.connector.legacy import Legacy, served
from tests.region import PROGRAM, Region

ROWS, KILLS = sized(short=96, long=800), sized(short=5, long=40)
PATIENCE = 120
_PUSHING = 0.06
"""Seconds that a page takes at least, from the answer of the legacy system to the new position."""
PLAN = """
legacy: {{url: "http://127.0.0.1:{port}/changes", index: nr, after: since, limit: count, rows: 4, items: lines}}
item:
  type: {{constant: parking.card}}
  externalId: {{template: "{name}-{{case}}"}}
  recipient.nationalNumber: {{field: rrn}}
  title.nl: {{template: "Dossier {{case}}: {{state}}"}}
  text.nl: {{field: state}}
deleted: {{field: state, equals: GONE}}
every: 0.2
"""


@pytest.fixture(scope="module", params=KINDS)
def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run a region, in which Ghent has a type."""
    with one_region(request, tmp_path_factory.mktemp("region")) as running:
        register_type(running)
        yield running


@pytest.fixture
def legacy() -> Iterator[Legacy]:
    with served(Legacy()) as serving:
        yield serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A folder with a plan and the key of Ghent's application; ``name`` tells its cases from others'."""

    region: Region
    folder: Path
    name: str
    legacy: Legacy

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start the connector as its documentation says."""
        provider = next(one for one in self.region.facts["providers"] if "Gent" in one["name"])
        self.folder.mkdir(exist_ok=True)
        plan, key = self.folder / "cases.yaml", self.folder / "app.jwk"
        plan.write_text(PLAN.format(port=self.legacy.port, name=self.name))
        key.write_text(json.dumps(provider["private_jwk"]))
        command = [PROGRAM, "notifications", "connector", plan, "--application", provider["client_id"]]
        command += ["--key", key, "--gateway", self.region.gateway, *options]
        return subprocess.Popen(
            command,
            env={name: value for name, value in os.environ.items() if "DATABASE" not in name},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self) -> tuple[int, str]:
        """Run it until nothing more is there; return its status and what it said."""
        process = self.start("--once")
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said

    def there(self) -> dict[str, tuple[str | None, int]]:
        """Return title and revision of each case, no title where it was deleted."""
        return asyncio.run(self._there())

    async def _there(self) -> dict[str, tuple[str | None, int]]:
        engine = create_async_engine(self.region.database)
        async with engine.connect() as connection:
            mine = sa.select(n).where(
                n.c.bucket.in_(range(1024)), n.c.external_id.startswith(f"{self.name}-")
            )
            rows = (await connection.execute(mine)).all()
        await engine.dispose()
        keys = [row.external_id for row in rows]
        assert len(set(keys)) == len(keys), "one of them is there twice"
        return {row.external_id.partition("-")[2]: (_title(row), row.revision) for row in rows}


def history(region: Region, chance: random.Random) -> list[dict[str, Any]]:
    """Return rows that let cases become, change and, at last, one of them be gone; one row is bad."""
    numbers = [one["national_number"] for one in region.facts["citizens"]]
    rows: list[dict[str, Any]] = []
    for at in range(1, ROWS):
        case = chance.randrange(ROWS)
        state = chance.choice(["OPEN", "CLOSED", "PAID"])
        rows.append({"nr": at * 3, "case": f"c{case}", "state": state, "rrn": numbers[case % len(numbers)]})
    rows.append(rows[0] | {"nr": ROWS * 3, "state": "GONE"})
    rows.insert(ROWS // 2, rows[ROWS // 2 - 1] | {"nr": rows[ROWS // 2 - 1]["nr"] + 1, "rrn": "12345678901"})
    return rows


def test_killed_at_random_it_leaves_what_an_undisturbed_one_leaves(
    region: Region, legacy: Legacy, tmp_path: Path
):
    chance = random.Random(6)
    legacy.rows, legacy.pause = history(region, chance), 0.05
    disturbed = Office(region=region, folder=tmp_path / "killed", name="killed", legacy=legacy)
    for _ in range(KILLS):
        _kill_after_a_page(disturbed, chance)
    assert disturbed.finish()[0] == 1, "a row was refused"
    legacy.pause, again = 0.0, len(legacy.asked) - len(set(legacy.asked))
    whole = Office(region=region, folder=tmp_path / "whole", name="whole", legacy=legacy)
    whole.finish()
    cases = {row["case"]: row["state"] for row in legacy.rows if row["rrn"] != "12345678901"}
    expected = {
        case: None if state == "GONE" else f"Dossier {case}: {state}" for case, state in cases.items()
    }
    assert {case: title for case, (title, _) in disturbed.there().items()} == expected, "something was lost"
    assert disturbed.there() == whole.there(), "something was done twice"
    assert again > 0, "some page was read again"
    for office in (disturbed, whole):
        lines = (office.folder / "cases.yaml.refused.jsonl").read_text().splitlines()
        assert [json.loads(line)["code"] for line in lines] == ["recipient.national_number"]


def test_it_shows_how_far_it_is_and_ends_when_all_is_done(region: Region, legacy: Legacy, tmp_path: Path):
    number = region.facts["citizens"][0]["national_number"]
    legacy.rows = [{"nr": at, "case": f"c{at}", "state": "OPEN", "rrn": number} for at in range(1, 7)]
    office = Office(region=region, folder=tmp_path, name="shown", legacy=legacy)
    assert office.finish() == (0, "up to 4: 4 accepted, 0 refused\nup to 6: 2 accepted, 0 refused\n")
    assert office.finish() == (0, "")
    assert (tmp_path / "cases.yaml.position").read_text() == "6"


def test_begun_anew_it_does_nothing_twice(region: Region, legacy: Legacy, tmp_path: Path):
    legacy.rows = history(region, random.Random(7))
    office = Office(region=region, folder=tmp_path, name="anew", legacy=legacy)
    office.finish()
    there = office.there()
    assert {revision for _, revision in there.values()} > {1}
    position = tmp_path / "cases.yaml.position"
    for goes_back in (position.unlink, lambda: position.write_text("60")):
        goes_back()
        assert office.finish()[0] == 1, "the bad row is still refused"
        assert office.there() == there


def test_wrong_key_and_a_gateway_that_refuses_say_what_to_do(region: Region, legacy: Legacy, tmp_path: Path):
    number = region.facts["citizens"][0]["national_number"]
    legacy.rows = [{"nr": 1, "case": "c1", "state": "OPEN", "rrn": number}]
    office = Office(region=region, folder=tmp_path, name="refused", legacy=legacy)
    office.start("--once").communicate(timeout=PATIENCE)
    (tmp_path / "cases.yaml.position").unlink()
    strange = next(one for one in region.facts["providers"] if "Gent" not in one["name"])["private_jwk"]
    (tmp_path / "app.jwk").write_text(json.dumps(strange))
    command = [PROGRAM, "notifications", "connector", tmp_path / "cases.yaml", "--once"]
    command += ["--application", "gent-services", "--key", tmp_path / "app.jwk", "--gateway", region.gateway]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "refuses: invalid_client" in done.stderr
    assert number not in done.stderr
    assert not (tmp_path / "cases.yaml.position").exists()


def _kill_after_a_page(office: Office, chance: random.Random) -> None:
    """Let it push a page, and kill it while it pushes the next one."""
    process = office.start()
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first.startswith("up to "), first
    answered = office.legacy.answered
    while office.legacy.answered == answered:
        time.sleep(0.002)
    time.sleep(chance.random() * _PUSHING)
    process.send_signal(signal.SIGKILL)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    process.stdout.close()


def _title(row: sa.Row[Any]) -> str | None:
    return None if row.deleted_at is not None else row.title[0]["text"]
