"""The commands of the back-up page, executed while a provider sends all the time: what was answered is there."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa

from blocks.notifications.rows.tables import delivery_table, notification_table
from profile_core.kit.acting import Caller
from profile_core.kit.ids import BUCKETS
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from profile_core.store.facts import fact_table
from tests.conftest import migrate
from tests.databases import Cluster
from tests.notifications.asked import REGISTER, ask, item
from tests.notifications.conftest import platform, running, stage  # noqa: F401 (fixtures)
from tests.notifications.played import CITIZENS
from tests.notifications.processes import Processes
from tests.operations.pages import commands

pytestmark = pytest.mark.faults

WRITERS = 4
BATCH = 25


class Load:
    """A provider that sends without a pause and remembers what was answered."""

    def __init__(self, address: str, provider: Caller) -> None:
        self._address = address
        self._provider = provider
        self.answered: set[str] = set()

    async def _send(self, writer: int) -> None:
        async with httpx2.AsyncClient(base_url=self._address, timeout=60) as client:
            for number in count():
                keys = [f"{writer}-{number}-{at}" for at in range(BATCH)]
                items = [item(CITIZENS[at % len(CITIZENS)], key) for at, key in enumerate(keys)]
                answer = await ask(client, self._provider, REGISTER, items=items)
                self.answered |= {one["id"] for one in answer["data"]["registerNotifications"]}

    @asynccontextmanager
    async def sent(self) -> AsyncIterator[None]:
        """Send for as long as the block lasts; begin when some has been answered."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._send(writer)) for writer in range(WRITERS)]
            await self.beyond(10 * BATCH)
            yield
            for task in tasks:
                task.cancel()

    async def beyond(self, many: int) -> None:
        """Return once so many more were answered."""
        goal = len(self.answered) + many
        while len(self.answered) < goal:  # noqa: ASYNC110 (tasks fill it as answers come)
            await asyncio.sleep(0.01)


@asynccontextmanager
async def _under_load(running: Processes) -> AsyncIterator[tuple[Load, set[str]]]:  # noqa: F811
    """Give a load that goes on, and what had been answered when it was given."""
    address, _ = running.gateway()
    load = Load(address, running.stage.gent)
    async with load.sent():
        yield load, set(load.answered)
        await load.beyond(4 * BATCH)


async def _sh(title: str, **values: str | Path) -> None:
    """Run the commands of the back-up page as they stand there."""
    known = {name: str(value) for name, value in values.items()}
    process = await asyncio.create_subprocess_exec(
        "sh", "-euc", commands("backup.md", title), env={**os.environ, **known}, stderr=subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()


async def _assert_whole(url: str, load: Load, answered: set[str]) -> None:
    """What was answered is there, and nothing is there by half."""
    await asyncio.to_thread(migrate, url)
    every = sa.select(notification_table.c.id).where(notification_table.c.bucket.in_(range(BUCKETS)))
    store = open_store(Settings(database_url=url), {})
    async with store.read() as tx:
        ids = {str(row.id) for row in await tx.rows(every)}
        tables = (delivery_table, fact_table)
        counts = [await tx.value(sa.select(sa.func.count()).select_from(table)) for table in tables]
    await store.close()
    assert answered <= ids
    assert load.answered - ids, "nothing was answered after the back-up: it proves little"
    assert counts == [len(ids), len(ids)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_restored_copy_of_sqlite_has_all_that_was_answered_before(
    running: Processes,  # noqa: F811
    tmp_path: Path,
) -> None:
    backup, restored = tmp_path / "backup.sqlite", tmp_path / "restored.sqlite"
    file = running.stage.platform.settings.database_url.partition(":///")[2]
    async with _under_load(running) as (load, answered):
        await _sh("back up sqlite", DATABASE=file, BACKUP=backup)
        await load.beyond(4 * BATCH)
        for part in ("", "-wal"):  # a crashed deployment leaves both behind
            shutil.copyfile(f"{file}{part}", f"{restored}{part}")
    await _sh("restore sqlite", DATABASE=restored, BACKUP=backup)
    await _assert_whole(f"sqlite+aiosqlite:///{restored}", load, answered)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_restored_dump_of_postgresql_has_all_that_was_answered_before(
    running: Processes,  # noqa: F811
    cluster: Cluster,
    tmp_path: Path,
) -> None:
    found = {"PATH": f"{cluster.programs}:{os.environ['PATH']}", "BACKUP": tmp_path / "backup.dump"}
    async with _under_load(running) as (load, answered):
        await _sh(
            "back up postgresql", **found, DATABASE=_plain(running.stage.platform.settings.database_url)
        )
    url = cluster.url(cluster.create())
    await _sh("restore postgresql", **found, NEW_DATABASE=_plain(url))
    await _assert_whole(url, load, answered)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_base_back_up_of_postgresql_has_all_that_was_answered_before(
    running: Processes,  # noqa: F811
    cluster: Cluster,
) -> None:
    url = running.stage.platform.settings.database_url
    spare = Cluster(cluster.programs, durable=False)
    shutil.rmtree(spare.data)
    found = {"PATH": f"{cluster.programs}:{os.environ['PATH']}", "BACKUP": spare.data}
    async with _under_load(running) as (load, answered):
        await _sh("base back-up of postgresql", **found, SERVER=_plain(cluster.url("")))
    _hand_over(spare)
    spare.start()
    try:
        await _assert_whole(spare.url(url.rpartition("/")[2]), load, answered)
    finally:
        spare.remove()


def _plain(url: str) -> str:
    """Return an address as PostgreSQL's own programs want it."""
    return url.replace("+asyncpg", "")


def _hand_over(cluster: Cluster) -> None:
    """Give the files to the user that the server runs as, whom PostgreSQL wants to be no root."""
    owner = cluster.folder.stat().st_uid
    for path in (cluster.data, *cluster.data.rglob("*")):
        os.chown(path, owner, -1)
