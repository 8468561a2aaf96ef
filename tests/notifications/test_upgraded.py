"""A database of before pull is migrated with what is in it: types are PUSH, and all that was there is seen as before."""

import re
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from blocks.notifications import types as defining
from blocks.notifications.model import Accepted, Mode
from blocks.notifications.rows import types
from blocks.notifications.rows.tables import notification_table as n, type_table as t
from profile_core.contract import Store
from profile_core.kit.keyring import Keyring, new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from profile_core.store.migrate import Layout, Migrations, pending, upgrade
from tests.conftest import KINDS, one_database, one_empty_database
from tests.databases import Database
from tests.histories import all_histories
from tests.notifications.feed.fedtypes import change, fed_stage
from tests.notifications.live.shelves import page, states, titles
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import CITIZENS, PERMIT, Stage, draft, set_up, type_draft

BEFORE = ("0001_first.py", "0002_delivery.py")
KEYS = ("é", "a", "Z")
_PARTITION = re.compile(r"_p\d$")
"""Rows come by the table that they are a part of."""


@pytest.fixture(params=KINDS)
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """Give a migrated database and one without tables."""
    with ExitStack() as stack:
        yield (
            stack.enter_context(one_database(request, tmp_path)),
            stack.enter_context(one_empty_database(request, tmp_path)),
        )


@pytest.fixture
async def upgraded(both: tuple[Database, Database], tmp_path: Path) -> AsyncIterator[Stage]:
    """Play on a database of now, move what is there into one of before, and migrate that."""
    now, before = both
    keyring, layout = new_keyring(), Layout.PARTITIONED if now.kind == "partitioned" else Layout.PLAIN
    played, old = opened(now), opened(before)
    stage = await set_up(on(now, played, keyring))
    for key in KEYS:
        [accepted] = await stage.register(draft(key, title=f"Kaart {key}"))
        assert isinstance(accepted, Accepted)
    await stage.deliver()
    await upgrade(old, histories_of_before(tmp_path / "before"), layout=layout)
    await move(played, old)
    assert await pending(old, all_histories()) == ["sources", "notifications"]
    await upgrade(old, all_histories(), layout=layout)
    yield Stage(
        platform=on(before, old, keyring), gent=stage.gent, aalst=stage.aalst, everybody=stage.everybody
    )
    await played.close()
    await old.close()


async def test_types_of_before_are_pushed_and_go_on_so(upgraded: Stage):
    async with upgraded.platform.store.read() as tx:
        known = await types.every(tx, upgraded.gent)
    assert known
    assert {(one.definition.mode, one.definition.source, tuple(one.former)) for one in known} == {
        (Mode.PUSH, None, ())
    }
    async with upgraded.platform.store.read() as tx:
        stored = await tx.rows(sa.select(t.c.mode, t.c.source, t.c.asks, t.c.former))
    assert {tuple(row) for row in stored} == {("PUSH", None, False, None)}
    [accepted] = await upgraded.register(draft("new"))
    assert isinstance(accepted, Accepted)
    [again] = await upgraded.register(draft("a", title="Kaart a"))
    assert isinstance(again, Accepted), "what was accepted before is known"


async def test_what_was_there_is_listed_once_and_is_not_live(upgraded: Stage):
    listed = await page(upgraded)
    assert sorted(titles(listed)) == ["Kaart Z", "Kaart a", "Kaart é"]
    assert {one.live for one in listed.items} == {False}
    assert states(listed) == []


async def test_keys_compare_as_bytes_on_every_database(upgraded: Stage):
    bucket = upgraded.citizen(CITIZENS[0]).subject.bucket
    ordered = sa.select(n.c.external_id).where(n.c.bucket == bucket).order_by(n.c.external_id)
    async with upgraded.platform.store.read() as tx:
        assert [row.external_id for row in await tx.rows(ordered)] == ["Z", "a", "é"]
    async with upgraded.platform.store.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            assert await connection.run_sync(_collations) == {"C"}, "whatever the cluster's is"


async def test_type_of_before_becomes_one_that_is_fed_like_any(upgraded: Stage):
    fed = await fed_stage(upgraded)
    wanted = replace(type_draft(upgraded.gent, PERMIT), mode=Mode.PULL_FEED, source="main")
    await defining.update(upgraded.platform, upgraded.gent, wanted, dry_run=False)
    assert await fed.take(change("a", 2, of=PERMIT), change("b", of=PERMIT)) == []
    await upgraded.deliver()
    assert sorted(titles(await page(upgraded))) == ["Kaart Z", "Kaart é", "a in versie 2", "b in versie 1"]


def opened(database: Database) -> Store:
    return open_store(Settings(database_url=database.url), LISTENERS)


def on(database: Database, store: Store, keyring: Keyring):
    return platform_with(Settings(database_url=database.url), keyring, store)


def histories_of_before(folder: Path) -> Sequence[Migrations]:
    """Return the histories without sources, and this block's as far as it went then."""
    folder.mkdir()
    found: list[Migrations] = []
    for history in all_histories():
        if history.name == "notifications":
            for name in BEFORE:
                shutil.copy(history.folder / name, folder)
            history = Migrations(name=history.name, metadata=history.metadata, folder=folder)  # noqa: PLW2901
        if history.name != "sources":
            found.append(history)
    return found


async def move(source: Store, target: Store) -> None:
    """Copy all rows, as far as the tables of the target have columns for them."""
    tables = sa.MetaData()
    async with target.engine.begin() as there, source.engine.connect() as here:
        await there.run_sync(tables.reflect)
        for table in tables.sorted_tables:
            if not table.name.endswith("alembic_version") and not _PARTITION.search(table.name):
                of_all = [table.c.bucket.in_(range(1024))] if "bucket" in table.c else []
                found = await here.execute(sa.select(table).where(*of_all))
                if rows := [dict(row._mapping) for row in found]:
                    await there.execute(sa.insert(table), rows)


def _collations(connection: sa.Connection) -> set[str | None]:
    """Return how the keys compare: those of types and of notifications."""
    keys = (("notification", "external_id"), ("notification_type", "code"))
    found = sa.inspect(connection)
    kinds = [one["type"] for table, name in keys for one in found.get_columns(table) if one["name"] == name]
    return {kind.collation for kind in kinds if isinstance(kind, sa.String)}
