"""Feeds are followed page after page, each by one worker; one that is away or bad is slow alone and loses nothing."""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from profile_core.contract import Tx, sources
from profile_core.sources.rows import feeds as rows, registered
from profile_core.worker.feeds import measured
from tests.sources.played import Answering, hang, whole
from tests.worker.conftest import until
from tests.worker.feeds.numbered import JSON, World, counting, due_in, now_due


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
    assert 10 <= await due_in(world, away) <= 38, "the first wait, less what passed since"
    assert world.stage.provider.times("away") == 1


async def test_feed_is_left_alone_for_as_long_as_it_asks_for(world: World):
    busy = await world.follow("busy", whole("503 Later", b"", "Retry-After: 300"))
    async with world.working():
        await world.failed(busy)
    assert 270 <= await due_in(world, busy) <= 300


async def test_page_that_cannot_be_stored_keeps_its_position_and_comes_again_smaller(world: World):
    world.taken.bad.add("bad")
    bad = await world.follow("bad", counting(world.stage.provider, "bad", lambda: 60, most=100))
    async with world.working():
        feed = await world.failed(bad)
        assert (feed.cursor, feed.last_error) == (None, "RuntimeError")
        world.taken.bad.clear()
        await now_due(world, bad)
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
        await whole("200 OK", first, JSON)(writer)

    feed = await world.follow("a", slowly)
    async with world.working(2):
        await until(_asked(world, 1))
        await now_due(world, feed)
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
