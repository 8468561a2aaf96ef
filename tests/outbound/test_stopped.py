"""The emergency stop, on the road: what is stopped waits, and a first start in production stops what goes to citizens."""

from dataclasses import replace

from profile_core.kit.settings import Deployment, Settings
from profile_core.outbound.rows import stops
from profile_core.outbound.rows.stops import FIRST
from tests.outbound.conftest import calls
from tests.outbound.sending import NUMBERED
from tests.outbound.test_sent import settled
from tests.worker.conftest import until
from tests.worker.seen import rows

TO_CITIZENS = replace(NUMBERED, name="played.citizens", to_citizens=True)


async def stopped(database) -> list[tuple[str, bool, str]]:
    found = await rows(database, "SELECT use, stopped, reason FROM outbound_stop")
    return [(use, bool(state), reason) for use, state, reason in found]


async def test_what_is_stopped_waits_while_others_go_and_released_it_goes(
    database, store, told, receiver, start
):
    async with store.begin() as tx:
        await stops.change(tx, TO_CITIZENS.name, stopped=True, reason="a test")
    await told(1, receiver.address(), use=TO_CITIZENS.name)
    await told(2, receiver.address())
    worker = start(NUMBERED, TO_CITIZENS)
    await until(settled(database, 1), worker)
    assert receiver.bodies() == ["2"]
    assert [call[:2] for call in await calls(database)] == [("waits", 0), ("done", 1)]
    async with store.begin() as tx:
        await stops.change(tx, TO_CITIZENS.name, stopped=False, reason="a test")
    await until(settled(database, 2), worker)
    assert receiver.bodies() == ["2", "1"]


async def test_first_start_in_production_stops_what_goes_to_citizens_and_a_later_one_leaves_it_as_it_is(
    database, store, start
):
    production = Settings(
        database_url=database.url, environment=Deployment.PRODUCTION, public_url="https://profile.example.org"
    )
    worker = start(NUMBERED, TO_CITIZENS, settings=production)

    async def written() -> bool:
        return bool(await stopped(database))

    await until(written, worker)
    assert await stopped(database) == [(TO_CITIZENS.name, True, FIRST)]
    async with store.begin() as tx:
        await stops.change(tx, TO_CITIZENS.name, stopped=False, reason="checked")
    await worker.stop()
    again = start(NUMBERED, TO_CITIZENS, settings=production)
    again.stopping.set()
    await again.task
    assert await stopped(database) == [(TO_CITIZENS.name, False, "checked")]


async def test_outside_production_nothing_is_stopped_at_the_first_start(database, start):
    worker = start(NUMBERED, TO_CITIZENS)
    worker.stopping.set()
    await worker.task
    assert await stopped(database) == []
