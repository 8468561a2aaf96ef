"""What a transaction stands on: PostgreSQL through asyncpg, SQLite through SQLAlchemy's engine."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

Insert = Callable[[], Awaitable[Sequence[sa.Row[Any]]]]
"""An INSERT that is ready: call it, once, to send it and have what comes back."""


class Connection(Protocol):
    """A connection with an open transaction. What the database refuses raises ``DBAPIError``."""

    async def fetch(self, statement: sa.Executable, values: Mapping[str, Any]) -> Sequence[sa.Row[Any]]:
        """Run a statement and return its rows."""
        ...

    async def execute(self, statement: sa.Executable, values: Mapping[str, Any]) -> int:
        """Run a statement and return how many rows it changed."""
        ...

    def inserting(
        self, statement: sa.Insert, rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]
    ) -> Insert:
        """Make ready an INSERT of rows that have the same columns, each with the values of ``same``."""
        ...


class Database(Protocol):
    """The one database of a deployment."""

    engine: AsyncEngine
    """For migrations, and for looking at the database itself."""

    def begin(self, *, reads: bool) -> AbstractAsyncContextManager[Connection]:
        """Open a transaction that commits when the block ends and rolls back when it raises, or is cancelled."""
        ...

    def give_way(self) -> None:
        """Let other processes write between two transactions of this one, for it can wait and they cannot."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
