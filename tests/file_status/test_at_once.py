"""Several who speak of one file at once: nothing is lost, and the last by the provider's own order counts."""

import asyncio

import pytest

from blocks.file_status.rows.tables import copy_table, event_table, file_table
from profile_core.contract import bulk
from tests.file_status.played import ANN, BEN, Stage, file, moved, party, status
from tests.notifications.played import CITIZENS, refusals

CODES = ["in_treatment", "advice", "on_hold"]


async def test_twenty_statuses_at_once_are_all_history_and_the_last_counts(stage: Stage):
    await stage.register(file("1", participants=[party(ANN), party(BEN)]))
    said = [status(minutes, code=CODES[minutes % 3]) for minutes in range(1, 21)]
    answers = await asyncio.gather(*(stage.update(moved("1", one)) for one in reversed(said)))
    assert [refusals(answer) for answer in answers] == [[None]] * 20
    for who in (ANN, BEN):
        whole = await stage.whole(stage.citizen(who), "1")
        assert whole is not None
        assert whole.file.status.changed_at == said[-1].changed_at
        assert len(whole.history) == 21


async def test_many_participants_are_looked_up_and_written_in_portions(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    """A database takes 32,766 values in a statement; here a portion is two."""
    monkeypatch.setattr(bulk, "PORTION", 2)
    people = [party(one) for one in CITIZENS]
    drafts = [file(str(number), participants=people) for number in range(3)]
    assert refusals(await stage.register(*drafts)) == [None] * 3
    assert await stage.count(copy_table) == 3 * len(CITIZENS)
    fewer = [file(str(number), participants=people[:1], minutes=1) for number in range(3)]
    assert refusals(await stage.register(*fewer)) == [None] * 3
    assert await stage.count(copy_table) == await stage.count(event_table) == 3
    assert refusals(await stage.register(*(file("0", participants=people, minutes=2),))) == [None]
    assert await stage.count(event_table) == len(CITIZENS) + 2


async def test_file_that_is_registered_ten_times_at_once_is_there_once(stage: Stage):
    drafts = [file(str(number)) for number in range(20)]
    answers = await asyncio.gather(
        *(stage.register(*(drafts if turn % 2 else reversed(drafts))) for turn in range(10))
    )
    by_name = [{one.external_id: one.id for one in answer} for answer in answers]
    assert all(one == by_name[0] for one in by_name)
    assert await stage.count(file_table) == len(await stage.listed()) == 20
