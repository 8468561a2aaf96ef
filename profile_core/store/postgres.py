"""PostgreSQL: a pool of asyncpg's, and transactions on it. SQLAlchemy compiles, and migrates."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from profile_core.kit.settings import Settings
from profile_core.store.compiled import Compiled, compiled, compiled_many
from profile_core.store.connection import Connection, Insert

_ROLLBACK_WITHIN = 5.0
_STATEMENTS = 500
"""How many prepared statements a connection keeps."""


class PostgresConnection:
    """A connection with an open transaction."""

    def __init__(self, connection: Any) -> None:
        """Wrap a connection of the pool."""
        self._connection = connection

    async def fetch(self, statement: sa.Executable, values: Mapping[str, Any]) -> Sequence[sa.Row[Any]]:
        """Run a statement and return its rows."""
        return await self._rows(compiled(statement, values))

    async def execute(self, statement: sa.Executable, values: Mapping[str, Any]) -> int:
        """Run a statement and return how many rows it changed; -1 where it is no statement on rows."""
        form = compiled(statement, values)
        status = await _answered(self._connection, self._connection.execute(form.text, *form.arguments))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdecimal() else -1

    def inserting(
        self, statement: sa.Insert, rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]
    ) -> Insert:
        """Make ready an INSERT of rows that have the same columns, each with the values of ``same``."""
        alone = len(rows) == 1
        forms = [compiled(statement, {**same, **rows[0]})] if alone else compiled_many(statement, rows, same)

        async def send() -> Sequence[sa.Row[Any]]:
            return [row for form in forms for row in await self._rows(form)]

        return send

    async def _rows(self, form: Compiled) -> Sequence[sa.Row[Any]]:
        answer = self._connection.fetch(form.text, *form.arguments)
        return form.read(await _answered(self._connection, answer))


class Postgres:
    """The database of a deployment on a PostgreSQL server."""

    def __init__(self, url: sa.URL, settings: Settings) -> None:
        """Remember where the server is; the first transaction opens the first connection."""
        self.engine = create_async_engine(url, hide_parameters=True, poolclass=NullPool)
        self._wait = settings.request_timeout
        self._most = settings.database_pool
        self._pool: Any = None

    @asynccontextmanager
    async def begin(self, *, reads: bool) -> AsyncGenerator[Connection]:
        """Open a transaction, and commit it when the block ends.

        Whatever goes wrong, also being cancelled, rolls back and gives the connection back whole.
        """
        pool = await self._opened()
        connection = await self._free(pool)
        try:
            await _answered(connection, connection.execute("BEGIN READ ONLY" if reads else "BEGIN"))
            yield PostgresConnection(connection)
            await _answered(connection, connection.execute("COMMIT"))
        except BaseException:
            await asyncio.shield(asyncio.create_task(_give_up(pool, connection)))
            raise
        await pool.release(connection)

    def give_way(self) -> None:
        """Do nothing: PostgreSQL lets many write at once."""

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _opened(self) -> Any:
        """Return the pool. It is made within the loop that uses it, and opens no connection by itself."""
        if self._pool is None:
            _, said = self.engine.dialect.create_connect_args(self.engine.url)
            make: Any = asyncpg.create_pool  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            self._pool = await make(
                **said,
                min_size=0,
                max_size=self._most,
                init=_prepare,
                reset=_leave,
                statement_cache_size=_STATEMENTS,
                max_cacheable_statement_size=0,
            )
        return self._pool

    async def _free(self, pool: Any) -> Any:
        try:
            async with asyncio.timeout(self._wait):
                return await pool.acquire()
        except TimeoutError as error:
            raise PoolTimeoutError("no connection was free") from error
        except asyncpg.PostgresError as error:
            raise DBAPIError(None, None, error, hide_parameters=True) from error


async def _answered(connection: Any, answer: Awaitable[Any]) -> Any:
    """Wait for an answer; what the database refuses is a ``DBAPIError``, as SQLAlchemy's engine says it."""
    try:
        return await answer
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        gone = _is_gone(connection)
        raise DBAPIError(None, None, error, hide_parameters=True, connection_invalidated=gone) from error


def _is_gone(connection: Any) -> bool:
    """Tell whether a connection is lost; the pool has taken one back by itself that broke under a statement."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


async def _give_up(pool: Any, connection: Any) -> None:
    """Roll back; a connection that cannot is closed."""
    try:
        await connection.execute("ROLLBACK", timeout=_ROLLBACK_WITHIN)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        if not _is_gone(connection):
            connection.terminate()
    finally:
        await pool.release(connection)


async def _prepare(connection: Any) -> None:
    """Read JSON as what it says; SQLAlchemy writes it as text."""
    await connection.set_type_codec("json", schema="pg_catalog", encoder=str, decoder=json.loads)


async def _leave(_connection: Any) -> None:
    """Leave a connection as it is: a transaction that ended keeps nothing in its session."""
