"""A worker with much to do shuts nobody out of the database."""

import asyncio

from profile_core.contract import ids
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.worker.hearing import HEARS, heard_table
from tests.worker.seen import left


async def test_writer_gets_its_turn_while_the_worker_is_busy(database, told, start):
    await told(range(600), ["played.hears"])
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
