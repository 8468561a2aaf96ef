"""The store: opens transactions on the one database of a deployment."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from profile_core.kit.errors import UnavailableError
from profile_core.kit.settings import Settings
from profile_core.store.connection import Database
from profile_core.store.facts import Fact, Lane
from profile_core.store.sqlite import SQLite
from profile_core.store.tx import Tx

R = TypeVar("R")
AGAIN = {"40001", "40P01"}
"""SQLSTATEs after which the same transaction may be tried again: serialization failure, deadlock."""
_BUSY = {"57P01", "57P02", "57P03", "0A000"}
"""Shutdowns, a start, and a prepared statement whose table a migration changed: it is prepared anew next time."""
_BUSY_CLASSES = ("08", "53")
"""Connections lost, and resources lacking: connections, disk, memory."""
_TRIES = 4


class Store:
    """Opens transactions. ``listeners`` says to whom each kind of fact is handed over."""

    def __init__(self, database: Database, listeners: Mapping[type[Fact], tuple[str, ...]]) -> None:
        """Wrap a database that ``open_store`` made."""
        self.database = database
        self.listeners = listeners

    @property
    def engine(self) -> AsyncEngine:
        """SQLAlchemy's engine, for migrations and for looking at the database itself."""
        return self.database.engine

    @asynccontextmanager
    async def begin(self, lane: Lane = "single") -> AsyncGenerator[Tx]:
        """Open a transaction that commits when the block ends and rolls back when it raises.

        What is told in it waits in ``lane``.

        A database that is busy or away raises ``UnavailableError``; after an error on COMMIT the outcome is
        unknown, and the same call may be made again.
        """
        with _away_is_named():
            async with self.database.begin(reads=False) as connection:
                yield Tx(connection, self.listeners, lane)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Tx]:
        """Open a transaction that only reads."""
        with _away_is_named():
            async with self.database.begin(reads=True) as connection:
                yield Tx(connection, {})

    async def transact(self, work: Callable[[Tx], Awaitable[R]], lane: Lane = "single") -> R:
        """Do work in one transaction, again from its start after a deadlock or serialization failure."""
        for tries_left in range(_TRIES - 1, 0, -1):
            try:
                async with self.begin(lane) as tx:
                    return await work(tx)
            except DBAPIError as error:
                if sqlstate(error) not in AGAIN:
                    raise
                await asyncio.sleep(random.uniform(0.01, 0.05) * (_TRIES - tries_left))  # noqa: S311 (jitter)
        async with self.begin(lane) as tx:
            return await work(tx)

    def give_way(self) -> None:
        """Let other processes write between two transactions of this one, for it can wait and they cannot."""
        self.database.give_way()

    async def close(self) -> None:
        """Close every connection."""
        await self.database.close()


_LATER = "The database is busy. Nothing is lost: send the same request again in a few seconds."


def open_store(settings: Settings, listeners: Mapping[type[Fact], tuple[str, ...]]) -> Store:
    """Connect to the database that the settings name; the first transaction opens the first connection."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return Store(SQLite(url, settings), listeners)
    from profile_core.store.postgres import Postgres

    return Store(Postgres(url, settings), listeners)


def sqlstate(error: DBAPIError) -> str | None:
    """Return the SQLSTATE of PostgreSQL's answer, if it gave one."""
    return getattr(error.orig, "sqlstate", None)


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
        return state in _BUSY or state.startswith(_BUSY_CLASSES)
    return error.connection_invalidated or "locked" in str(error.orig) or "full" in str(error.orig)
