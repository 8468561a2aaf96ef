"""A worker with much to do shuts nobody out of the database."""

import asyncio

from profile_core.contract import ids
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.worker.conftest import until
from tests.worker.hearing import HEARS, HOLDS, heard_table
from tests.worker.seen import heard, left


async def test_writer_gets_its_turn_while_the_worker_is_busy(database, told, start):
    await told(range(3000), ["played.hears"])
    neighbour = open_store(Settings(database_url=database.url), {})
    start(HEARS)
    turns = 0
    while await left(database, "played.hears"):
        async with neighbour.begin() as tx:
            row = {"bucket": 1, "id": ids.new_id(1), "listener": "neighbour", "number": turns, "worker": 0}
            await tx.insert(heard_table, [row])
        turns += 1
        await asyncio.sleep(0.02)
    await neighbour.close()
    assert turns > 10


async def test_waiting_for_a_busy_database_is_no_failure_of_a_listener(database, told, start):
    names = [one.name for one in (HEARS, *HOLDS)]
    await told(range(3), names)
    worker = start(HEARS, *HOLDS, lease=4, batch=1)
    errors: list[str] = []

    async def none_left() -> bool:
        still = [one for name in names for one in await left(database, name)]
        errors.extend(error for _, error, _ in still if error is not None)
        return still == []

    await until(none_left, worker)
    assert errors == []
    assert await heard(database, "played.hears") == [0, 1, 2]
