"""One transaction: run statements, tell facts. Only ``Store.begin`` commits it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import MultipleResultsFound

from profile_core.kit import clock, ids
from profile_core.store.connection import Connection
from profile_core.store.facts import Fact, Lane, fact_table, handover_table
from profile_core.store.tables import now


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

    async def insert(self, table: sa.Table, values: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows by multi-row VALUES. An SQL expression such as ``now()`` must be the same in every row."""
        if values:
            await self._connection.insert(*_many(_inserting(table), values))

    async def insert_new(self, table: sa.Table, values: Sequence[Mapping[str, Any]]) -> set[UUID]:
        """Insert rows that conflict with no unique key; return the ids of those that went in.

        A row is new when the id that came back is the one that was sent. Sort ``values`` by their natural key,
        so that two bulk calls wait for each other rather than deadlock.
        """
        if not values:
            return set()
        return {row.id for row in await self._connection.insert(*_many(_inserting_new(table), values))}

    async def tell(self, *facts: Fact, at: datetime | None = None) -> None:
        """Store facts and one handover for each listener, in this transaction.

        They are heard from ``at`` on, by the database's clock; without it as soon as this transaction has committed.
        """
        due: Any = now() if at is None else at
        await self._tell([(fact, due) for fact in facts])

    async def tell_each(self, facts: Sequence[tuple[Fact, datetime]]) -> None:
        """Tell facts, each heard from a moment of its own on."""
        await self._tell(facts)

    async def _tell(self, facts: Sequence[tuple[Fact, Any]]) -> None:
        told: list[dict[str, Any]] = []
        handovers: list[dict[str, Any]] = []
        moment, encode = clock.now(), msgspec.json.Encoder().encode
        for fact, due in facts:
            bucket = fact.subject.bucket
            fact_id = ids.new_id(bucket)
            payload = encode(fact).decode()
            told.append(
                {"bucket": bucket, "id": fact_id, "name": fact.name, "payload": payload, "told_at": moment}
            )
            handovers.extend(
                {
                    "bucket": bucket,
                    "fact_id": fact_id,
                    "listener": name,
                    "due_at": due,
                    "attempts": 0,
                    "lane": self.lane,
                }
                for name in self._listeners.get(type(fact), ())
            )
        await self.insert(fact_table, told)
        await self.insert(handover_table, handovers)


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
    statement: sa.Insert, values: Sequence[Mapping[str, Any]]
) -> tuple[sa.Insert, Sequence[Mapping[str, Any]]]:
    """Split into a statement that is compiled once and kept, and the parameters of each row.

    SQLAlchemy makes multi-row VALUES of it; given the rows as one VALUES it would compile them anew each time,
    which costs a thousand rows six times the CPU.
    """
    same = {name: value for name, value in values[0].items() if isinstance(value, sa.ClauseElement)}
    if not same:
        return statement, values
    rows = [{name: value for name, value in row.items() if name not in same} for row in values]
    return statement.values(same), rows
