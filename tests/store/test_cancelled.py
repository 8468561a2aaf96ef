"""Requests are cancelled when they take too long or a browser goes away, at any moment of a transaction."""

import asyncio
from contextlib import suppress

import sqlalchemy as sa

from profile_core.kit import clock
from profile_core.kit.settings import Settings
from profile_core.store import Store, once, open_store
from tests.databases import Database

MOMENTS = [(pause, turns) for pause in (0.0003, 0.001) for turns in range(25)]
"""How long is waited at a time, and how often: a statement may have run whose rows were not yet fetched."""


async def cancelled_at(moment: tuple[float, int], store: Store, *, is_held: bool) -> None:
    """Begin to write, and be cancelled after a while."""
    pause, turns = moment

    async def write() -> None:
        async with store.begin() as tx:
            await once.use(tx, "test", str(moment), until=clock.ahead(60))
            await asyncio.sleep(60 if is_held else 0)

    task = asyncio.create_task(write())
    for _ in range(turns):
        await asyncio.sleep(pause)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_work_that_is_cancelled_leaves_nothing_and_gives_its_connection_back(database: Database):
    store = open_store(Settings(database_url=database.url, database_pool=1), {})
    for moment in MOMENTS:
        await cancelled_at(moment, store, is_held=True)
        async with store.read() as tx:
            assert await tx.value(sa.select(sa.func.count()).select_from(once.used_table)) == 0
    await store.close()


async def test_commit_that_is_cancelled_happened_whole_or_not_and_gives_its_connection_back(
    database: Database,
):
    store = open_store(Settings(database_url=database.url, database_pool=1), {})
    for moment in MOMENTS:
        await cancelled_at(moment, store, is_held=False)
        async with store.begin() as tx:
            assert await once.use(tx, "after", str(moment), until=clock.ahead(60))
    await store.close()
