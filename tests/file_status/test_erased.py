"""Who asks for erasure loses the files that have ended, and keeps those that run; the other participants keep theirs."""

import pytest

from blocks.file_status.rows.tables import event_table, party_table
from profile_core.profile import erasure
from tests.file_status.played import ANN, BEN, Stage, file, moved, party, status


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
