"""`registerNotifications` of 100, durable with facts, against raw asyncpg `unnest` in one transaction."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from benchmarks.figure import Figure, turned
from benchmarks.stage import Bench
from tests.notifications.asked import REGISTER, item
from tests.notifications.played import CITIZENS

_ITEMS = 100
_TURNS = 10
_TABLE = """CREATE TABLE raw_notification (bucket smallint, id uuid, subject_id uuid, provider_id uuid,
  environment text, type_id uuid, external_id text, content_mac bytea, title json, text json,
  created_at timestamptz, PRIMARY KEY (bucket, id), UNIQUE (bucket, subject_id, type_id, external_id))"""
_INSERT = """INSERT INTO raw_notification SELECT * FROM unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::uuid[],
  $5::text[], $6::uuid[], $7::text[], $8::bytea[], $9::json[], $10::json[], $11::timestamptz[])"""


async def measure(bench: Bench) -> list[Figure]:
    """Take turns, so that a busy machine is busy for both."""
    await bench.raw.execute(_TABLE)
    ours = raw = 0.0
    for turn in range(_TURNS):
        ours += (await turned(1, lambda _, turn=turn: _ours(bench, turn))).wall
        raw += (await turned(1, lambda _: _raw(bench))).wall
    ratio = raw / ours
    rows = _ITEMS * _TURNS / ours
    value = f"{rows:,.0f} rows/s, {ratio:.2f}x of raw"
    return [Figure(what="registerNotifications of 100", value=value, bar=">= 0.6x", met=ratio >= 0.6)]


async def _ours(bench: Bench, turn: int) -> None:
    items = [item(CITIZENS[n % len(CITIZENS)], externalId=f"bench-{turn}-{n}") for n in range(_ITEMS)]
    await bench.ask(bench.stage.gent, "/provider/graphql", REGISTER, items=items)


async def _raw(bench: Bench) -> None:
    now, said = datetime.now(UTC), '[{"language": "nl", "text": "Uw parkeerkaart is klaar"}]'
    rows: list[tuple[Any, ...]] = [
        (n, uuid4(), uuid4(), uuid4(), "test", uuid4(), str(n), b"0" * 32, said, said, now)
        for n in range(_ITEMS)
    ]
    async with bench.raw.transaction():
        await bench.raw.execute(_INSERT, *[list(column) for column in zip(*rows, strict=True)])
