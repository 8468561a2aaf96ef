"""A feed that never ends is asked later and later, its provider is told why, and it goes on once that is mended."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import given, strategies as st

from profile_core.contract import ids
from profile_core.sources.feed import Changes, Followed
from profile_core.worker.feeds import measured
from tests.sources.played import Answering, Provider, whole
from tests.worker.feeds.numbered import JSON, World, counting, due_in, now_due

Leads = Callable[[str | None], tuple[Sequence[int], str]]
"""Says for a cursor which numbers come, and where to go on."""
MANY = 50
"""Questions that no round of a few pages may come to."""


def leading(provider: Provider, code: str, leads: Leads) -> Answering:
    """Answer as a function of the cursor says."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        asked = next(one for one in reversed(provider.asked) if one.path.startswith(f"/{code}/"))
        numbers, cursor = leads(msgspec.json.decode(asked.body)["cursor"])
        page = {"items": numbers, "nextCursor": cursor}
        await whole("200 OK", msgspec.json.encode(page), JSON)(writer)

    return answer


def round_of(length: int, before: int = 0) -> Leads:
    """Lead through some pages into a round of so many."""

    def leads(cursor: str | None) -> tuple[Sequence[int], str]:
        at = int(cursor or 0)
        return [at], str(at + 1 if at + 1 < before + length else before)

    return leads


def stays(cursor: str | None) -> tuple[Sequence[int], str]:
    """Answer the same change and the same cursor, whatever was asked."""
    return [7], "here"


@pytest.mark.parametrize("leads", [stays, round_of(1), round_of(2), round_of(3, 4), round_of(5)])
async def test_feed_that_goes_round_is_slow_alone_and_its_provider_is_told(world: World, leads: Leads):
    provider = world.stage.provider
    odd = await world.follow("odd", leading(provider, "odd", leads))
    await world.follow("a", counting(provider, "a", lambda: 100, most=2))
    async with world.working():
        feed = await world.failed(odd)
        await world.has("a", 100)
    assert feed.last_error is not None and "leads back" in feed.last_error
    assert feed.away_since is not None
    assert 10 <= await due_in(world, odd) <= 38
    assert provider.times("odd") < MANY
    assert {leads(str(at))[0][0] for at in range(9)} >= set(world.taken.numbers["odd"])
    failing = {
        one.labels["source"]: one.value for one in await measured(world.platform) if "failures" in one.name
    }
    assert failing == {"odd": 1, "a": 0}


async def test_each_time_it_still_goes_round_it_is_left_alone_for_longer_and_its_changes_are_taken(
    world: World,
):
    odd = await world.follow("odd", leading(world.stage.provider, "odd", stays))
    async with world.working():
        await world.failed(odd)
        taken = len(world.taken.numbers["odd"])
        await now_due(world, odd)
        await world.has("odd", taken + 1)
    assert (await world.feed(odd)).failures == 2
    assert 60 <= await due_in(world, odd) <= 150


async def test_feed_that_went_round_goes_on_where_it_is_once_it_is_mended(world: World):
    provider = world.stage.provider
    odd = await world.follow("odd", leading(provider, "odd", round_of(3)))
    async with world.working():
        await world.failed(odd)
        provider.answers["odd"] = counting(provider, "odd", lambda: 60)
        await now_due(world, odd)
        await world.has("odd", len(world.taken.numbers["odd"]) + 57)
    feed = await world.feed(odd)
    assert (feed.cursor, feed.failures, feed.last_error, feed.away_since) == ("60", 0, None, None)


async def test_feed_without_changes_whose_cursor_moves_is_asked_no_more_often_than_any(world: World):
    moves: Leads = lambda cursor: ([], str(int(cursor or 0) + 1))  # noqa: E731 (a sentence of its own)
    await world.follow("idle", leading(world.stage.provider, "idle", moves))
    slow = world.platform.settings.model_copy(update={"feeds_every": 30.0})
    object.__setattr__(world.platform, "settings", slow)
    await world.follow("a", counting(world.stage.provider, "a", lambda: 100, most=2))
    async with world.working():
        await world.has("a", 100)
    assert world.stage.provider.times("idle") == 1


@given(before=st.integers(0, 200), length=st.integers(1, 200))
def test_round_of_any_length_is_seen_before_it_was_gone_round_four_times(before: int, length: int):
    one = Followed(source=ids.plain_id(), block="counted")
    assert seen(one, round_of(length, before), within=4 * (before + length))


@given(pages=st.integers(0, 100_000), length=st.integers(1, 50))
def test_round_is_seen_as_soon_after_years_in_which_all_was_well(pages: int, length: int):
    one = Followed(source=ids.plain_id(), block="counted", cursor="0", mark="long ago", pages=pages)
    at_end = one.after(Changes(items=[], cursor="0"))
    assert seen(at_end, round_of(length), within=4 * length)


def seen(one: Followed, leads: Leads, *, within: int) -> bool:
    """Tell whether a feed is seen to go round within so many pages."""
    for _ in range(within):
        numbers, cursor = leads(one.cursor)
        page = Changes(items=[msgspec.Raw(b"1")] * len(numbers), cursor=cursor)
        if one.goes_round(page):
            return True
        one = one.after(page)
    return False


@given(st.lists(st.booleans(), max_size=300))
def test_feed_that_moves_on_never_goes_round(changed: list[bool]):
    one, at = Followed(source=ids.plain_id(), block="counted"), 0
    for has_changes in changed:
        at += has_changes
        page = Changes(items=[msgspec.Raw(b"1")] if has_changes else [], cursor=str(at))
        assert not one.goes_round(page)
        one = one.after(page)
