"""SQLite: SQLAlchemy's engine over aiosqlite, for a region on one machine."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn

from profile_core.kit.settings import Settings
from profile_core.store.connection import Connection, Insert

R = TypeVar("R")
_PAGE = {"insertmanyvalues_page_size": 1_000}
_LONGEST_REST = 0.25
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")


class SQLiteConnection:
    """A connection with an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Wrap a connection of the engine."""
        self._connection = connection

    async def fetch(self, statement: sa.Executable, values: Mapping[str, Any]) -> Sequence[sa.Row[Any]]:
        """Run a statement and return its rows."""
        return (await _to_its_end(self._connection.execute(statement, values))).all()

    async def execute(self, statement: sa.Executable, values: Mapping[str, Any]) -> int:
        """Run a statement and return how many rows it changed."""
        return (await _to_its_end(self._connection.execute(statement, values))).rowcount

    def inserting(
        self, statement: sa.Insert, rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]
    ) -> Insert:
        """Make ready an INSERT of rows that have the same columns, each with the values of ``same``."""
        whole = [{**same, **row} for row in rows] if same else rows

        async def send() -> Sequence[sa.Row[Any]]:
            inserted = self._connection.execute(statement, whole, execution_options=_PAGE)
            return (await _to_its_end(inserted)).all()

        return send


class _Turns:
    """One writer of this process at a time, with a pause after each: SQLite has one writer and no queue before it.

    Who never rests shuts out every other process.
    """

    def __init__(self) -> None:
        self._free = asyncio.Lock()
        self._rests_until = 0.0

    @asynccontextmanager
    async def taken(self) -> AsyncGenerator[None]:
        """Wait for a turn, and hold it."""
        loop = asyncio.get_running_loop()
        async with self._free:
            await asyncio.sleep(max(0.0, self._rests_until - loop.time()))
            began = loop.time()
            try:
                yield
            finally:
                self._rests_until = loop.time() + min(loop.time() - began, _LONGEST_REST)


class SQLite:
    """The database of a deployment in one file."""

    def __init__(self, url: sa.URL, settings: Settings) -> None:
        """Remember where the file is; the first transaction opens it."""
        self.engine = create_async_engine(
            url,
            hide_parameters=True,
            pool_size=settings.database_pool,
            max_overflow=0,
            pool_timeout=settings.request_timeout,
            connect_args={"timeout": settings.request_timeout, "isolation_level": None},
        )
        event.listen(self.engine.sync_engine, "connect", _prepare)
        event.listen(self.engine.sync_engine, "begin", _begin)
        self._reading = self.engine.execution_options(reads=True)
        self._turns: _Turns | None = None

    @asynccontextmanager
    async def begin(self, *, reads: bool) -> AsyncGenerator[Connection]:
        """Open a connection and a transaction in one step, and commit and give it back in one."""
        turn = self._turns.taken() if self._turns and not reads else nullcontext()
        async with turn, self._opened(self._reading if reads else self.engine) as connection:
            yield connection

    @asynccontextmanager
    async def _opened(self, engine: AsyncEngine) -> AsyncGenerator[Connection]:
        begun: list[sa.Connection] = []
        try:
            await _to_its_end(greenlet_spawn(_begin_on, engine.sync_engine, begun))
            [connection] = begun
            yield SQLiteConnection(AsyncConnection(engine, connection))
            await _to_its_end(greenlet_spawn(_commit, connection))
        except BaseException:
            for left in begun:
                await _to_its_end(greenlet_spawn(left.close))
            raise

    def give_way(self) -> None:
        """Write one after the other, and rest in between for as long as that took."""
        self._turns = _Turns()

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def _to_its_end(call: Coroutine[Any, Any, R]) -> R:
    """Finish a call also when who made it is cancelled: a statement that is left midway keeps the file locked."""
    task = asyncio.create_task(call)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        task.exception()  # who would have heard it is gone
        raise


def _begin_on(engine: sa.Engine, begun: list[sa.Connection]) -> None:
    """Begin on a connection that the caller is to close, whatever becomes of this."""
    connection = engine.connect()
    begun.append(connection)
    connection.begin()


def _commit(connection: sa.Connection) -> None:
    connection.commit()
    connection.close()


def _prepare(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    """Say what kind of transaction it is: a writer takes its place in the queue at once."""
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
