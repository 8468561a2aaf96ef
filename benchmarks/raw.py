"""Raw asyncpg: rows that we wrote, copied under other ids, as a program by hand would write them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from blocks.notifications.rows.tables import delivery_table, notification_table
from profile_core.contract import ids
from profile_core.store.facts import fact_table, handover_table

_WHERE = {
    notification_table.name: "external_id LIKE $1 ORDER BY bucket, subject_id",
    delivery_table.name: "notification_id = ANY ($1)",
    fact_table.name: "(payload::json ->> 'notification')::uuid = ANY ($1)",
    handover_table.name: "fact_id = ANY ($1)",
}
_TYPES = """SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = $1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What one table got: its statement, and the rows by column. Columns that nobody filled are left out."""

    statement: str
    columns: dict[str, list[Any]]


async def template(raw: asyncpg.Connection, external_ids: str) -> tuple[Template, ...]:
    """Read what a call of ours wrote."""
    notifications = await _rows(raw, notification_table.name, external_ids)
    known = [row["id"] for row in notifications]
    facts = await _rows(raw, fact_table.name, known)
    found = {
        notification_table.name: notifications,
        delivery_table.name: await _rows(raw, delivery_table.name, known),
        fact_table.name: facts,
        handover_table.name: await _rows(raw, handover_table.name, [row["id"] for row in facts]),
    }
    return tuple([await _template(raw, table, rows) for table, rows in found.items()])


async def insert(raw: asyncpg.Connection, copied: tuple[Template, ...]) -> None:
    """Write the rows once more, under ids that are made now."""
    fresh: dict[UUID, UUID] = {}
    async with raw.transaction():
        for one in copied:
            columns = [_renewed(name, values, fresh) for name, values in one.columns.items()]
            await raw.execute(one.statement, *columns)


async def _rows(raw: asyncpg.Connection, table: str, wanted: object) -> list[asyncpg.Record]:
    return await raw.fetch(f"SELECT * FROM {table} WHERE {_WHERE[table]}", wanted)


async def _template(raw: asyncpg.Connection, table: str, rows: list[asyncpg.Record]) -> Template:
    types = {row["column_name"]: row["udt_name"] for row in await raw.fetch(_TYPES, table)}
    columns = {name: [row[name] for row in rows] for name in types}
    filled = {name: values for name, values in columns.items() if any(one is not None for one in values)}
    arrays = ", ".join(f"${at}::{types[name]}[]" for at, name in enumerate(filled, 1))
    statement = f"INSERT INTO {table} ({', '.join(filled)}) SELECT * FROM unnest({arrays})"
    return Template(statement=statement, columns=filled)


def _renewed(name: str, values: list[Any], fresh: dict[UUID, UUID]) -> list[Any]:
    if name in ("id", "notification_id", "fact_id"):
        return [fresh.setdefault(one, ids.new_id(ids.bucket_of(one))) for one in values]
    if name == "external_id":
        once = str(ids.plain_id())
        return [f"{one}-{once}" for one in values]
    return values
