"""F2: the database is gone in the middle of it, and comes back: PostgreSQL crashes.

SQLite is part of the processes that use it: there all of them are killed at once, gateway and workers.
"""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.conftest import migrate
from tests.databases import Cluster, Database
from tests.faults.conftest import BESIDE, INSTEAD, Recorded
from tests.faults.counting import Window
from tests.faults.run import LEASE, Run
from tests.faults.size import sized

pytestmark = pytest.mark.faults("F2")
NOTIFICATIONS = sized(short=60, long=2_000)
CRASHES = sized(short=1, long=5)
WORKERS = 2


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database that a test can crash: PostgreSQL on a server of its own, which waits for the disk."""
    if request.param == "sqlite":
        file = tmp_path / "citizen-profile.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield Database(kind="sqlite", url=f"sqlite+aiosqlite:///{file}")
        return
    cluster: Cluster = request.getfixturevalue("durable_cluster")
    url = cluster.url(cluster.create())
    migrate(url)
    yield Database(kind="postgres", url=url)


async def test_database_that_is_killed_loses_nothing_that_was_accepted(
    run: Run, recorded: Recorded, request: pytest.FixtureRequest
):
    await run.open()
    for _ in range(WORKERS):
        await run.hire()
    items = [run.item(str(number), (BESIDE, INSTEAD)[number % 2]) for number in range(NOTIFICATIONS)]
    outside = sum(len(one.channels) - 1 for one in run.sent.values())
    sending = asyncio.create_task(_send(run, items))
    for crash in range(CRASHES):
        await run.until_came(outside * (crash + 1) // (CRASHES + 2))
        if run.database.kind == "sqlite":
            await _kill_all(run)
        else:
            await _crash(run, request.getfixturevalue("durable_cluster"))
    await sending
    await run.until_ended()
    count = await run.count()
    recorded(f"{CRASHES} crashes of the database", run, count)
    count.assert_whole()


async def _send(run: Run, items: list) -> None:
    for at in range(0, len(items), 8):
        await run.send(items[at : at + 8])


async def _crash(run: Run, cluster: Cluster) -> None:
    began = monotonic()
    await asyncio.to_thread(cluster.stop, "immediate")
    await asyncio.sleep(1)
    await asyncio.to_thread(cluster.start)
    run.kills += 1
    run.windows.append(Window(by=None, begins=began - LEASE, ends=monotonic() + LEASE))


async def _kill_all(run: Run) -> None:
    run.kill_gateway()
    for worker in list(run.workers):
        run.kill(worker)
    await run.open()
    for _ in range(WORKERS):
        await run.hire()
