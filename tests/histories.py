"""All histories of migrations that a deployment with every block of ours has."""

from collections.abc import Sequence
from pathlib import Path

import profile_core.store
from profile_core.store import facts
from profile_core.store.migrate import Migrations


def all_histories() -> Sequence[Migrations]:
    folder = Path(profile_core.store.__file__).parent / "migrations"
    return [Migrations(name="store", metadata=facts.metadata, folder=folder)]


def subject_tables() -> frozenset[str]:
    """Return the names of the tables that hold somebody's things."""
    tables = (table for history in all_histories() for table in history.metadata.tables.values())
    return frozenset(table.name for table in tables if table.info.get("subject"))
