"""How tables are made: the factory of tables that hold somebody's things, and the database's own clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from profile_core.kit.clock import as_utc

_KEYS = (sa.PrimaryKeyConstraint, sa.UniqueConstraint, sa.ForeignKeyConstraint, sa.Index)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: ``timestamptz`` on PostgreSQL, sortable text on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Store UTC whatever zone the moment came in."""
        return None if value is None else as_utc(value)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Return an aware moment."""
        return None if value is None else as_utc(value)


class now(FunctionElement[datetime]):  # noqa: N801 (reads as the SQL function it is)
    """The database's clock. Leases use it, so that clocks of several hosts need not agree."""

    type = UtcDateTime()
    inherit_cache = True


class now_plus(FunctionElement[datetime]):  # noqa: N801 (as above)
    """The database's clock, some seconds ahead: ``now_plus(30)`` or a bound expression."""

    type = UtcDateTime()
    inherit_cache = True

    def __init__(self, seconds: float | sa.ColumnElement[float]) -> None:
        """Bind the seconds."""
        bound = seconds if isinstance(seconds, sa.ColumnElement) else sa.literal(seconds, sa.Float)
        super().__init__(bound)


def subject_table(
    name: str,
    metadata: sa.MetaData,
    *parts: sa.schema.SchemaItem,
    key: Sequence[str] = ("id",),
) -> sa.Table:
    """Declare a table that holds somebody's things: with ``bucket``, primary key (bucket, *key).

    An ``id`` column is added where the key asks for one. Unique and foreign keys must start with ``bucket``;
    one that does not raises ``ValueError`` here, long before a sharded database would refuse it.
    """
    table = sa.Table(name, metadata, *subject_parts(parts, key), info={"subject": True})
    for part in (*table.constraints, *(index for index in table.indexes if index.unique)):
        if isinstance(part, _KEYS) and "bucket" not in list(part.columns.keys())[:1]:
            raise ValueError(f"{part.name or part!r} of {name} must start with bucket")
    return table


def subject_parts(parts: Sequence[sa.schema.SchemaItem], key: Sequence[str]) -> list[sa.schema.SchemaItem]:
    """Return a subject table's own parts with what the factory adds: bucket, id, primary key."""
    first: list[sa.schema.SchemaItem] = [sa.Column("bucket", sa.SmallInteger, nullable=False)]
    if "id" in key:
        first.append(sa.Column("id", sa.Uuid, nullable=False))
    return [*first, *parts, sa.PrimaryKeyConstraint("bucket", *key)]


@compiles(now)
def _now(_element: now, _compiler: SQLCompiler, **_: Any) -> str:
    return "now()"


@compiles(now, "sqlite")
def _now_sqlite(_element: now, _compiler: SQLCompiler, **_: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


@compiles(now_plus)
def _now_plus(element: now_plus, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(now() + make_interval(secs => {compiler.process(element.clauses, **kw)}))"


@compiles(now_plus, "sqlite")
def _now_plus_sqlite(element: now_plus, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', ({seconds}) || ' seconds')"
