import asyncio
from dataclasses import replace
from typing import Any

import pytest

from blocks.notifications.operate.orders import Answer, Operation, Order, Outcome
from blocks.notifications.rows.tables import operation_table
from profile_core.contract import Store, UnavailableError
from profile_core.store.facts import fact_table
from tests.notifications.operated import (
    COMPLETE,
    FUTURE,
    LATER,
    RESCHEDULE,
    RETRACT,
    UPDATE,
    answers,
    do,
    order,
    seen,
    thing,
)
from tests.notifications.played import CITIZENS, Stage


@pytest.mark.parametrize("operation", Operation)
async def test_the_same_100_times_at_once_is_done_once_with_100_equal_answers(
    stage: Stage, operation: Operation
):
    one = await thing(stage, deadline=FUTURE)
    said: dict[str, Any] = {"deadline": LATER} if operation is RESCHEDULE else {}
    facts = await stage.count(fact_table)
    sent = order(operation, one, **said)
    outcomes = await asyncio.gather(*(_until_answered(stage, sent) for _ in range(100)))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert outcomes[0] == [Answer(id=one.id, external_id="1", revision=2, changed=True)]
    assert await stage.count(operation_table) == 1
    assert (await seen(stage, one)).revision == 2
    assert await stage.count(fact_table) - facts <= 1


async def test_of_many_updates_at_one_revision_one_is_done(stage: Stage):
    one = await thing(stage)
    sent = [order(UPDATE, one, title=f"Van {at}", if_revision=1) for at in range(20)]
    outcomes = [outcome for (outcome,) in await asyncio.gather(*(do(stage, each) for each in sent))]
    assert sorted(map(str, answers(outcomes))) == ["(2, True)"] + ["notifications.revision"] * 19
    assert (await seen(stage, one)).revision == 2


async def test_updates_at_once_each_get_a_revision_of_their_own(stage: Stage):
    one = await thing(stage)
    sent = [order(UPDATE, one, title=f"Van {at}") for at in range(20)]
    outcomes = [outcome for (outcome,) in await asyncio.gather(*(do(stage, each) for each in sent))]
    assert sorted(outcome.revision for outcome in outcomes if isinstance(outcome, Answer)) == list(
        range(2, 22)
    )


async def test_bulk_calls_about_the_same_things_in_any_order_neither_deadlock_nor_double(stage: Stage):
    things = [await thing(stage, str(at), to=CITIZENS[at % len(CITIZENS)]) for at in range(30)]
    orders = [order(COMPLETE, one) for one in things]
    calls = [orders[at:] + orders[:at] for at in range(0, 30, 3)]
    outcomes = await asyncio.gather(*(do(stage, *call) for call in calls))
    assert all(set(answers(outcome)) == {(2, True)} for outcome in outcomes)
    assert await stage.count(operation_table) == 30


async def test_the_highest_version_wins_however_versions_race(stage: Stage):
    one = await thing(stage, version=0)
    sent = [order(UPDATE, one, title=f"Versie {version}", version=version) for version in range(1, 21)]
    answered = await asyncio.gather(*(do(stage, each) for each in reversed(sent)))
    news = [one.revision for (one,) in answered if isinstance(one, Answer) and one.changed]
    known = await seen(stage, one)
    assert known.version == 20
    assert sorted(news) == list(range(2, known.revision + 1))


async def _until_answered(stage: Stage, sent: Order) -> list[Outcome]:
    """Send it again for as long as the database is busy, as a provider does."""
    while True:
        try:
            return await do(stage, sent)
        except UnavailableError:
            continue


class StopError(Exception):
    """Ends a transaction after everything in it was done."""


class Failing(Store):
    """A store whose transactions never come to their end."""

    async def transact(self, work, lane="single"):
        async with self.begin(lane) as tx:
            await work(tx)
            raise StopError


async def test_what_was_rolled_back_is_neither_done_nor_remembered(stage: Stage):
    one, two = await thing(stage, deadline=FUTURE), await thing(stage, "2")
    await stage.deliver()
    facts = await stage.count(fact_table)
    store = stage.platform.store
    failing = Failing(store.database, store.listeners)
    sent = [order(RESCHEDULE, one, deadline=LATER), order(RETRACT, two)]
    with pytest.raises(StopError):
        await do(replace(stage, platform=replace(stage.platform, store=failing)), *sent)
    assert await stage.count(operation_table) == 0
    assert await stage.count(fact_table) == facts
    assert answers(await do(stage, *sent)) == [(2, True), (2, True)]
