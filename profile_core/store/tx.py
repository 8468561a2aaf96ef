"""One transaction: run statements, tell facts. Only ``Store.begin`` commits it."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import MultipleResultsFound

from profile_core.kit import clock, ids
from profile_core.store.connection import Connection, Insert
from profile_core.store.facts import Fact, Lane, fact_table, handover_table
from profile_core.store.tables import now

_NOTHING: Mapping[str, Any] = MappingProxyType({})

_AT_ONCE = now()
Telling = Callable[[], Awaitable[None]]
"""Facts that are ready to be told: call it, once, to tell them."""


class Tx:
    """A transaction that is open. Statements are SQLAlchemy Core."""

    def __init__(
        self, connection: Connection, listeners: Mapping[type[Fact], tuple[str, ...]], lane: Lane = "single"
    ) -> None:
        """Wrap an open connection; only the store does."""
        self._connection = connection
        self._listeners = listeners
        self.lane: Lane = lane
        """In which lane waits what is told here."""

    async def rows(self, statement: sa.Executable, /, **values: Any) -> Sequence[sa.Row[Any]]:
        """Run a statement and return all its rows; ``values`` are those of its ``bindparam``s.

        A statement that is made once, with ``bindparam``s, costs a third of one that is made at every call.
        """
        return await self._connection.fetch(statement, values)

    async def row(self, statement: sa.Executable, /, **values: Any) -> sa.Row[Any] | None:
        """Run a statement and return its one row, or None; several raise ``MultipleResultsFound``."""
        rows = await self._connection.fetch(statement, values)
        if len(rows) > 1:
            raise MultipleResultsFound(f"{len(rows)} rows where one was asked for")
        return rows[0] if rows else None

    async def value(self, statement: sa.Executable, /, **values: Any) -> Any:
        """Run a statement and return the first column of its first row, or None."""
        rows = await self._connection.fetch(statement, values)
        return rows[0][0] if rows else None

    async def run(self, statement: sa.Executable, /, **values: Any) -> int:
        """Run a statement and return how many rows it changed."""
        return await self._connection.execute(statement, values)

    async def insert(
        self, table: sa.Table, values: Sequence[Mapping[str, Any]], *, same: Mapping[str, Any] = _NOTHING
    ) -> None:
        """Insert rows by multi-row VALUES, each with the values of ``same``, which go to the database once.

        An SQL expression such as ``now()`` must be the same in every row.
        """
        if values:
            await self.inserting(table, values, same=same)()

    def inserting(
        self, table: sa.Table, values: Sequence[Mapping[str, Any]], *, same: Mapping[str, Any] = _NOTHING
    ) -> Insert:
        """Make an ``insert`` of at least one row ready; this asks the database nothing, until what it returns is called."""
        return self._connection.inserting(*_many(_inserting(table), values, same))

    async def insert_new(
        self, table: sa.Table, values: Sequence[Mapping[str, Any]], *, same: Mapping[str, Any] = _NOTHING
    ) -> set[UUID]:
        """Insert rows that conflict with no unique key, as ``insert`` does; return the ids of those that went in.

        A row is new when the id that came back is the one that was sent. Sort ``values`` by their natural key,
        so that two bulk calls wait for each other rather than deadlock.
        """
        if not values:
            return set()
        inserting = self._connection.inserting(*_many(_inserting_new(table), values, same))
        return {row[0] for row in await inserting()}

    async def put(self, statement: sa.Insert, values: Sequence[Mapping[str, Any]]) -> Sequence[sa.Row[Any]]:
        """Insert rows by a statement that says ON CONFLICT, with no bound value, and RETURNING; return what comes back.

        No two of the rows may conflict with each other. Sort them by their key, as for ``insert_new``.
        """
        return await self._connection.inserting(statement, values, _NOTHING)() if values else ()

    async def tell(self, *facts: Fact, at: datetime | None = None) -> None:
        """Store facts and one handover for each listener, in this transaction.

        They are heard from ``at`` on, by the database's clock; without it as soon as this transaction has committed.
        """
        await self.telling(facts, at=at)()

    async def tell_each(self, facts: Sequence[tuple[Fact, datetime]]) -> None:
        """Tell facts, each heard from a moment of its own on."""
        await self.telling_each(facts)()

    def telling(self, facts: Sequence[Fact], *, at: datetime | None = None) -> Telling:
        """Make a ``tell`` ready; this asks the database nothing, until what it returns is called."""
        return self._telling([(fact, _NOTHING) for fact in facts], {"due_at": _AT_ONCE if at is None else at})

    def telling_each(self, facts: Sequence[tuple[Fact, datetime]]) -> Telling:
        """Make a ``tell_each`` ready; this asks the database nothing, until what it returns is called."""
        return self._telling([(fact, {"due_at": due}) for fact, due in facts], {})

    def _telling(self, facts: Sequence[tuple[Fact, Mapping[str, Any]]], same: Mapping[str, Any]) -> Telling:
        told: list[dict[str, Any]] = []
        handovers: list[dict[str, Any]] = []
        encode = msgspec.json.Encoder().encode
        for fact, due in facts:
            bucket = fact.subject.bucket
            fact_id = ids.new_id(bucket)
            payload = encode(fact).decode()
            told.append({"bucket": bucket, "id": fact_id, "name": fact.name, "payload": payload})
            handovers.extend(
                {"bucket": bucket, "fact_id": fact_id, "listener": name, **due}
                for name in self._listeners.get(type(fact), ())
            )
        ready: list[Insert] = []
        if told:
            ready.append(self.inserting(fact_table, told, same={"told_at": clock.now()}))
        if handovers:
            same = {"attempts": 0, "lane": self.lane, **same}
            ready.append(self.inserting(handover_table, handovers, same=same))

        async def tell() -> None:
            for insert_rows in ready:
                await insert_rows()

        return tell


def by_bucket(ids_: Sequence[UUID]) -> dict[int, list[UUID]]:
    """Group ids by the bucket they carry."""
    groups: dict[int, list[UUID]] = defaultdict(list)
    for one in ids_:
        groups[ids.bucket_of(one)].append(one)
    return groups


@cache
def _inserting(table: sa.Table) -> sa.Insert:
    return sa.insert(table).returning(next(iter(table.primary_key)))


@cache
def _inserting_new(table: sa.Table) -> sa.Insert:
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


def _many(
    statement: sa.Insert, values: Sequence[Mapping[str, Any]], same: Mapping[str, Any]
) -> tuple[sa.Insert, Sequence[Mapping[str, Any]], Mapping[str, Any]]:
    """Split into a statement that is compiled once and kept, and the parameters of each row.

    SQLAlchemy makes multi-row VALUES of it; given the rows as one VALUES it would compile them anew each time,
    which costs a thousand rows six times the CPU.
    """
    first = {**same, **values[0]}
    asked = {name: value for name, value in first.items() if isinstance(value, sa.ClauseElement)}
    if not asked:
        return statement, values, same
    rows = values if asked.keys().isdisjoint(values[0]) else [_but(asked, row) for row in values]
    return _saying(statement, **asked), rows, _but(asked, same)


@lru_cache(maxsize=64)
def _saying(statement: sa.Insert, **asked: sa.ClauseElement) -> sa.Insert:
    """Return a statement that says these expressions; one that is said as the same object is made once."""
    return statement.values(asked)


def _but(asked: Container[str], row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in asked}
