"""What the statements have in common: by id, and so in its bucket; and what lives."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import UtcDateTime, ids
from sso.tables import session_table


def with_id(one: UUID, values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a row that begins."""
    return {"bucket": ids.bucket_of(one), "id": one, **values}


def has_id(table: sa.Table, one: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    """Say which one row is meant."""
    return table.c.bucket == ids.bucket_of(one), table.c.id == one


BUCKET = sa.bindparam("in_bucket", type_=sa.SmallInteger)
ONE = sa.bindparam("one", type_=sa.Uuid)
AT = sa.bindparam("at", type_=UtcDateTime)
"""What a statement that is made once leaves open; ``which`` fills in the row that is meant."""


def is_one(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    """Say that one row is meant, of a statement that is made once."""
    return table.c.bucket == BUCKET, table.c.id == ONE


def which(one: UUID) -> dict[str, Any]:
    """Return the values by which ``is_one`` finds a row."""
    return {"in_bucket": ids.bucket_of(one), "one": one}


def lives(table: sa.Table, at: datetime | sa.BindParameter[datetime]) -> tuple[sa.ColumnElement[bool], ...]:
    """Say what lives; only a session also ends by disuse, and what a client has of it is found with it."""
    lives = goes_on(table, at)
    return (*lives, table.c.idle_at > at) if table is session_table else lives


def goes_on(table: sa.Table, at: datetime | sa.BindParameter[datetime]) -> tuple[sa.ColumnElement[bool], ...]:
    """Say what nobody ended: a session out of use too, for its sites may go on with it."""
    return table.c.ended_at.is_(None), table.c.ends_at > at
