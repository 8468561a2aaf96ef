"""What a citizen asks for by letter is done by command: the number stands on no command line, and the trail says so."""

import asyncio
import io
import json
from pathlib import Path

import pytest

from profile_core import audit
from profile_core.directory import subjects
from profile_core.kit import clock, keyfile
from profile_core.kit.acting import SubjectRef
from profile_core.kit.keyring import Keyring
from profile_core.kit.settings import Settings
from profile_core.sources.tables import answer_table
from profile_core.store import open_store
from tests.cli.conftest import Done, Run
from tests.databases import Database

LOTTE, NOBODY = "88021400084", "93051822361"


@pytest.fixture
def settings(run: Run, database: Database, tmp_path: Path) -> dict[str, str]:
    """Know a citizen, and what a source just answered about them."""
    known = {"database_url": database.url}
    assert run("keyring", "create", **known).returncode == 0
    asyncio.run(_known(database, keyfile.parse((tmp_path / "var" / "keyring.json").read_bytes())))
    return known


async def _known(database: Database, keyring: Keyring) -> None:
    store = open_store(Settings(database_url=database.url), {})
    try:
        async with store.begin() as tx:
            [lotte] = await subjects.resolve(tx, keyring, [subjects.national(LOTTE)])
            moment = {"as_of": clock.now(), "until": clock.now(), "late": False}
            key = {"source_id": lotte.ref.id, "block": "notifications", "mac": b"mac"}
            whose = {"bucket": lotte.ref.bucket, "subject_id": lotte.ref.id}
            await tx.insert(answer_table, [{**whose, **key, **moment, "sealed": b"unreadable"}])
    finally:
        await store.close()


async def _trail(database: Database, folder: Path) -> list[tuple[str, str]]:
    store = open_store(Settings(database_url=database.url), {})
    keyring = keyfile.parse((folder / "var" / "keyring.json").read_bytes())
    try:
        async with store.read() as tx:
            number = subjects.national(LOTTE)
            whose: SubjectRef = (await subjects.look_up(tx, keyring, [number]))[number].ref
            return [(line.action, line.actor) for line in await audit.about(tx, whose, most=10)]
    finally:
        await store.close()


def _said(run: Run, settings: dict[str, str], *command: str, number: str = LOTTE) -> Done:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
        return run("citizen", *command, **settings)


def test_file_is_the_whole_of_it_and_for_nobody_else_to_read(
    run: Run, settings: dict[str, str], database: Database, tmp_path: Path
):
    done = _said(run, settings, "export", "lotte.json")
    assert done.returncode == 0, done.stderr
    file = tmp_path / "lotte.json"
    assert file.stat().st_mode & 0o777 == 0o600
    held = {one["name"]: one["rows"] for one in json.loads(file.read_text())["holdings"]}
    assert [row["sealed"] for row in held["subject_number"]] == [LOTTE]
    assert len(held["source_answer"]) == 1
    assert asyncio.run(_trail(database, tmp_path)) == [("profile.exported", "operator")]
    again = _said(run, settings, "export", "lotte.json")
    assert again.returncode == 1 and "give another name" in again.stderr


def test_erasure_says_what_would_go_before_it_goes(
    run: Run, settings: dict[str, str], database: Database, tmp_path: Path
):
    before = _said(run, settings, "erase", "--dry-run")
    assert "source_answer: 1 would go" in before.stdout
    assert asyncio.run(_trail(database, tmp_path)) == []
    done = _said(run, settings, "erase")
    assert "source_answer: 1 erased" in done.stdout
    assert "subject_number: 1 stay. A public body may send you something tomorrow" in done.stdout
    assert asyncio.run(_trail(database, tmp_path)) == [("profile.erased", "operator")]
    assert "source_answer" not in _said(run, settings, "erase", "--dry-run").stdout


@pytest.mark.parametrize("number", [NOBODY, "12345678901"])
def test_number_that_nobody_has_is_not_repeated(
    run: Run, settings: dict[str, str], tmp_path: Path, number: str
):
    for command in (["export", "x.json"], ["erase"]):
        done = _said(run, settings, *command, number=number)
        assert done.returncode == 1
        assert number not in done.stderr
    assert not (tmp_path / "x.json").exists()
