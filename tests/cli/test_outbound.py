"""The operator sees what failed outside, and lets it be tried again."""

import asyncio
from uuid import UUID

from profile_core.kit import clock, ids
from profile_core.kit.acting import SubjectRef
from profile_core.kit.settings import Settings
from profile_core.outbound import tell
from profile_core.store import open_store
from tests.cli.conftest import Run
from tests.databases import Database
from tests.worker.seen import change, rows


def fail(database: Database, use: str) -> str:
    asyncio.run(_fail(database, use))
    [(found,)] = asyncio.run(rows(database, f"SELECT id FROM outbound_call WHERE use = '{use}'"))
    return str(UUID(str(found)))


async def _fail(database: Database, use: str) -> None:
    store = open_store(Settings(database_url=database.url), {})
    async with store.begin() as tx:
        subject = SubjectRef(ids.new_id(7))
        await tell(
            tx,
            use=use,
            subject=subject,
            key=use,
            address="https://gent.example/logout",
            payload={},
            until=clock.ahead(60),
        )
    await store.close()
    now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')" if database.kind == "sqlite" else "now()"
    failed = f"due_at = NULL, attempts = 1, failure = 'refused', last_status = 400, ended_at = {now}"
    await change(database, f"UPDATE outbound_call SET {failed} WHERE use = '{use}'")


def waiting(database: Database) -> list[str]:
    query = "SELECT use FROM outbound_call WHERE due_at IS NOT NULL ORDER BY use"
    return [use for (use,) in asyncio.run(rows(database, query))]


def test_failed_calls_are_listed_with_their_reason_and_nothing_of_the_subject(
    run: Run, database: Database
) -> None:
    nothing = run("outbound", "list-failed", database_url=database.url)
    assert (nothing.returncode, nothing.stdout.strip()) == (0, "No call has failed.")
    failed = fail(database, "played.a")
    done = run("outbound", "list-failed", database_url=database.url)
    assert done.returncode == 0, done.stderr
    for said in (failed, "played.a", "gent.example", "refused", "400"):
        assert said in done.stdout
    other = run("outbound", "list-failed", "--use", "played.b", database_url=database.url)
    assert "No call has failed." in other.stdout


def test_failed_calls_are_replayed_by_id_by_use_or_all(run: Run, database: Database) -> None:
    one = fail(database, "played.a")
    fail(database, "played.b")
    fail(database, "played.c")
    run("keyring", "create")
    done = run("outbound", "replay", one, database_url=database.url)
    assert (done.returncode, waiting(database)) == (0, ["played.a"]), done.stderr
    run("outbound", "replay", "--all", "--use", "played.b", database_url=database.url)
    assert waiting(database) == ["played.a", "played.b"]
    done = run("outbound", "replay", "--all", database_url=database.url)
    assert (done.stdout.strip(), waiting(database)[2:]) == ("Calls that will be tried again: 1", ["played.c"])


def test_replay_without_a_choice_or_of_what_did_not_fail_says_what_to_do(
    run: Run, database: Database
) -> None:
    run("keyring", "create")
    unclear = run("outbound", "replay", database_url=database.url)
    assert (unclear.returncode, "--all" in unclear.stderr) == (1, True)
    both = run("outbound", "replay", str(ids.new_id(3)), "--all", database_url=database.url)
    assert both.returncode == 1
    unknown = ids.new_id(3)
    gone = run("outbound", "replay", str(unknown), database_url=database.url)
    assert (gone.returncode, str(unknown) in gone.stderr) == (1, True)
