import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from profile_core.kit import clock, ids
from profile_core.kit.errors import UnavailableError
from profile_core.kit.settings import Settings
from profile_core.store import UtcDateTime, now, now_plus, once, open_store, schedule, subject_table
from profile_core.store.facts import fact_table


def _fact(bucket: int = 1, moment: datetime | None = None) -> dict:
    at = moment or clock.now()
    return {"bucket": bucket, "id": ids.new_id(bucket), "name": "x", "payload": "{}", "told_at": at}


async def test_insert_new_returns_the_ids_that_went_in(store):
    first, second = _fact(), _fact()
    async with store.begin() as tx:
        assert await tx.insert_new(fact_table, [first]) == {first["id"]}
    async with store.begin() as tx:
        assert await tx.insert_new(fact_table, [first, second]) == {second["id"]}


async def test_a_bulk_larger_than_the_parameters_of_one_statement_goes_in_whole(store):
    many = [_fact(bucket) for bucket in range(1000)] * 8
    unique = [{**one, "id": ids.new_id(one["bucket"])} for one in many]
    async with store.begin() as tx:
        assert len(await tx.insert_new(fact_table, unique)) == 8000


async def test_rows_of_one_insert_that_differ_in_their_columns_are_refused(store):
    with_name, without = _fact(), _fact()
    del without["name"]
    for rows in ([with_name, without], [without, with_name]):
        with pytest.raises((ValueError, SQLAlchemyError)):
            async with store.begin() as tx:
                await tx.insert(fact_table, rows)


async def test_a_reading_transaction_cannot_write(store):
    with pytest.raises(DBAPIError):
        async with store.read() as tx:
            await tx.insert(fact_table, [_fact()])


async def test_an_error_of_the_database_does_not_repeat_what_was_written(store):
    twice = {**_fact(), "payload": "something personal"}
    async with store.begin() as tx:
        await tx.insert(fact_table, [twice])
    with pytest.raises(DBAPIError) as refused:
        async with store.begin() as tx:
            await tx.insert(fact_table, [twice])

    assert "personal" not in str(refused.value)


