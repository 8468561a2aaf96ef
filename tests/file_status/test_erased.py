"""Who asks for erasure loses the files that have ended, and keeps those that run; the other participants keep theirs."""

import asyncio
from typing import Any

import pytest

from blocks.file_status import deleting, ingest
from blocks.file_status.model import FileUpdate
from blocks.file_status.rows.tables import copy_table, event_table, party_table
from profile_core.profile import erasure
from tests.file_status.played import ANN, BEN, Stage, at, file, moved, party, status
from tests.notifications.played import refusals


@pytest.fixture
async def erased(stage: Stage) -> dict[str, int]:
    both = [party(ANN), party(BEN)]
    await stage.register(file("runs"), file("ended", participants=both))
    await stage.update(moved("ended", status(5, phase="completed", code="completed")))
    return await erasure.erase(stage.platform, stage.citizen().subject, stage.citizen())


async def test_what_has_ended_goes_and_what_runs_stays(stage: Stage, erased: dict[str, int]):
    assert (erased["file_status_copy"], erased["file_status_event"]) == (1, 2)
    assert [one.external_id for one in await stage.listed()] == ["runs"]
    assert [one.external_id for one in await stage.listed(stage.citizen(BEN))] == ["ended"]
    assert (await stage.count(party_table), await stage.count(event_table)) == (2, 3)


async def test_what_was_erased_comes_back_only_when_its_provider_says_so_anew(
    stage: Stage, erased: dict[str, int]
):
    both = [party(ANN), party(BEN)]
    await stage.register(file("ended", participants=both))
    await stage.update(moved("ended", status(6, phase="completed", code="expired")))
    assert [one.external_id for one in await stage.listed()] == ["runs"]
    await stage.register(file("ended", status(9), participants=both, minutes=9))
    assert [one.external_id for one in await stage.listed()] == ["runs", "ended"]


async def test_file_that_was_erased_whole_is_there_again_for_whom_its_provider_names_anew(stage: Stage):
    done = status(5, phase="completed", code="completed")
    await stage.register(file("e", status(0), done, minutes=5))
    await erasure.erase(stage.platform, stage.citizen().subject, stage.citizen())
    both = FileUpdate(external_id="e", changed_at=at(6), participants=[party(ANN), party(BEN)])
    assert refusals(await stage.update(both)) == ["file.unknown"], "nobody has what it says"
    assert await stage.count(party_table) == 0
    await stage.register(file("e", status(0), done, minutes=7, participants=[party(BEN)]))
    whole = await stage.whole(stage.citizen(BEN), "e")
    assert whole is not None
    assert [one.status.code for one in whole.history] == ["in_treatment", "completed"]
    assert (await stage.count(party_table), await stage.count(copy_table)) == (1, 1)


@pytest.mark.parametrize(("module", "name"), [(ingest.telling, "tell"), (ingest.seen, "seen_as")])
async def test_who_erases_while_a_file_is_opened_again_waits(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
):
    """On SQLite, where one writes at a time, the erasure waits anyway."""
    done = status(5, phase="completed", code="completed")
    await stage.register(file("e", status(0), done, minutes=5))
    real, erasing = getattr(module, name), []

    async def meanwhile(*given: Any) -> Any:
        if not erasing:
            erase = erasure.erase(stage.platform, stage.citizen().subject, stage.citizen())
            erasing.append(asyncio.create_task(erase))
            await asyncio.sleep(0.5)
        return await real(*given)

    monkeypatch.setattr(module, name, meanwhile)
    await stage.update(moved("e", status(9, code="advice")))
    await erasing[0]
    assert [one.status.code for one in await stage.listed()] == ["advice"]
    assert (await stage.count(party_table), await stage.count(copy_table)) == (1, 1)
    again = await stage.register(file("e", status(12), minutes=12), file("neighbour", minutes=12))
    assert refusals(again) == [None, None]
    await deleting.delete(stage.platform, stage.gent, [(None, "e")], dry_run=False)
    assert [one.external_id for one in await stage.listed()] == ["neighbour"]
