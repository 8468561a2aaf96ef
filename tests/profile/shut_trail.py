"""A trail that cannot be written, for as long as a test wants it so."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.databases import Database

_SHUT = {
    "sqlite": "CREATE TRIGGER shut BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the trail is shut'); END",
    "postgres": "ALTER TABLE audit ADD CONSTRAINT shut CHECK (false) NOT VALID",
}
_OPEN = {"sqlite": "DROP TRIGGER shut", "postgres": "ALTER TABLE audit DROP CONSTRAINT shut"}
Shut = Callable[[], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def shutting(database: Database) -> AsyncIterator[None]:
    """Make the trail of a database unwritable for as long as a block lasts."""
    await close(database)
    try:
        yield
    finally:
        await reopen(database)


@pytest.fixture
def shut(database: Database) -> Shut:
    """Make the trail unwritable for as long as a block lasts."""
    return lambda: shutting(database)


async def close(database: Database) -> None:
    """Let nobody write into the trail of a database."""
    await _do(database, _SHUT)


async def reopen(database: Database) -> None:
    """Let the trail be written again."""
    await _do(database, _OPEN)


async def _do(database: Database, statements: Mapping[str, str]) -> None:
    statement = statements["sqlite" if database.kind == "sqlite" else "postgres"]
    engine = create_async_engine(database.url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
