"""What every test may ask for: real databases, and the watch over the statements sent to them.

``database`` and ``store`` come once per kind: SQLite and PostgreSQL in `make test`, PostgreSQL hash-partitioned
by bucket in `make matrix`.
"""

import asyncio
import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpcore2
import pytest
import structlog
from hypothesis import settings as hypothesis_settings

from profile_core.kit.settings import Settings
from profile_core.store import Fact, Store, open_store
from profile_core.store.migrate import Layout, upgrade
from tests import fault_table, heard, shown_lines
from tests.databases import Cluster, Database, Kind, postgres_programs, running
from tests.histories import all_histories, subject_tables
from tests.lending import Lender
from tests.statements import Watch

MATRIX = os.environ.get("CITIZEN_PROFILE_TEST_MATRIX") == "1"
KINDS: list[Kind] = ["partitioned"] if MATRIX else ["sqlite", "postgres"]
NO_POSTGRES = "PostgreSQL is not installed: apt install postgresql"

hypothesis_settings.register_profile("citizen-profile", deadline=None, print_blob=True)
hypothesis_settings.load_profile("citizen-profile")

_watch = Watch(subject_tables)


def pytest_configure(config: pytest.Config) -> None:
    _watch.listen()
    heard.listen(config)
    shown_lines.listen()
    # Each new client reads the system's authorities anew, which takes longer than most questions.
    httpcore2.default_ssl_context = cache(httpcore2.default_ssl_context)
    # A traceback as Python prints it: one with all values around it takes as long as many tests.
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])
    if not hasattr(config, "workerinput"):  # the process that shares out the tests gets all reports
        config.pluginmanager.register(fault_table.Table())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on partitioned tables, before an expression selects by markers; name the faults."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        if parameters is not None and "partitioned" in parameters.params.values():
            item.add_marker("partitioned")
    fault_table.mark(items)


def pytest_collection_finish() -> None:
    """Leave what is there from now on out of collecting garbage: all code and all tests, for the whole run."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what did not run and why: nothing is skipped silently. `make test` repeats it at its very end."""
    if hasattr(terminalreporter.config, "workerinput"):
        return  # the process that shares out the tests sums up
    reasons = [str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])]
    lines = [
        f"{reasons.count(reason)} tests: {reason.removeprefix('Skipped: ')}"
        for reason in sorted(set(reasons))
    ]
    if lines:
        terminalreporter.section("did not run")
        terminalreporter.write("\n".join([*lines, ""]))
    if "CITIZEN_PROFILE_TEST_LEFT_OUT" in os.environ:
        with Path(os.environ["CITIZEN_PROFILE_TEST_LEFT_OUT"]).open("a") as file:
            file.write("".join(f"{line}\n" for line in lines))


@pytest.fixture(autouse=True)
def watch() -> Iterator[Watch]:
    """Fail a test that sent a statement which a sharded PostgreSQL refuses."""
    _watch.take()
    yield _watch
    assert not _watch.take()


@pytest.fixture(scope="session")
def postgres() -> Path:
    """Return the folder of PostgreSQL's programs."""
    return postgres_programs() or pytest.skip(NO_POSTGRES)


@pytest.fixture(scope="session")
def cluster(postgres: Path) -> Iterator[Cluster]:
    """Serve PostgreSQL for the session; it does not wait for the disk."""
    with running(postgres, durable=False) as started:
        yield started


@pytest.fixture
def durable_cluster(postgres: Path) -> Iterator[Cluster]:
    """Serve a PostgreSQL of its own that waits for the disk, for tests of crashes and of back-ups."""
    with running(postgres, durable=True) as started:
        yield started


@pytest.fixture(scope="session")
def lender(cluster: Cluster) -> Iterator[Lender]:
    """Lend migrated databases of the session's PostgreSQL."""
    opened = Lender(cluster)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite database to copy."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite"
    migrate(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a migrated database that is this test's own."""
    with one_database(request, tmp_path) as given:
        yield given


@contextmanager
def one_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    """Give a migrated database to a fixture, of the kind that is its parameter."""
    kind: Kind = request.param
    if kind == "sqlite":
        file = folder / "citizen-profile.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield Database(kind=kind, url=f"sqlite+aiosqlite:///{file}")
        return
    layout = Layout.PARTITIONED if kind == "partitioned" else Layout.PLAIN
    lender: Lender = request.getfixturevalue("lender")
    with lender.lent(kind, lambda url: migrate(url, layout)) as url:
        yield Database(kind=kind, url=url)


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database without tables, for tests of migrations."""
    with one_empty_database(request, tmp_path) as given:
        yield given


@contextmanager
def one_empty_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[Database]:
    """Give a database without tables to a fixture, of the kind that is its parameter."""
    if request.param == "sqlite":
        yield Database(kind="sqlite", url=f"sqlite+aiosqlite:///{folder}/empty.sqlite")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.create()
    yield Database(kind=request.param, url=cluster.url(name))
    cluster.drop(name)


@pytest.fixture
def database_url(database: Database) -> str:
    """Return SQLAlchemy's address of this test's migrated database."""
    return database.url


@pytest.fixture
async def open_with(database: Database):
    """Open stores whose facts go to the listeners that are given."""
    opened: list[Store] = []

    def _open(listeners: Mapping[type[Fact], tuple[str, ...]]) -> Store:
        opened.append(open_store(Settings(database_url=database.url), listeners))
        return opened[-1]

    shown_lines.take()
    yield _open
    written = shown_lines.take()
    hidden = await shown_lines.hidden(opened[-1], written) if opened and written else []
    for store in opened:
        await store.close()
    assert not shown_lines.undeclared(written), "a citizen would read a general sentence"
    assert not hidden, "in the trail, and not in who looked"


@pytest.fixture
async def store(open_with: Callable[[Mapping[type[Fact], tuple[str, ...]]], Store]) -> Store:
    """Give a migrated store to whose facts nobody listens."""
    return open_with({})


def migrate(url: str, layout: Layout = Layout.PLAIN) -> None:
    """Bring an empty database to the newest revision of everything."""

    async def _migrate() -> None:
        store = open_store(Settings(database_url=url), {})
        await upgrade(store, all_histories(), layout=layout)
        await store.close()

    asyncio.run(_migrate())