async def test_moments_come_back_in_utc_whatever_zone_they_went_in_with(store):
    brussels = datetime(2026, 7, 1, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    async with store.begin() as tx:
        await tx.insert(fact_table, [_fact(moment=brussels)])
        stored = await tx.value(sa.select(fact_table.c.told_at).where(fact_table.c.bucket == 1))
    assert (stored, stored.tzinfo) == (brussels, UTC)


async def test_the_databases_clock_compares_with_stored_moments(store):
    async with store.begin() as tx:
        await tx.insert(fact_table, [_fact(moment=clock.now() - timedelta(seconds=5))])
        past = fact_table.c.bucket == 1
        assert await tx.value(sa.select(fact_table.c.told_at < now()).where(past))
        assert await tx.value(sa.select(fact_table.c.told_at > now_plus(-60)).where(past))
        assert not await tx.value(sa.select(fact_table.c.told_at > now_plus(-2.5)).where(past))


async def test_a_key_is_used_once_by_all_who_try_at_the_same_time(store):
    async def _use() -> bool:
        async with store.begin() as tx:
            return await once.use(tx, "proof", "jti-1", until=clock.ahead(60))

    assert sorted(await asyncio.gather(*[_use() for _ in range(20)])) == [False] * 19 + [True]


async def test_used_keys_are_forgotten_once_they_would_be_refused_for_their_age(store):
    async with store.begin() as tx:
        await once.use(tx, "proof", "old", until=clock.ago(1))
        await once.use(tx, "proof", "young", until=clock.ahead(60))
        assert await once.forget(tx) == 1
        assert not await once.use(tx, "proof", "young", until=clock.ahead(60))


async def test_a_job_runs_on_one_worker_and_again_only_when_due(store):
    here, there = ids.plain_id(), ids.plain_id()
    async with store.begin() as tx:
        await schedule.announce(tx, ["sweep"])
        await schedule.announce(tx, ["sweep"])
        assert await schedule.claim(tx, "sweep", here, lease=60)
        assert not await schedule.claim(tx, "sweep", there, lease=60)
        await schedule.end(tx, "sweep", there, every=0, error=None)
        assert not await schedule.claim(tx, "sweep", there, lease=60)
        await schedule.end(tx, "sweep", here, every=0, error=None)
        assert await schedule.claim(tx, "sweep", there, lease=60)


async def test_work_that_met_a_deadlock_is_done_again(open_with, database):
    if database.kind == "sqlite":
        return  # one writer at a time: there is no deadlock to meet
    store, one, two = open_with({}), _fact(1), _fact(2)
    async with store.begin() as tx:
        await tx.insert(fact_table, [one, two])
    met = asyncio.Barrier(2)
    tries = 0

    async def _touch(first: dict, second: dict) -> None:
        async def _work(tx):
            nonlocal tries
            tries += 1
            for at, row in enumerate((first, second)):
                where = (fact_table.c.bucket == row["bucket"], fact_table.c.id == row["id"])
                await tx.run(fact_table.update().where(*where).values(payload="[]"))
                if at == 0 and tries <= 2:
                    await met.wait()

        await store.transact(_work)

    await asyncio.gather(_touch(one, two), _touch(two, one))
    assert tries == 3


async def test_an_exhausted_pool_says_come_back_and_comes_back(database):
    settings = Settings(database_url=database.url, database_pool=1, request_timeout=0.2)
    store = open_store(settings, {})
    async with store.read():
        with pytest.raises(UnavailableError) as refused:
            async with store.read():
                pass
    assert refused.value.retry_after > 0
    async with store.read() as tx:
        assert await tx.value(sa.select(1)) == 1
    await store.close()


async def test_a_table_that_a_migration_changes_meanwhile_says_come_back_once(store, database):
    if database.kind == "sqlite":
        return  # it prepares every statement anew
    look = sa.select(fact_table.c.payload).where(fact_table.c.bucket == 1)
    async with store.read() as tx:
        await tx.rows(look)
    async with store.engine.begin() as other:
        await other.execute(sa.text("ALTER TABLE fact ALTER COLUMN payload TYPE varchar(100)"))
    with pytest.raises(UnavailableError):
        async with store.read() as tx:
            await tx.rows(look)
    async with store.read() as tx:
        assert await tx.rows(look) == []


async def test_a_database_that_is_away_says_come_back():
    store = open_store(Settings(database_url="postgresql+asyncpg://postgres@127.0.0.1:9/none"), {})
    with pytest.raises(UnavailableError):
        async with store.read():
            pass
    await store.close()


async def test_postgresql_that_dies_under_a_statement_says_come_back_and_comes_back(durable_cluster):
    store = open_store(Settings(database_url=durable_cluster.url(durable_cluster.create())), {})

    async def _ask(question: Any) -> Any:
        async with store.begin() as tx:
            return await tx.value(sa.select(question))

    assert await _ask(1) == 1
    waiting = asyncio.create_task(_ask(sa.func.pg_sleep(60)))
    await asyncio.sleep(0.5)
    await asyncio.to_thread(durable_cluster.stop, "immediate")
    with pytest.raises(UnavailableError):
        await waiting
    await asyncio.to_thread(durable_cluster.start)
    assert await _ask(1) == 1
    await store.close()


async def test_sqlite_that_another_process_holds_says_come_back(database):
    if database.kind != "sqlite":
        return  # PostgreSQL has row locks; this is about SQLite's single writer
    settings = Settings(database_url=database.url, request_timeout=0.2)
    holder, other = open_store(settings, {}), open_store(settings, {})
    async with holder.begin():
        with pytest.raises(UnavailableError):
            async with other.begin():
                pass
    async with other.begin() as tx:
        await tx.insert(fact_table, [_fact()])
    await holder.close()
    await other.close()


@pytest.mark.parametrize(
    "part",
    [
        sa.UniqueConstraint("code"),
        sa.Index("some_index", "code", unique=True),
        sa.ForeignKeyConstraint(["code"], ["x.code"]),
    ],
)
def test_a_key_that_does_not_start_with_bucket_is_refused_when_it_is_declared(part):
    with pytest.raises(ValueError, match="must start with bucket"):
        subject_table("permit", sa.MetaData(), sa.Column("code", sa.Text), part)


def test_a_key_that_starts_with_bucket_is_fine():
    table = subject_table(
        "permit",
        sa.MetaData(),
        sa.Column("code", sa.Text),
        sa.Column("at", UtcDateTime),
        sa.UniqueConstraint("bucket", "code"),
    )
    assert [column.name for column in table.primary_key] == ["bucket", "id"]
