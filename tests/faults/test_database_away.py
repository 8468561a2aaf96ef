"""A database that is busy, full of others or gone is said so, and everything comes back with it."""

import asyncio
import sqlite3
from collections.abc import Callable

import httpx2
import pytest

from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from tests.conftest import migrate
from tests.databases import Cluster, Database
from tests.gateway.conftest import CITIZEN, ask
from tests.gateway.platforms import played
from tests.worker.conftest import start, told, until  # noqa: F401 (fixtures)
from tests.worker.hearing import HEARS
from tests.worker.seen import heard, left

pytestmark = pytest.mark.faults
WRITES = "{ played { writes } }"


@pytest.fixture
def crashing(durable_cluster: Cluster) -> tuple[Cluster, Database]:
    name = durable_cluster.create()
    migrate(durable_cluster.url(name))
    return durable_cluster, Database(kind="postgres", url=durable_cluster.url(name))


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Database:
    """Give a database on a server of its own where the test crashes it."""
    if "crashing" in request.fixturenames:
        return request.getfixturevalue("crashing")[1]
    url = f"sqlite+aiosqlite:///{request.getfixturevalue('tmp_path')}/busy.sqlite"
    migrate(url)
    return Database(kind="sqlite", url=url)


@pytest.fixture
def open_gateway(database: Database) -> Callable[[], httpx2.AsyncClient]:
    def _open() -> httpx2.AsyncClient:
        platform = played(Settings(database_url=database.url, request_timeout=1))
        transport = httpx2.ASGITransport(build(platform), raise_app_exceptions=False)
        return httpx2.AsyncClient(transport=transport, base_url="http://localhost:8400")

    return _open


async def _becomes(gateway: httpx2.AsyncClient, status: int) -> httpx2.Response:
    for _ in range(100):
        answer = await ask(gateway, "/graphql", WRITES, CITIZEN)
        if answer.status_code == status:
            return answer
        await asyncio.sleep(0.1)
    raise AssertionError(f"it never answered {status}")


async def test_sqlite_that_somebody_keeps_locked_is_503_until_it_is_free(database, open_gateway):
    async with open_gateway() as gateway:
        await _becomes(gateway, 200)
        greedy = sqlite3.connect(database.url.partition("///")[2], isolation_level=None)
        greedy.execute("BEGIN EXCLUSIVE")
        refused = await ask(gateway, "/graphql", WRITES, CITIZEN)
        assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
        greedy.execute("ROLLBACK")
        greedy.close()
        assert (await _becomes(gateway, 200)).json() == {"data": {"played": {"writes": "True"}}}


async def test_gateway_says_that_postgresql_is_gone_and_comes_back_with_it(crashing, open_gateway):
    cluster, _ = crashing
    async with open_gateway() as gateway:
        await _becomes(gateway, 200)
        await asyncio.to_thread(cluster.stop, "immediate")
        refused = await ask(gateway, "/graphql", WRITES, CITIZEN)
        assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
        assert (await gateway.get("/ready")).status_code == 503
        assert (await gateway.get("/alive")).status_code == 200
        await asyncio.to_thread(cluster.start)
        await _becomes(gateway, 200)
        assert (await gateway.get("/ready")).status_code == 200


async def test_worker_outlives_a_crash_of_postgresql_and_hears_everything_once(
    crashing,
    told,  # noqa: F811
    start,  # noqa: F811
):
    cluster, database = crashing
    await told(range(600), ["played.hears"], buckets=64)
    worker = start(HEARS, batch=10, lease=4)

    async def some_heard() -> bool:
        return len(await heard(database, "played.hears")) > 50

    await until(some_heard, worker)
    await asyncio.to_thread(cluster.stop, "immediate")
    await asyncio.to_thread(cluster.start)

    async def none_left() -> bool:
        return await left(database, "played.hears") == []

    await until(none_left, worker)
    assert await heard(database, "played.hears") == list(range(600))
