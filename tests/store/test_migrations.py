from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from profile_core.contract.loading import CORE
from profile_core.kit.settings import Settings
from profile_core.store import open_store, subject_table
from profile_core.store.migrate import Layout, Migrations, pending, upgrade
from tests.histories import all_histories

_REVISION = '''"""A table."""

import sqlalchemy as sa

from profile_core.store.ops import create_subject_table

revision = "parking_0001"
down_revision = None


def upgrade() -> None:
    """Create it."""
    create_subject_table("permit", sa.Column("plate", sa.Text, nullable=False))
'''


def _parking(folder: Path, *columns: sa.Column) -> Migrations:
    """Write the history of a block that a stranger brings."""
    folder.mkdir(exist_ok=True)
    (folder / "0001_first.py").write_text(_REVISION)
    metadata = sa.MetaData()
    subject_table("permit", metadata, sa.Column("plate", sa.Text, nullable=False), *columns)
    return Migrations(name="parking", metadata=metadata, folder=folder)


async def _drift(store, history: Migrations) -> list:
    def _compare(connection: sa.Connection) -> list:
        def _ours(name: str | None, kind: str, _: object) -> bool:
            return kind != "table" or name in history.metadata.tables

        options = {"compare_type": True, "include_name": _ours}
        return compare_metadata(MigrationContext.configure(connection, opts=options), history.metadata)

    async with store.engine.connect() as connection:
        return await connection.run_sync(_compare)


async def test_the_revisions_lead_to_the_tables_that_the_code_declares(store):
    drifts = {history.name: await _drift(store, history) for history in all_histories()}

    assert not {name: drift for name, drift in drifts.items() if drift}


async def test_a_column_without_a_revision_is_seen_as_drift(store, tmp_path):
    history = _parking(tmp_path / "migrations", sa.Column("colour", sa.Text))
    await upgrade(store, [history])

    assert [change[0] for change in await _drift(store, history)] == ["add_column"]


async def test_migrating_twice_changes_nothing(empty_database):
    store = open_store(Settings(database_url=empty_database.url), {})
    histories = all_histories()
    assert await pending(store, histories) == [history.name for history in histories]

    await upgrade(store, histories)
    await upgrade(store, histories)

    assert await pending(store, histories) == []
    await store.close()


async def test_a_block_comes_and_goes_and_the_rest_still_migrates(empty_database, tmp_path):
    store = open_store(Settings(database_url=empty_database.url), {})
    parking = _parking(tmp_path / "migrations")
    await upgrade(store, [*CORE, parking])

    await upgrade(store, CORE)

    assert await pending(store, CORE) == []
    assert await pending(store, [parking]) == []
    await store.close()


async def test_subject_tables_lie_in_partitions_where_the_deployment_asks_for_it(empty_database, tmp_path):
    if empty_database.kind == "sqlite":
        return  # SQLite has no partitions; the layout changes nothing there
    store = open_store(Settings(database_url=empty_database.url), {})
    await upgrade(store, [_parking(tmp_path / "migrations")], layout=Layout.PARTITIONED)

    async with store.read() as tx:
        kind = await tx.value(sa.text("SELECT relkind FROM pg_class WHERE relname = 'permit'"))
        parts = await tx.value(
            sa.text("SELECT count(*) FROM pg_inherits WHERE inhparent = 'permit'::regclass")
        )
    assert (kind, parts) == (b"p", 8)
    await store.close()
