"""The store: opens transactions on the one database of a deployment."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn

from profile_core.kit.errors import UnavailableError
from profile_core.kit.settings import Settings
from profile_core.store.facts import Fact
from profile_core.store.tx import Tx

R = TypeVar("R")
AGAIN = {"40001", "40P01"}
"""SQLSTATEs after which the same transaction may be tried again: serialization failure, deadlock."""
_BUSY = {"53300", "57P01", "57P02", "57P03"}
_TRIES = 4


class Store:
    """Opens transactions. ``listeners`` says to whom each kind of fact is handed over."""

    def __init__(self, engine: AsyncEngine, listeners: Mapping[type[Fact], tuple[str, ...]]) -> None:
        """Wrap an engine that ``open_store`` made."""
        self.engine = engine
        self.listeners = listeners
        self._reading = engine.execution_options(reads=True)

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[Tx]:
        """Open a transaction that commits when the block ends and rolls back when it raises.

        A database that is busy or away raises ``UnavailableError``; after an error on COMMIT the outcome is
        unknown, and the same call may be made again.
        """
        with _away_is_named():
            async with _begun(self.engine) as connection:
                yield Tx(connection, self.listeners)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Tx]:
        """Open a transaction that only reads."""
        with _away_is_named():
            async with _begun(self._reading) as connection:
                yield Tx(connection, {})

    async def transact(self, work: Callable[[Tx], Awaitable[R]]) -> R:
        """Do work in one transaction, again from its start after a deadlock or serialization failure."""
        for tries_left in range(_TRIES - 1, 0, -1):
            try:
                async with self.begin() as tx:
                    return await work(tx)
            except DBAPIError as error:
                if sqlstate(error) not in AGAIN:
                    raise
                await asyncio.sleep(random.uniform(0.01, 0.05) * (_TRIES - tries_left))  # noqa: S311 (jitter)
        async with self.begin() as tx:
            return await work(tx)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


_LATER = "The database is busy. Nothing is lost: send the same request again in a few seconds."


def open_store(settings: Settings, listeners: Mapping[type[Fact], tuple[str, ...]]) -> Store:
    """Connect to the database that the settings name; the first transaction opens the first connection."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return Store(_sqlite(url, settings), listeners)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=settings.database_pool,
        max_overflow=0,
        pool_timeout=settings.request_timeout,
    )
    event.listen(engine.sync_engine, "begin", _begin_postgresql)
    return Store(engine, listeners)


def sqlstate(error: DBAPIError) -> str | None:
    """Return the SQLSTATE of PostgreSQL's answer, if it gave one."""
    return getattr(error.orig, "sqlstate", None)


@asynccontextmanager
async def _begun(engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
    """Open a connection and a transaction in one step, and commit and give it back in one.

    Whatever goes wrong, also being cancelled, rolls back and gives the connection back whole.
    """
    connection = await greenlet_spawn(_begin, engine.sync_engine)
    try:
        yield AsyncConnection(engine, connection)
        await greenlet_spawn(_commit, connection)
    except BaseException:
        await asyncio.shield(asyncio.create_task(greenlet_spawn(connection.close)))
        raise


def _begin(engine: sa.Engine) -> sa.Connection:
    connection = engine.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def _commit(connection: sa.Connection) -> None:
    connection.commit()
    connection.close()


@contextmanager
def _away_is_named() -> Generator[None]:
    """Turn what a database says that is busy or away into ``UnavailableError``."""
    try:
        yield
    except PoolTimeoutError as error:
        raise UnavailableError("store.pool", _LATER) from error
    except OSError as error:
        raise UnavailableError("store.away", _LATER) from error
    except DBAPIError as error:
        if _is_busy(error):
            raise UnavailableError("store.busy", _LATER) from error
        raise


def _is_busy(error: DBAPIError) -> bool:
    state = sqlstate(error)
    if state is not None:
        return state in _BUSY or state.startswith("08")
    return error.connection_invalidated or "locked" in str(error.orig) or "full" in str(error.orig)


def _sqlite(url: sa.URL, settings: Settings) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=settings.database_pool,
        max_overflow=0,
        pool_timeout=settings.request_timeout,
        connect_args={"timeout": settings.request_timeout, "isolation_level": None},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_postgresql(connection: sa.Connection) -> None:
    """Say what kind of transaction the first statement begins."""
    reads = connection.get_execution_options().get("reads", False)
    dialect: Any = connection.dialect
    dialect.set_readonly(connection.connection.dbapi_connection, reads)


def _begin_sqlite(connection: sa.Connection) -> None:
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
