"""Paging through sources and the store: whatever comes, fails and recovers meanwhile, each is seen exactly once."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, update

from blocks.notifications.model import TOP, InboxItem, Place
from blocks.notifications.rows.tables import delivery_table, notification_table
from profile_core.contract import Caller
from profile_core.sources.tables import source_table
from tests.notifications.live.shelves import LIVE, MORNING, Shelf, apart, keeps, page, shelf_of
from tests.notifications.played import Stage, draft, provider as new_provider
from tests.sources.played import Provider

_MOST_PAGES = 1_000
_LATER = 10_000.0
"""Minutes after which everything new is created: above all that was there at the start."""


class Region:
    """Some sources and the store, and what they had when somebody began to read."""

    def __init__(self, stage: Stage, shelves: list[Shelf], chance: Random) -> None:
        self.stage, self.shelves, self.chance = stage, shelves, chance
        self.moment = _LATER
        self.at_start: set[str] = set()

    async def fill(self, many: int, ties: int) -> None:
        """Put so many items on the shelves and into the store, at moments of which many are the same."""
        pushed = []
        for number in range(many):
            where, minutes = self.chance.randrange(len(self.shelves) + 1), self.chance.randrange(ties)
            name = f"{self.chance.choice('aé~Z')}{number}"
            self.at_start.add(name)
            if where == len(self.shelves):
                created_at = MORNING + timedelta(minutes=minutes)
                pushed.append(draft(name, title=name, created_at=created_at))
            else:
                self.shelves[where].put(name, minutes, text=name)
        for at in range(0, len(pushed), 500):
            await self.stage.register(*pushed[at : at + 500])
        await self.stage.deliver()

    async def meanwhile(self) -> None:
        """Let something new arrive somewhere, and sources fail and recover."""
        self.moment += 1
        name = f"new-{self.moment}"
        self.chance.choice(self.shelves).put(name, self.moment, text=name)
        if self.chance.random() < 0.2:
            created_at = MORNING + timedelta(minutes=self.moment)
            await self.stage.register(draft(f"{name}-here", title=f"{name}-here", created_at=created_at))
            await self.stage.deliver()
        for shelf in self.shelves:
            if self.chance.random() < 0.2:
                shelf.broken = not shelf.broken

    async def walked(self, most: int) -> list[InboxItem]:
        """Read from the top to the end; each page is another process's, as behind a balancer."""
        seen: list[InboxItem] = []
        place: Place | None = TOP
        for _ in range(_MOST_PAGES):
            if place is None:
                return seen
            await self.meanwhile()
            await self._found_again()
            async with _other(self.stage) as stage:
                listed = await page(stage, place, most=most)
            seen += listed.items
            if listed.resume is None and any(one.state != "OK" for one in listed.said):
                assert not listed.items, "whoever asks again for this page sees none of it twice"
                for shelf in self.shelves:
                    shelf.broken = False
                continue
            place = listed.resume
        raise AssertionError("the list has no end")

    async def _found_again(self) -> None:
        """Let no source be left alone for what it was a moment ago: whether it answers now is this test's matter."""
        async with self.stage.platform.store.begin() as tx:
            await tx.run(update(source_table).values(away_since=None))


@asynccontextmanager
async def _other(stage: Stage) -> AsyncIterator[Stage]:
    other = apart(stage)
    try:
        yield other
    finally:
        await other.platform.sources.close()


async def _sources(stage: Stage, provider: Provider, many: int) -> list[Shelf]:
    callers: list[Caller] = [await new_provider(stage.platform, f"body-{at}") for at in range(many)]
    shelves = [await shelf_of(stage, provider, caller) for caller in callers]
    for caller in callers:
        await keeps(stage, caller)
    return shelves


async def _begin(region: Region) -> None:
    async with region.stage.platform.store.begin() as tx:
        for table in (delivery_table, notification_table):
            await tx.run(delete(table).where(table.c.bucket.in_(range(1024))))
    for shelf in region.shelves:
        shelf.items.clear()
        shelf.broken, shelf.page_size = False, region.chance.choice([3, 10, 50])


def _assert_each_once(region: Region, seen: list[InboxItem]) -> None:
    counted = Counter(one.external_id for one in seen if not one.withheld)
    assert {name: counted[name] for name in region.at_start if counted[name] != 1} == {}
    assert all(times == 1 for times in counted.values())


@pytest.fixture
async def four(stage: Stage, provider: Provider) -> list[Shelf]:
    """Give the shelves of four providers."""
    return await _sources(stage, provider, 4)


@settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), many=st.integers(0, 60), ties=st.integers(1, 40), most=st.integers(1, 12))
async def test_whatever_happens_meanwhile_each_is_seen_once(
    stage: Stage, four: list[Shelf], *, seed: int, many: int, ties: int, most: int
):
    region = Region(stage, four, Random(seed))
    await _begin(region)
    await region.fill(many, ties)
    _assert_each_once(region, await region.walked(most))


@pytest.mark.parametrize("seed", [1, 2])
async def test_two_thousand_of_twelve_sources_and_the_store(stage: Stage, provider: Provider, seed: int):
    region = Region(stage, await _sources(stage, provider, 12), Random(seed))
    await region.fill(2_000, 400)
    seen = await region.walked(100)
    _assert_each_once(region, seen)
    assert len({one.id for one in seen}) == len(seen)
    assert any(one.type_code == LIVE for one in seen) and any(one.type_code != LIVE for one in seen)
