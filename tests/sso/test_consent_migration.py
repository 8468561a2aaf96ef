"""Consent from before roles had a part in it: it counts for oneself, and for nobody else."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from profile_core.contract import Store, SubjectRef, clock, ids
from profile_core.contract.roles import SELF
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from profile_core.store.migrate import Layout, upgrade
from sso.block import block
from sso.model import ActiveRole
from sso.rows import consents
from tests.databases import Database

LAST = "0004"
CITIZEN, CHILD = (SubjectRef(ids.new_id(bucket)) for bucket in (3, 900))


@pytest.mark.parametrize("layout", Layout)
async def test_consent_of_before_is_that_of_oneself(empty_database: Database, layout: Layout, tmp_path: Path):
    store = open_store(Settings(database_url=empty_database.url), {})
    await _before(store, tmp_path, layout)
    old = {"bucket": CITIZEN.bucket, "subject_id": CITIZEN.id, "client_id": "gent", "scopes": "citizen"}
    async with store.begin() as tx:
        await tx.insert(_before_table(), [{**old, "given_at": clock.now()}])
    assert block.migrations
    await upgrade(store, [block.migrations], layout=layout)
    roles = [ActiveRole(code=SELF, subject=CITIZEN), ActiveRole(code="VOG", subject=CHILD, name="Fien")]
    async with store.begin() as tx:
        assert [await consents.scopes_of(tx, CITIZEN, role, "gent") for role in roles] == [{"citizen"}, set()]
        for role in roles:
            given = {"scopes": frozenset({"offline_access"}), "sealed": None, "at": clock.now()}
            await consents.add(tx, CITIZEN, role, "gent", **given)
        said = [await consents.scopes_of(tx, CITIZEN, role, "gent") for role in roles]
    assert said == [{"citizen", "offline_access"}, {"offline_access"}]
    await store.close()


async def _before(store: Store, folder: Path, layout: Layout) -> None:
    """Make the tables as the revision before this one left them."""
    assert block.migrations
    kept = folder / "migrations"
    kept.mkdir()
    for file in block.migrations.folder.glob("0*.py"):
        if file.name[:4] <= LAST:
            shutil.copy(file, kept)
    await upgrade(store, [replace(block.migrations, folder=kept)], layout=layout)


def _before_table() -> sa.Table:
    columns = (
        sa.Column("bucket", sa.SmallInteger, primary_key=True),
        sa.Column("subject_id", sa.Uuid, primary_key=True),
        *(sa.Column(name, sa.Text) for name in ("client_id", "scopes")),
        sa.Column("given_at", sa.DateTime(timezone=True)),
    )
    return sa.Table("sso_consent", sa.MetaData(), *columns)
