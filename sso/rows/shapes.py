"""What the statements have in common: by id, and so in its bucket; and what lives."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import ids
from sso.tables import session_table


def with_id(one: UUID, values: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a row that begins."""
    return {"bucket": ids.bucket_of(one), "id": one, **values}


def has_id(table: sa.Table, one: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    """Say which one row is meant."""
    return table.c.bucket == ids.bucket_of(one), table.c.id == one


def lives(table: sa.Table, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Say what lives; only a session also ends by disuse, and what a client has of it is found with it."""
    lives = (table.c.ended_at.is_(None), table.c.ends_at > at)
    return (*lives, table.c.idle_at > at) if table is session_table else lives
