"""The operator sees which sources there are and how they are, and has one asked no more."""

import asyncio

from profile_core.contract import Environment, ids, sources
from profile_core.directory.tables import provider_table
from profile_core.kit import clock
from profile_core.kit.settings import Settings
from profile_core.sources.rows import registered
from profile_core.store import Store, open_store
from tests.cli.conftest import Run
from tests.databases import Database


def entered(database: Database, *, away: bool = False) -> None:
    asyncio.run(_entered(open_store(Settings(database_url=database.url), {}), away=away))


async def _entered(store: Store, *, away: bool) -> None:
    gent = ids.plain_id()
    source = sources.Source(
        id=ids.plain_id(),
        provider=gent,
        environment=Environment.LIVE,
        code="cases",
        url="https://gent.example/pull",
        blocks=("notifications",),
        page_size=50,
        languages=("nl",),
    )
    async with store.begin() as tx:
        await tx.insert(provider_table, [{"id": gent, "code": "gent", "nis": None, "name": []}])
        await registered.put(tx, source)
        if away:
            await registered.away(tx, source.id, clock.ago(3600), "it answered 502")
    await store.close()


def test_sources_are_listed_with_their_state(run: Run, database: Database) -> None:
    nothing = run("sources", "list", database_url=database.url)
    assert (nothing.returncode, nothing.stdout.strip()) == (0, "No provider has a source.")
    entered(database)
    done = run("sources", "list", database_url=database.url)
    assert done.returncode == 0, done.stderr
    assert "gent/cases" in done.stdout and "not asked yet" in " ".join(done.stdout.split())


def test_source_that_is_away_is_shown_with_since_when_and_why(run: Run, database: Database) -> None:
    entered(database, away=True)
    done = run("sources", "show", "gent/cases", database_url=database.url)
    for said in ("away since ", "it answered 502", "https://gent.example/pull", "notifications"):
        assert said in done.stdout


def test_doctor_names_the_sources_that_are_away(run: Run, database: Database) -> None:
    run("keyring", "create")
    assert "sources" not in run("doctor", database_url=database.url).stdout
    entered(database, away=True)
    said = " ".join(run("doctor", database_url=database.url).stdout.split())
    assert "sources: 1, of which away: cases at https://gent.example/pull since " in said


def test_source_is_paused_and_resumed(run: Run, database: Database) -> None:
    entered(database)
    assert run("sources", "pause", "gent/cases", database_url=database.url).stdout == "Paused: gent/cases\n"
    assert "paused" in run("sources", "show", "gent/cases", database_url=database.url).stdout
    run("sources", "resume", "gent/cases", database_url=database.url)
    assert "paused" not in run("sources", "show", "gent/cases", database_url=database.url).stdout


def test_source_that_is_not_there_is_named(run: Run, database: Database) -> None:
    for name, more in (("gent/nothing", ()), ("cases", ()), ("gent/cases", ("--test",))):
        done = run("sources", "show", name, *more, database_url=database.url)
        assert (done.returncode, "sources list" in done.stderr) == (1, True)
    entered(database)
    assert run("sources", "show", "gent/cases", "--test", database_url=database.url).returncode == 1
