import asyncio
from dataclasses import replace

import pytest

from blocks.notifications import types
from blocks.notifications.model import Accepted
from blocks.notifications.rows.tables import notification_table
from profile_core.contract import Store
from profile_core.directory.tables import subject_rows
from profile_core.store.facts import handover_table
from tests.notifications.played import CITIZENS, Stage, agree, draft, live, type_draft


async def test_the_same_submission_100_times_at_once_is_one_row_and_100_equal_answers(stage: Stage):
    answers = await asyncio.gather(*(stage.register(draft("1"), draft("2")) for _ in range(100)))
    assert all(answer == answers[0] for answer in answers)
    assert all(isinstance(one, Accepted) for one in answers[0])
    assert await stage.count(notification_table) == 2
    assert await stage.count(handover_table) == 2


async def test_a_thousand_from_ten_callers_in_any_order_neither_deadlock_nor_double(stage: Stage):
    drafts = [draft(str(number), to=CITIZENS[number % len(CITIZENS)]) for number in range(200)]
    orders = [drafts[at:] + drafts[:at] for at in range(0, 200, 20)]
    answers = await asyncio.gather(*(stage.register(*order) for order in orders))
    ids = [{(one.external_id, one.id) for one in answer if isinstance(one, Accepted)} for answer in answers]
    assert all(len(some) == 200 and some == ids[0] for some in ids)
    assert await stage.count(notification_table) == 200


async def test_a_number_never_seen_before_becomes_one_subject_however_many_name_it_at_once(stage: Stage):
    caller = live(stage.gent)
    await agree(stage.platform, caller)
    await types.register(stage.platform, caller, type_draft(stage.gent, "parking.permit"), dry_run=False)
    before = await stage.count(subject_rows)
    drafts = [draft(str(number), to="93051822361") for number in range(20)]
    answers = await asyncio.gather(*(stage.register(one, caller=caller) for one in drafts))
    assert all(isinstance(one, Accepted) for [one] in answers)
    assert await stage.count(subject_rows) == before + 1


class StopError(Exception):
    """Ends a transaction after everything in it was done."""


class Failing(Store):
    """A store whose transactions never come to their end."""

    async def transact(self, work, lane="single"):
        async with self.begin() as tx:
            await work(tx)
            raise StopError


async def test_rolled_back_bulk_tells_nobody(stage: Stage):
    failing = Failing(stage.platform.store.database, stage.platform.store.listeners)
    with pytest.raises(StopError):
        await replace(stage, platform=replace(stage.platform, store=failing)).register(draft("1"), draft("2"))
    assert await stage.count(notification_table) == await stage.count(handover_table) == 0
