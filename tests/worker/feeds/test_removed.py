"""A source that is removed leaves nothing of its feed, and what was under way for it is not taken."""

import asyncio

import msgspec
from sqlalchemy import func, select

from profile_core.contract import SubjectRef, audit
from profile_core.sources import registry
from profile_core.sources.feed_tables import feed_table as f, refusal_table as r
from tests.sources.played import once_let, program, whole
from tests.worker.conftest import until
from tests.worker.feeds.numbered import JSON, World, counting


async def left(world: World) -> int:
    """Count what is kept of all feeds."""
    async with world.platform.store.read() as tx:
        counts = [await tx.value(select(func.count()).select_from(table)) for table in (f, r)]
    return sum(counts)


async def test_cursor_and_refusals_go_with_it_and_the_next_of_its_code_begins_anew(world: World):
    provider, who = world.stage.provider, program(world.stage.of)
    world.taken.odd_refused = True
    first = await world.follow("a", counting(provider, "a", lambda: 20))
    async with world.working():
        await world.has("a", 10)
    await registry.remove(world.platform.store, who, "a", dry_run=True)
    assert await left(world) == 1 + 10
    await registry.remove(world.platform.store, who, "a")
    assert await left(world) == 0
    world.taken.numbers.clear()
    again = await world.follow("a", counting(provider, "a", lambda: 20))
    assert again.id != first.id
    async with world.working():
        await world.has("a", 10)
    assert world.taken.numbers["a"] == list(range(2, 21, 2))


async def test_page_that_is_under_way_when_it_is_removed_is_not_taken(world: World):
    go = asyncio.Event()
    page = msgspec.json.encode({"items": [1, 2], "nextCursor": "2"})
    await world.follow("a", once_let(go, whole("200 OK", page, JSON)))
    await world.follow("b", counting(world.stage.provider, "b", lambda: 20))

    async def asked() -> bool:
        return world.stage.provider.times("a") > 0

    async with world.working():
        await until(asked)
        await registry.remove(world.platform.store, program(world.stage.of), "a")
        go.set()
        await world.has("b", 20)
    assert "a" not in world.taken.numbers
    assert await left(world) == 1


async def test_others_keep_theirs(world: World):
    await world.follow("a", counting(world.stage.provider, "a", lambda: 5))
    kept = await world.follow("b", counting(world.stage.provider, "b", lambda: 5))
    async with world.working():
        await world.has("b", 5)
    await registry.remove(world.platform.store, program(world.stage.of), "a")
    assert (await world.feed(kept)).cursor == "5"
    async with world.platform.store.read() as tx:
        [line] = await audit.about(tx, SubjectRef(world.stage.of), most=5)
    assert line.action == "source.removed"
