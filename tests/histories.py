"""All histories of migrations that a deployment with every block of ours has."""

from collections.abc import Sequence
from importlib.metadata import entry_points

from profile_core.contract import Block, histories
from profile_core.contract.loading import GROUP
from profile_core.store.migrate import Migrations

OURS = ("sso", "notifications", "file_status", "header")


def all_histories() -> Sequence[Migrations]:
    """Return the histories of the core and of our blocks."""
    return histories(blocks())


def blocks() -> Sequence[Block]:
    """Return our blocks."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    return [found[name].load() for name in OURS]


def subject_tables() -> frozenset[str]:
    """Return the names of the tables that hold somebody's things."""
    tables = (table for history in all_histories() for table in history.metadata.tables.values())
    return frozenset(table.name for table in tables if table.info.get("subject"))
