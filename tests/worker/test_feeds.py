"""Feeds are followed page after page, each by one worker; one that is away or bad is slow alone and loses nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from profile_core.contract import Block, Platform, Store, Tx, sources, texts
from profile_core.kit.keyring import new_keyring
from profile_core.sources.feed_tables import feed_table as f
from profile_core.sources.rows import feeds as rows, registered
from profile_core.store import now
from profile_core.worker import process
from profile_core.worker.feeds import measured
from profile_core.worker.settings import WorkerSettings
from tests.sources.played import Answering, Provider, Stage, citizen, hang, platform_on, signing, whole
from tests.worker.conftest import until

_JSON = "Content-Type: application/json"


@dataclass(slots=True, kw_only=True, eq=False)
class Taken:
    """A block that notes what it takes once that is committed, and refuses what is odd where it is told to."""

    numbers: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    bad: set[str] = field(default_factory=set[str])
    odd_refused: bool = False
    at_once: int = 0
    most_at_once: int = 0

    async def take(
        self, tx: Tx, source: sources.Source, changes: Sequence[msgspec.Raw]
    ) -> Sequence[sources.Refused]:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        if source.code in self.bad:
            raise RuntimeError("a bug of the block's")
        numbers = [msgspec.json.decode(one, type=int) for one in changes]
        odd = [one for one in numbers if self.odd_refused and one % 2]
        self.numbers.setdefault(source.code, []).extend(one for one in numbers if one not in odd)
        return [
            sources.Refused(type="t", external_id=str(one), code="odd", message="It is odd.") for one in odd
        ]


class World:
    """A provider with feeds of numbers, a block that takes them, and workers."""

    def __init__(self, stage: Stage, taken: Taken) -> None:
        self.stage = stage
        self.platform = stage.platform
        self.taken = taken

    async def follow(self, code: str, answering: Answering) -> sources.Source:
        """Follow a feed that answers in a way."""
        self.stage.provider.answers[code] = answering
        source = await self.stage.source(code)
        async with self.platform.store.begin() as tx:
            await sources.follow(tx, source.id, "counted")
            await sources.follow(tx, source.id, "counted")
        return source

    async def feed(self, source: sources.Source) -> sources.Followed:
        """Return how far a feed is followed."""
        async with self.platform.store.read() as tx:
            return next(one for one in await sources.followed(tx, "counted") if one.source == source.id)

    async def has(self, code: str, many: int) -> None:
        """Wait until so many numbers of a feed were taken."""

        async def _there() -> bool:
            return len(self.taken.numbers.get(code, ())) >= many

        await until(_there)

    async def failed(self, source: sources.Source) -> sources.Followed:
        """Wait until a feed has failed."""

        async def _failed() -> bool:
            return (await self.feed(source)).failures > 0

        await until(_failed)
        return await self.feed(source)

    @asynccontextmanager
    async def working(self, many: int = 1) -> AsyncIterator[None]:
        """Let workers work meanwhile."""
        stopping = asyncio.Event()
        settings = WorkerSettings(look_every=0.05)
        tasks = [asyncio.create_task(process._work(self.platform, settings, stopping)) for _ in range(many)]
        try:
            yield
        finally:
            stopping.set()
            await asyncio.gather(*tasks)


@pytest.fixture
async def world(store: Store, provider: Provider) -> AsyncIterator[World]:
    taken = Taken()
    block = Block(name="counted", title=texts(nl="Getallen"), feed=lambda _: taken)
    platform: Platform = platform_on(store, new_keyring(), feeds_every=0.05)
    platform = replace(platform, blocks=(signing, block))
    yield World(Stage(platform=platform, provider=provider, acting=await citizen(platform)), taken)
    await platform.sources.close()


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    opened = Provider()
    await opened.open()
    yield opened
    opened.close()


def counting(provider: Provider, code: str, last: Callable[[], int], most: int = 10) -> Answering:
    """Answer the numbers after a cursor."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        asked = next(one for one in reversed(provider.asked) if one.path == f"/{code}/counted/changes")
        question: dict[str, Any] = msgspec.json.decode(asked.body)
        after = int(question["cursor"] or 0)
        numbers = list(range(after + 1, min(last(), after + min(most, question["limit"])) + 1))
        page = {"items": numbers, "nextCursor": str(numbers[-1] if numbers else after)}
        await whole("200 OK", msgspec.json.encode(page), _JSON)(writer)

    return answer


async def test_every_page_is_taken_in_order_and_then_what_is_new(world: World):
    last = 35
    await world.follow("a", counting(world.stage.provider, "a", lambda: last))
    async with world.working():
        await world.has("a", 35)
        last = 42
        await world.has("a", 42)
    assert world.taken.numbers["a"] == list(range(1, 43))


