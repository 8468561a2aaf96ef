"""What stands in the database, seen without our own code: drivers only."""

import asyncio
import sqlite3

import asyncpg

from tests.databases import Database


async def rows(database: Database, query: str) -> list[tuple]:
    """Run a query and return its rows."""
    if database.kind == "sqlite":
        return await asyncio.to_thread(_sqlite, database.url.partition("///")[2], query)
    connection = await asyncpg.connect(database.url.replace("+asyncpg", ""))
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


def _sqlite(file: str, query: str) -> list[tuple]:
    """Run a query in a thread, so that a worker in this process can let go of its lock."""
    with sqlite3.connect(file, timeout=30) as connection:
        return connection.execute(query).fetchall()


async def change(database: Database, statement: str) -> None:
    """Run a statement that changes something."""
    await rows(database, statement)


async def heard(database: Database, listener: str) -> list[int]:
    """Return the numbers that a listener has heard, each as often as it was heard."""
    query = f"SELECT number FROM played_heard WHERE listener = '{listener}' ORDER BY number"
    return [number for (number,) in await rows(database, query)]


async def left(database: Database, listener: str) -> list[tuple[int, str | None, bool]]:
    """Return what is still to be handed over to a listener: (attempts, error, given up)."""
    query = f"SELECT attempts, last_error, due_at IS NULL FROM handover WHERE listener = '{listener}'"
    return [(attempts, error, bool(over)) for attempts, error, over in await rows(database, query)]
