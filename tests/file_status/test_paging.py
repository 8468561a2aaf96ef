"""Paging through sources and the store while new files arrive and sources fail: each is seen exactly once."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from blocks.file_status.model import TOP, Place
from profile_core.contract import Caller
from tests.file_status.played import Stage, asks, at, file, service_of, status
from tests.file_status.shelves import Shelf, apart, shelf_of
from tests.notifications.played import provider as new_provider
from tests.sources.played import Provider

_turns = count()


@dataclass(slots=True, kw_only=True)
class Region:
    """A provider that pushes, and three that keep their files; ``there`` is what they had when somebody began to read."""

    stage: Stage
    owner: Caller
    shelves: list[Shelf]
    there: set[str]
    chance: Random

    async def fill(self, many: int, ties: int) -> None:
        """Put files into the store and on the shelves, at moments of which many are the same."""
        pushed = []
        for number in range(many):
            name = f"{self.chance.choice('aé~Z')}{number}-{next(_turns)}"
            said = asks() if self.chance.random() < 0.3 else status()
            minutes = self.chance.randrange(ties)
            draft = file(name, said, created_at=at(minutes), service=service_of(self.owner))
            self.there.add(name)
            where = self.chance.randrange(len(self.shelves) + 1)
            if where == len(self.shelves):
                pushed.append(draft)
            else:
                self.shelves[where].put(draft)
        await self.stage.register(*pushed, caller=self.owner)

    async def meanwhile(self) -> None:
        """Let something new arrive at the top of the list, and sources fail and recover."""
        number = next(_turns)
        draft = file(f"new{number}", asks(), created_at=at(50_000 + number), service=service_of(self.owner))
        if self.chance.random() < 0.3:
            await self.stage.register(draft, caller=self.owner)
        else:
            self.chance.choice(self.shelves).put(draft)
        for shelf in self.shelves:
            if self.chance.random() < 0.2:
                shelf.broken = not shelf.broken

    def mend(self) -> None:
        """Let all sources answer."""
        for shelf in self.shelves:
            shelf.broken = False

    async def page(self, place: Place, most: int) -> tuple[list[str], Place | None]:
        """Read a page as another process would: one that remembers nothing of how sources were."""
        other = apart(self.stage)
        page = await other.page(place=place, most=most)
        await other.platform.sources.close()
        return [one.external_id for one in page.files], page.resume


@pytest.fixture
async def region(stage: Stage, provider: Provider) -> Region:
    callers = [
        replace(await new_provider(stage.platform, code), scopes=frozenset({"file_status"}))
        for code in ("store", "one", "two", "three")
    ]
    owner, *keepers = callers
    shelves = [await shelf_of(stage, provider, one) for one in keepers]
    return Region(stage=stage, owner=owner, shelves=shelves, there=set(), chance=Random(0))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_each_is_seen_once(region: Region, data: st.DataObject):
    region.chance, region.there = Random(data.draw(st.integers(0, 2**32))), set()
    for shelf in region.shelves:
        shelf.files.clear()
        shelf.page_size = region.chance.choice([1, 2, 5, 50])
    region.mend()
    await region.fill(data.draw(st.integers(0, 40)), ties=data.draw(st.integers(1, 30)))
    most, seen = data.draw(st.integers(3, 9)), Counter[str]()
    place: Place | None = TOP
    while place is not None:
        names, place = await region.page(place, most)
        seen.update(name for name in names if name in region.there)
        await region.meanwhile()
        if place is None or place.only is not None:
            region.mend()
    assert seen == Counter(region.there)
