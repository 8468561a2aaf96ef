"""A feed of files that fails for so long that it is deactivated goes on from its index: nothing lost, nothing twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import update

from blocks.file_status import choosing
from blocks.file_status.rows.tables import event_table
from profile_core.contract import now, sources
from profile_core.sources import Mode
from profile_core.sources.feed import DEACTIVATED
from profile_core.sources.feed_tables import feed_table
from profile_core.sources.rows import registered
from profile_core.worker import process
from profile_core.worker.settings import WorkerSettings
from tests.file_status.played import Stage, file, source, status
from tests.sources.played import Answering, Provider, whole
from tests.worker.conftest import until

CODES = ["in_treatment", "advice", "on_hold"]
MANY = 30
"""Changes: three files in turn, each of which gets a status at a time."""


def change(number: int) -> Any:
    """Return the change of an index: the file has all statuses that it had until then."""
    of, last = number % 3, number // 3
    said = [status(at, code=CODES[at % 3]) for at in range(last + 1)]
    return file(f"f{of}", *said, minutes=last)


def feed_of(provider: Provider, path: str, last: Callable[[], int]) -> Answering:
    """Answer five changes after a cursor, up to the last that there is."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        asked = next(one for one in reversed(provider.asked) if one.path == f"/{path}/file_status/changes")
        question = msgspec.json.decode(asked.body)
        after = int(question["cursor"] or 0)
        upto = min(last(), after + min(5, question["limit"]))
        items = [change(number) for number in range(after, upto)]
        page = {"items": items, "nextCursor": str(upto)}
        await whole("200 OK", msgspec.json.encode(page), "Content-Type: application/json")(writer)

    return answer


async def test_it_goes_on_from_its_index(stage: Stage, provider: Provider):
    made = await source(stage)
    async with stage.platform.store.begin() as tx:
        await registered.put(tx, replace(made, url=provider.address("cases")))
    await choosing.choose(stage.platform, stage.gent, Mode.PULL_FEED, made.code, dry_run=False)
    there = 12
    provider.answers["cases"] = feed_of(provider, "cases", lambda: there)
    async with _working(stage):
        await until(lambda: _followed(stage, lambda one: one.cursor == str(there)))
    provider.answers["cases"] = whole("503 Later")
    async with _working(stage):
        for _ in range(DEACTIVATED):
            failed = (await _feed(stage)).failures
            await _now_due(stage)
            await until(lambda failed=failed: _followed(stage, lambda one: one.failures > failed))
    assert (await _feed(stage)).deactivated

    there = MANY
    provider.answers["cases"] = feed_of(provider, "cases", lambda: there)
    await _now_due(stage)
    async with _working(stage):
        await until(lambda: _followed(stage, lambda one: one.cursor == str(MANY) and not one.deactivated))
    for of in range(3):
        seen = await stage.whole(stage.citizen(), f"f{of}")
        assert seen is not None
        assert [one.status.code for one in seen.history] == [CODES[at % 3] for at in range(MANY // 3)]
    assert await stage.count(event_table) == MANY


@asynccontextmanager
async def _working(stage: Stage) -> AsyncIterator[None]:
    """Let a worker work meanwhile."""
    stopping = asyncio.Event()
    task = asyncio.create_task(process._work(stage.platform, WorkerSettings(look_every=0.05), stopping))
    yield
    stopping.set()
    await task


async def _feed(stage: Stage) -> sources.Followed:
    async with stage.platform.store.read() as tx:
        [one] = await sources.followed(tx, "file_status")
    return one


async def _followed(stage: Stage, holds: Callable[[sources.Followed], bool]) -> bool:
    async with stage.platform.store.read() as tx:
        return any(holds(one) for one in await sources.followed(tx, "file_status"))


async def _now_due(stage: Stage) -> None:
    async with stage.platform.store.begin() as tx:
        await tx.run(update(feed_table).values(due_at=now(), lease_until=None))