async def test_several_workers_take_each_page_once(world: World):
    codes = [f"feed-{at}" for at in range(5)]
    for code in codes:
        await world.follow(code, counting(world.stage.provider, code, lambda: 60, most=4))
    async with world.working(3):
        for code in codes:
            await world.has(code, 60)
    assert world.taken.numbers == {code: list(range(1, 61)) for code in codes}


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (whole("500 Internal Server Error"), "it answered 500"),
        (whole("302 Found", b"", "Location: http://10.0.0.1/"), "it answered 302"),
        (whole("200 OK", b"<html>"), "the answer is not JSON"),
        (whole("200 OK", b'{"items": []}'), "the answer is no page of changes of the source API"),
        (hang, "no whole answer in time"),
    ],
)
async def test_feed_that_does_not_answer_is_named_and_slow_alone(
    world: World, answering: Answering, why: str
):
    away = await world.follow("away", answering)
    await world.follow("a", counting(world.stage.provider, "a", lambda: 20))
    async with world.working():
        await world.has("a", 20)
        feed = await world.failed(away)
    assert (feed.cursor, feed.failures, feed.last_error) == (None, 1, why)
    assert feed.away_since is not None
    assert 25 <= await _due_in(world, away) <= 38
    assert world.stage.provider.times("away") == 1


async def test_feed_is_left_alone_for_as_long_as_it_asks_for(world: World):
    busy = await world.follow("busy", whole("503 Later", b"", "Retry-After: 300"))
    async with world.working():
        await world.failed(busy)
    assert 290 <= await _due_in(world, busy) <= 300


async def test_page_that_cannot_be_stored_keeps_its_position_and_comes_again_smaller(world: World):
    world.taken.bad.add("bad")
    bad = await world.follow("bad", counting(world.stage.provider, "bad", lambda: 60, most=100))
    async with world.working():
        feed = await world.failed(bad)
        assert (feed.cursor, feed.last_error) == (None, "RuntimeError")
        world.taken.bad.clear()
        await _now_due(world, bad)
        await world.has("bad", 60)
    assert world.taken.numbers["bad"] == list(range(1, 61))
    limits = [msgspec.json.decode(one.body)["limit"] for one in world.stage.provider.asked]
    assert limits[:3] == [50, 25, 50]
    assert (await world.feed(bad)).failures == 0


async def test_page_of_a_worker_that_lost_its_lease_is_taken_by_the_other_alone(world: World):
    go = asyncio.Event()
    counted = counting(world.stage.provider, "a", lambda: 10, most=5)
    first = msgspec.json.encode({"items": [1, 2, 3, 4, 5], "nextCursor": "5"})

    async def slowly(writer: asyncio.StreamWriter) -> None:
        world.stage.provider.answers["a"] = counted
        await go.wait()
        await whole("200 OK", first, _JSON)(writer)

    feed = await world.follow("a", slowly)
    async with world.working(2):
        await until(_asked(world, 1))
        await _now_due(world, feed)
        await world.has("a", 10)
        go.set()
        await asyncio.sleep(0.2)
    assert world.taken.numbers["a"] == list(range(1, 11))


async def test_what_is_refused_is_kept_and_holds_up_nothing(world: World):
    world.taken.odd_refused = True
    source = await world.follow("a", counting(world.stage.provider, "a", lambda: 20))
    async with world.working():
        await world.has("a", 10)
    async with world.platform.store.read() as tx:
        assert await rows.count_refused(tx, [source.id]) == {source.id: 10}
    values = {one.name: one.value for one in await measured(world.platform)}
    assert values["feed_refused"] == 10
    assert values["feed_failures"] == 0


async def test_paused_source_is_not_asked(world: World):
    source = await world.follow("a", counting(world.stage.provider, "a", lambda: 5))
    async with world.platform.store.begin() as tx:
        await _pause(tx, source)
    async with world.working():
        await asyncio.sleep(0.5)
    assert world.stage.provider.times("a") == 0


def _asked(world: World, many: int) -> Callable[[], Awaitable[bool]]:
    async def _there() -> bool:
        return world.stage.provider.times("a") >= many

    return _there


async def _pause(tx: Tx, source: sources.Source) -> None:
    await registered.pause(tx, source.id, paused=True)


async def _due_in(world: World, source: sources.Source) -> float:
    async with world.platform.store.read() as tx:
        row = await tx.row(select(f.c.due_at, now().label("moment")).where(f.c.source_id == source.id))
    assert row is not None
    return (row.due_at - row.moment).total_seconds()


async def _now_due(world: World, source: sources.Source) -> None:
    async with world.platform.store.begin() as tx:
        values = {"due_at": now(), "lease_until": None}
        await tx.run(update(f).where(f.c.source_id == source.id).values(values))
