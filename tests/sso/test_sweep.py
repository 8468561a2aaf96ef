"""What is over is forgotten in every bucket, however much of it there is."""

import pytest
import sqlalchemy as sa

from profile_core.contract import clock, ids
from profile_core.kit.keyring import new_keyring
from profile_core.store import Store
from sso import sweep
from sso.tables import attempt_table as a
from tests.sso.conftest import platform_of

BUCKETS = 600


async def fill(store: Store, age: float, *, each: int = 1) -> None:
    rows = [
        {
            "bucket": bucket,
            "id": ids.new_id(bucket),
            "digest": b"x",
            "sealed": b"y",
            "expires_at": clock.ago(age),
        }
        for bucket in range(BUCKETS)
        for _ in range(each)
    ]
    async with store.begin() as tx:
        for start in range(0, len(rows), 500):
            await tx.insert(a, rows[start : start + 500])


async def left(store: Store) -> int:
    async with store.read() as tx:
        return await tx.value(sa.select(sa.func.count()).select_from(a))


async def test_nothing_is_left_in_any_bucket_after_any_round(store: Store):
    for _ in range(3):
        await fill(store, 7200)
        await sweep.sweep(platform_of(store, new_keyring()))
        assert await left(store) == 0


async def test_more_than_is_looked_up_at_a_time_goes_in_one_round(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sweep, "SLICE", 700)
    await fill(store, 7200, each=2)
    await fill(store, 60)
    await sweep.sweep(platform_of(store, new_keyring()))
    assert await left(store) == BUCKETS


async def test_statements_of_the_sweep_use_the_index(database, store: Store, watch):
    await fill(store, 7200)
    past = f"expires_at < {moment(database)}"
    look = f"SELECT bucket, expires_at FROM sso_attempt WHERE {past} ORDER BY expires_at LIMIT 9"
    delete = (
        f"DELETE FROM sso_attempt WHERE bucket = 7 AND expires_at BETWEEN '2000-01-01' AND {moment(database)}"
    )
    name = "expires_at_bucket_idx" if database.kind == "partitioned" else "sso_attempt_expires"
    assert name in await plan(database, store, look)
    deleting = await plan(database, store, delete)
    assert "Seq Scan" not in deleting
    assert "SCAN" not in deleting
    watch.take()


def moment(database) -> str:
    return "'2000-01-02'" if database.kind == "sqlite" else "now()"


async def plan(database, store: Store, statement: str) -> str:
    explain = "EXPLAIN QUERY PLAN" if database.kind == "sqlite" else "EXPLAIN"
    async with store.begin() as tx:
        if database.kind != "sqlite":
            await tx.run(sa.text("SET LOCAL enable_seqscan = off"))
        return "\n".join(str(tuple(row)) for row in await tx.rows(sa.text(f"{explain} {statement}")))
