"""The day on which a provider changes its mode: its files come by two doors, and each is seen once, as it is now."""

from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from blocks.file_status.model import TOP, FileDraft, Place, Relation
from tests.file_status.played import ANN, Stage, asks, at, file, moved, party, status
from tests.file_status.shelves import Shelf, apart, shelf_of
from tests.sources.played import Provider

_turns = count()


@pytest.fixture
async def shelf(stage: Stage, provider: Provider) -> Shelf:
    """Give the shelf from which Ghent answers from now on; for a day it may push, too."""
    return await shelf_of(stage, provider, stage.gent)


async def walked(
    stage: Stage, most: int, *, begin: Place | None = TOP, **wanted: bool
) -> list[tuple[str, str, bool]]:
    """Return all that a citizen sees, page by page, as processes would that remember nothing."""
    seen: list[tuple[str, str, bool]] = []
    place = begin
    while place is not None:
        other = apart(stage)
        page = await other.page(place=place, most=most, must_act=wanted.get("must_act"))
        await other.platform.sources.close()
        seen += [(one.external_id, one.status.code, one.must_act) for one in page.files]
        place = page.resume
    return seen


async def test_what_its_source_knows_later_stands_where_that_puts_it(stage: Stage, shelf: Shelf):
    await stage.register(*[file(f"f{n}", created_at=at(n)) for n in range(4)])
    shelf.put(file("f0", status(0), asks(5), minutes=5, created_at=at(0)))
    names = [(name, acts) for name, _, acts in await walked(stage, 2)]
    assert names == [("f0", True), ("f3", False), ("f2", False), ("f1", False)]
    assert [name for name, *_ in await walked(stage, 2, must_act=True)] == ["f0"]


async def test_what_was_pushed_later_stands_where_that_puts_it(stage: Stage, shelf: Shelf):
    await stage.register(*[file(f"f{n}", created_at=at(n)) for n in range(4)])
    shelf.put(file("f0", asks(0), created_at=at(0)))
    await stage.update(moved("f0", status(9, code="advice")))
    seen = await walked(stage, 2)
    assert [name for name, *_ in seen] == ["f3", "f2", "f1", "f0"]
    assert seen[-1] == ("f0", "advice", False)
    assert await walked(stage, 2, must_act=True) == []


async def test_what_is_asked_no_longer_is_not_shown_as_if_it_were(stage: Stage, shelf: Shelf):
    await stage.register(file("a", asks()), *[file(f"f{n}", created_at=at(n)) for n in range(4)])
    shelf.put(file("a", asks(), status(5, code="advice"), minutes=5))
    seen = await walked(stage, 2)
    assert sorted(name for name, *_ in seen) == ["a", "f0", "f1", "f2", "f3"]
    assert [one for one in seen if one[0] == "a"] == [("a", "advice", False)]


async def test_source_that_does_not_answer_on_that_day_takes_nothing_away(stage: Stage, shelf: Shelf):
    await stage.register(*[file(f"f{n}", created_at=at(n)) for n in range(4)])
    shelf.put(*[file(f"f{n}", created_at=at(n)) for n in range(5)])
    shelf.broken = True
    first = await stage.page(most=3)
    assert [one.external_id for one in first.files] == ["f3", "f2", "f1"]
    shelf.broken = False
    assert await walked(stage, 3, begin=first.resume) == [
        ("f0", "in_treatment", False),
        ("f4", "in_treatment", False),
    ], "what the source alone has comes when the rest is through, and nothing comes twice"


async def test_page_of_many_that_stand_elsewhere_is_cut_short_and_loses_none(stage: Stage, shelf: Shelf):
    names = [f"f{n}" for n in range(15)]
    await stage.register(*[file(name, asks(), created_at=at(0)) for name in names])
    shelf.put(*[file(one, status(5, code="advice"), minutes=5, created_at=at(0)) for one in names])
    shelf.put(*[file(f"l{n}", created_at=at(100 + n)) for n in range(40)])
    seen = await walked(stage, 30)
    assert sorted(name for name, *_ in seen) == sorted([*names, *(f"l{n}" for n in range(40))])
    assert not any(acts for *_, acts in seen)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_each_is_seen_once_as_its_later_status_says(stage: Stage, shelf: Shelf, data: st.DataObject):
    chance = Random(data.draw(st.integers(0, 2**32)))
    shelf.files.clear()
    shelf.page_size = chance.choice([2, 3, 50])
    turn, expected, pushed = next(_turns), {}, []

    def said(name: str, minutes: int, created: int, *, acts: bool) -> FileDraft:
        state = asks(minutes) if acts else status(minutes, code="advice")
        who = [party(ANN, Relation.APPLICANT)]
        return file(name, state, minutes=minutes, created_at=at(created), participants=who)

    for number in range(data.draw(st.integers(0, 30))):
        name, created = f"{turn}-{number}", chance.randrange(8)
        doors = {door: chance.randrange(20) for door in chance.choice([["push"], ["live"], ["push", "live"]])}
        acts = {door: chance.random() < 0.4 for door in doors}
        if len(set(doors.values())) == 1:
            acts = dict.fromkeys(doors, chance.random() < 0.4)
        expected[name] = acts[max(doors, key=lambda door: doors[door])]
        for door, minutes in doors.items():
            draft = said(name, minutes, created, acts=acts[door])
            pushed.append(draft) if door == "push" else shelf.put(draft)
    await stage.register(*pushed)
    seen = [one for one in await walked(stage, data.draw(st.integers(2, 9))) if one[0] in expected]
    assert sorted(name for name, *_ in seen) == sorted(expected)
    assert {name: acts for name, _, acts in seen} == expected
