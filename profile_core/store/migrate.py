"""Migrations: one history and one version table per block, so that a block comes and goes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from profile_core.store.store import Store


class Layout(StrEnum):
    """How subject tables lie in the database; statements are the same on all."""

    PLAIN = "plain"
    PARTITIONED = "partitioned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrations:
    """The tables of one block (``metadata``) and the folder of its alembic revisions."""

    name: str
    metadata: sa.MetaData
    folder: Path

    @property
    def version_table(self) -> str:
        """Return the name of the table that records the revision of this block."""
        return f"{self.name}_alembic_version"


async def upgrade(store: Store, histories: Sequence[Migrations], *, layout: Layout = Layout.PLAIN) -> None:
    """Bring every history to its newest revision; each in a transaction of its own."""
    for history in histories:
        async with store.engine.connect() as connection, connection.begin():
            await connection.run_sync(_upgrade, history, layout)


async def pending(store: Store, histories: Sequence[Migrations]) -> list[str]:
    """Return the names of the histories that are not at their newest revision."""
    async with store.engine.connect() as connection, connection.begin():
        return [history.name for history in histories if await connection.run_sync(_is_behind, history)]


def _upgrade(connection: sa.Connection, history: Migrations, layout: Layout) -> None:
    script = _script(history)

    def steps(revision: tuple[str, ...] | str, _: MigrationContext) -> object:
        return script._upgrade_revs("heads", revision)  # pyright: ignore[reportPrivateUsage, reportArgumentType] # noqa: SLF001 (alembic's own env.py gets it from alembic.command only)

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(
            connection=connection,
            target_metadata=history.metadata,
            version_table=history.version_table,
            layout=layout,
        )
        environment.run_migrations()


def _is_behind(connection: sa.Connection, history: Migrations) -> bool:
    context = MigrationContext.configure(connection, opts={"version_table": history.version_table})
    return set(context.get_current_heads()) != set(_script(history).get_heads())


def _script(history: Migrations) -> ScriptDirectory:
    return ScriptDirectory(str(history.folder), version_locations=[str(history.folder)])
