"""The databases of the tests are what they claim to be."""

import sqlalchemy as sa

from profile_core.store import Store
from profile_core.store.facts import fact_table
from tests.databases import Database


async def test_each_test_has_a_migrated_database_of_its_own(store: Store, database: Database):
    async with store.read() as tx:
        assert await tx.value(sa.select(sa.func.count()).select_from(fact_table)) == 0
        assert store.engine.dialect.name == ("sqlite" if database.kind == "sqlite" else "postgresql")
