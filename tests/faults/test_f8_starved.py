"""F8: the disk is full, the database is locked by somebody, its connections are all taken: 503 until it is over."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import asyncpg
import httpx2
import pytest

from tests.conftest import migrate
from tests.databases import Cluster, Database
from tests.faults.conftest import BESIDE, INSTEAD, Recorded, opened
from tests.faults.counting import Window
from tests.faults.run import LEASE, Run, ask
from tests.faults.size import sized

pytestmark = pytest.mark.faults("F8")
BEFORE = sized(short=20, long=400)
BATCH = 10
MOST_BATCHES = 400
LOCKED_FOR = sized(short=5, long=30)
AT_ONCE = 12
IMPATIENT = {"REQUEST_TIMEOUT": "3", "DATABASE_POOL": "2"}
SMALL_DISK = "96m"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Give a disk of our own that is soon full, where the user of PostgreSQL may go too."""
    folder = Path(tempfile.mkdtemp(prefix="citizen-profile-disk-"))
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK},mode=0777", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("a disk of its own that can be full needs root and the right to mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


@pytest.fixture(params=["sqlite", "postgres"])
def on_small_disk(request: pytest.FixtureRequest, small_disk: Path) -> Iterator[Database]:
    """Give a migrated database on that disk; the log of PostgreSQL is elsewhere, as an operator should have it."""
    if request.param == "sqlite":
        file = small_disk / "citizen-profile.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield Database(kind="sqlite", url=f"sqlite+aiosqlite:///{file}")
        return
    cluster: Cluster = request.getfixturevalue("durable_cluster")
    place = small_disk / "tables"
    place.mkdir()
    shutil.chown(place, "postgres")
    cluster.sql(f"CREATE TABLESPACE small LOCATION '{place}'")
    name = cluster.create()
    cluster.sql(f"ALTER DATABASE {name} SET TABLESPACE small")
    migrate(cluster.url(name))
    yield Database(kind="postgres", url=cluster.url(name))
    cluster.drop(name)
    cluster.sql("DROP TABLESPACE small")


async def test_full_disk_is_503_and_nothing_accepted_is_lost(
    on_small_disk: Database,
    small_disk: Path,
    tmp_path: Path,
    recorded: Recorded,
    monkeypatch: pytest.MonkeyPatch,
):
    async with opened(on_small_disk, tmp_path, monkeypatch) as run:
        await _working(run)
        ballast = small_disk / "ballast"
        async with _fault(run):
            _fill(ballast)
            refused = await _until_refused(run)
            freed = monotonic()
            ballast.unlink()
        await run.send([run.item("after", BESIDE)])
        back = monotonic() - freed
        await _ended(run, recorded, f"full disk: {refused} times 503; back after {back:.1f} s")


async def test_locked_database_without_a_free_connection_is_503_and_comes_back(run: Run, recorded: Recorded):
    await _working(run)
    async with _fault(run), _locked(run.database):
        until, statuses = monotonic() + LOCKED_FOR, []
        while monotonic() < until:
            statuses += await _at_once(run)
        assert set(statuses) == {503}, statuses
    free = monotonic()
    await run.send([run.item("after", BESIDE)])
    back = monotonic() - free
    await _ended(
        run, recorded, f"locked for {LOCKED_FOR} s: {len(statuses)} times 503; back after {back:.1f} s"
    )


async def _working(run: Run) -> None:
    """Start a gateway that has few connections and little patience, and a worker, and let them work."""
    await run.open(**IMPATIENT)
    await run.hire()
    items = [run.item(str(one), (BESIDE, INSTEAD)[one % 2]) for one in range(BEFORE)]
    for at in range(0, BEFORE, BATCH):
        await run.send(items[at : at + BATCH])
    await run.until_came(BEFORE // 2)


async def _ended(run: Run, recorded: Recorded, note: str) -> None:
    """Send all again that was refused, and count."""
    await run.send(run.refused())
    await run.until_ended()
    count = await run.count()
    recorded(note, run, count)
    count.assert_whole()


@asynccontextmanager
async def _fault(run: Run) -> AsyncIterator[None]:
    began = monotonic()
    yield
    run.windows.append(Window(by=None, begins=began - LEASE, ends=monotonic() + LEASE))


def _fill(ballast: Path) -> None:
    """Write until nothing more fits."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


async def _until_refused(run: Run) -> int:
    """Send until the database has no room for more; return how often it was refused then."""
    refused = 0
    async with httpx2.AsyncClient(timeout=60) as client:
        for batch in range(MOST_BATCHES):
            items = [run.item(f"full-{batch}-{one}", INSTEAD) for one in range(BATCH)]
            answer = await ask(client, run.address, run.stage.gent, items)
            if answer.status_code == 200:
                run.heard(answer)
                continue
            assert (answer.status_code, "retry-after" in answer.headers) == (503, True), answer.text
            refused += 1
            if refused == AT_ONCE:
                return refused
    raise AssertionError("the disk never was full")


async def _at_once(run: Run) -> list[int]:
    """Send more at once than there are connections; return the statuses."""
    items = [run.item(f"locked-{len(run.sent)}-{one}", INSTEAD) for one in range(AT_ONCE)]
    async with httpx2.AsyncClient(timeout=60) as client:
        answers = await asyncio.gather(*(ask(client, run.address, run.stage.gent, [one]) for one in items))
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
    return [answer.status_code for answer in answers]


@asynccontextmanager
async def _locked(database: Database) -> AsyncIterator[None]:
    """Hold what every writer needs."""
    if database.kind == "sqlite":
        greedy = sqlite3.connect(database.url.partition("///")[2], isolation_level=None, timeout=30)
        greedy.execute("BEGIN IMMEDIATE")
        yield
        greedy.execute("ROLLBACK")
        greedy.close()
        return
    connection = await asyncpg.connect(database.url.replace("+asyncpg", ""))
    await connection.execute("BEGIN")
    await connection.execute("LOCK TABLE notification IN ACCESS EXCLUSIVE MODE")
    yield
    await connection.execute("ROLLBACK")
    await connection.close()
