"""A feed that fails time after time is deactivated, which somebody is told; it goes on from its index once it answers."""

from sqlalchemy import update
from structlog.testing import capture_logs

from profile_core.sources.feed import DEACTIVATED
from profile_core.sources.feed_tables import feed_table as f
from profile_core.worker.feeds import measured
from tests.sources.played import whole
from tests.worker.feeds.numbered import World, counting, due_in, now_due


async def deactivated(world: World) -> dict[str, float]:
    """Return what the operator's metrics say."""
    return {
        one.labels["source"]: one.value
        for one in await measured(world.platform)
        if one.name == "feed_deactivated"
    }


async def test_a_feed_is_deactivated_tells_so_and_goes_on_from_its_index(world: World):
    provider = world.stage.provider
    source = await world.follow("a", counting(provider, "a", lambda: 25))
    async with world.working():
        await world.has("a", 25)
    before = await world.feed(source)
    provider.answers["a"] = whole("500 Oops")
    told: list[str] = []
    for failures in range(1, DEACTIVATED + 1):
        await now_due(world, source)
        with capture_logs() as said:
            async with world.working():
                feed = await world.failed_times(source, failures)
        told += [one["source"] for one in said if one["log_level"] == "error"]
        assert feed.deactivated == (failures == DEACTIVATED)
        assert await deactivated(world) == {"a": failures == DEACTIVATED}
    assert (await world.feed(source)).cursor == before.cursor, "its index stays"
    assert told == ["a"], "an alert, once"

    provider.answers["a"] = counting(provider, "a", lambda: 60)
    await now_due(world, source)
    async with world.working():
        await world.has("a", 60)
    assert world.taken.numbers["a"] == list(range(1, 61)), "nothing is lost, and nothing comes twice"
    assert not (await world.feed(source)).deactivated
    assert await deactivated(world) == {"a": 0}


async def test_it_is_asked_again_by_itself_every_quarter_of_an_hour(world: World):
    source = await world.follow("a", whole("500 Oops"))
    async with world.platform.store.begin() as tx:
        await tx.run(update(f).where(f.c.source_id == source.id).values(failures=DEACTIVATED + 3))
    async with world.working():
        await world.failed_times(source, DEACTIVATED + 4)
    assert 880 <= await due_in(world, source) <= 1350
