"""Files that lie with their provider: in the same list and the same page, kept nowhere, gone when the source says so."""

import pytest

from blocks.file_status import choosing, header, read
from blocks.file_status.model import TOP, Relation
from blocks.file_status.rows.tables import copy_table, event_table, seen_table
from profile_core.contract import UnavailableError, clock, sources
from profile_core.sources import Mode, registry
from tests.file_status.played import ANN, BEN, Stage, asks, at, file, moved, nl, party, status
from tests.file_status.shelves import Shelf, apart, shelf_of
from tests.sources.played import Provider


@pytest.fixture
async def shelf(stage: Stage, provider: Provider) -> Shelf:
    """Give the shelf from which Aalst answers."""
    return await shelf_of(stage, provider, stage.aalst)


def names(page) -> list[str]:
    return [one.external_id for one in page.files]


async def test_stored_and_live_stand_in_one_list_what_asks_first(stage: Stage, shelf: Shelf):
    await stage.register(file("s1", created_at=at(1)), file("s3", asks(), created_at=at(3)))
    shelf.put(file("l2", created_at=at(2)), file("l4", asks(), created_at=at(4)))
    page = await stage.page()
    assert names(page) == ["l4", "s3", "l2", "s1"]
    assert [one.state for one in page.said] == [sources.SourceState.OK]
    assert await stage.count(copy_table) == 2, "what lies with its provider is not kept"


async def test_page_of_a_live_file_opens_with_its_history_and_again_by_the_same_address(
    stage: Stage, shelf: Shelf
):
    shelf.put(file("l", status(1, code="advice"), status(0), minutes=1))
    [first] = (await stage.page()).files
    [again] = (await stage.page()).files
    assert first.id == again.id
    whole = await stage.whole(stage.citizen(), "l")
    assert whole is not None
    assert [one.status.code for one in whole.history] == ["in_treatment", "advice"]
    assert (await stage.count(event_table), await stage.count(seen_table)) == (0, 1)


async def test_right_that_is_withdrawn_at_the_source_is_gone_at_the_next_read(stage: Stage, shelf: Shelf):
    shelf.put(file("l", asks(), participants=[party(ANN), party(BEN)]))
    [seen] = (await stage.page()).files
    assert seen.must_act
    shelf.put(file("l", asks(), participants=[party(ANN, Relation.VIEWER), party(BEN)], minutes=1))
    [seen] = (await stage.page()).files
    assert not seen.must_act
    shelf.put(file("l", asks(), participants=[party(BEN)], minutes=2))
    assert names(await stage.page()) == []
    assert await read.whole(stage.platform, stage.citizen(), seen.id, "nl") is None


async def test_source_that_answers_with_somebody_elses_file_is_not_believed(
    stage: Stage, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tests.file_status.shelves._right", lambda *_: "ACT")
    shelf.put(file("theirs", participants=[party(BEN)]), file("mine"))
    assert names(await stage.page()) == ["mine"]


async def test_source_that_is_away_is_named_and_the_rest_is_there(stage: Stage, shelf: Shelf):
    await stage.register(file("s"))
    shelf.put(file("l"))
    assert sorted(names(await stage.page())) == ["l", "s"]
    shelf.broken = True
    other = stage.citizen(BEN)
    page = await stage.page()
    assert "s" in names(page)
    assert [one.state for one in page.said] in ([sources.SourceState.STALE], [sources.SourceState.FAILED])
    assert names(await stage.page(other)) == []


async def test_who_did_not_answer_comes_when_the_rest_is_through(stage: Stage, shelf: Shelf):
    await stage.register(*(file(f"s{number}", created_at=at(number)) for number in range(3)))
    shelf.put(file("l", created_at=at(9)))
    shelf.broken = True
    first = await stage.page(most=2)
    assert names(first) == ["s2", "s1"] and first.resume is not None
    second = await stage.page(place=first.resume, most=2)
    shelf.broken = False
    assert names(second) == ["s0"] and second.resume is not None
    third = await apart(stage).page(place=second.resume, most=2)
    assert names(third) == ["l"] and third.resume is None


async def test_same_file_by_both_doors_is_there_once_with_what_is_later(stage: Stage, provider: Provider):
    await stage.register(file("x", status(0), minutes=0), file("y", status(5, code="advice"), minutes=5))
    shelf = await shelf_of(stage, provider, stage.gent)
    shelf.put(file("x", status(3, code="on_hold"), minutes=3, name=nl("Nieuwer")), file("y", status(2)))
    seen = {one.external_id: one for one in (await stage.page()).files}
    assert (seen["x"].status.code, seen["x"].about.name.default.text) == ("on_hold", "Nieuwer")
    assert seen["y"].status.code == "advice"
    for name, history in (("x", ["in_treatment", "on_hold"]), ("y", ["in_treatment", "advice"])):
        whole = await stage.whole(stage.citizen(), name)
        assert whole is not None
        assert [one.status.code for one in whole.history] == history


async def test_after_a_day_what_was_pushed_is_no_longer_so(
    stage: Stage, provider: Provider, monkeypatch: pytest.MonkeyPatch
):
    await stage.register(file("old"))
    shelf = await shelf_of(stage, provider, stage.gent)
    shelf.put(file("new"))
    assert sorted(names(await stage.page())) == ["new", "old"]
    later = clock.ahead(25 * 3600)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert names(await stage.page()) == ["new"]


async def test_file_that_is_pushed_later_has_the_address_under_which_it_was_seen(
    stage: Stage, provider: Provider
):
    shelf = await shelf_of(stage, provider, stage.gent)
    shelf.put(file("1"))
    [seen] = (await stage.page()).files
    await choosing.choose(stage.platform, stage.gent, Mode.PUSH, None, dry_run=False)
    await stage.register(file("1", status(5), minutes=5))
    await stage.update(moved("1", status(6, code="advice")))
    [pushed] = (await stage.page()).files
    assert (pushed.id, pushed.status.code) == (seen.id, "advice")


async def test_file_whose_source_is_away_says_so(stage: Stage, shelf: Shelf):
    shelf.put(file("l"))
    [seen] = (await stage.page()).files
    shelf.broken = True
    with pytest.raises(UnavailableError):
        await read.whole(stage.platform, stage.citizen(), seen.id, "nl")


async def test_filters_hold_for_live_files_too(stage: Stage, shelf: Shelf):
    shelf.put(file("a", asks()), file("b"), file("c", status(phase="completed", code="completed")))
    assert names(await stage.page(must_act=True)) == ["a"]
    assert names(await stage.page(over=True)) == ["c"]
    assert names(await stage.page(provider=stage.gent.provider)) == []


async def test_what_was_stored_before_is_in_no_search_and_no_count_once_its_provider_alone_has_it(
    stage: Stage, provider: Provider, monkeypatch: pytest.MonkeyPatch
):
    await stage.register(file("old", asks(), name=nl("Renovatiepremie")))

    async def found() -> tuple[list[str], int]:
        some = await read.found(stage.platform, stage.citizen(), "Renovatiepremie", "nl", most=5)
        async with stage.platform.store.read() as tx:
            [count] = await header.asking(tx, [stage.citizen()])
        return [one.external_id for one in some.files], count

    await shelf_of(stage, provider, stage.gent)
    assert await found() == (["old"], 1)
    later = clock.ahead(25 * 3600)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await found() == ([], 0)


async def test_source_that_is_paused_is_named(stage: Stage, shelf: Shelf):
    shelf.put(file("l"))
    page = await stage.page()
    [seen] = page.files
    await registry.pause(stage.platform.store, page.said[0].source, paused=True)
    paused = await stage.page()
    assert [one.state for one in paused.said] == [sources.SourceState.FAILED]
    with pytest.raises(UnavailableError):
        await read.whole(stage.platform, stage.citizen(), seen.id, "nl")


async def test_source_that_counts_otherwise_than_what_was_pushed_changes_nothing_of_it(
    stage: Stage, provider: Provider
):
    await stage.register(file("o", status(0, sequence=1), sequence=1))
    await stage.update(moved("o", status(5, code="advice", sequence=9)))
    shelf = await shelf_of(stage, provider, stage.gent)
    shelf.put(file("o", status(20)))
    whole = await stage.whole(stage.citizen(), "o")
    assert whole is not None
    assert [one.status.code for one in whole.history] == ["in_treatment", "advice"]


@pytest.mark.parametrize("asking", [False, True])
async def test_page_of_files_that_cannot_be_taken_hides_none_behind_it(
    stage: Stage, shelf: Shelf, asking: bool
):
    shelf.page_size = 2
    state = asks() if asking else status()
    bad = [file(f"b{n}", state, created_at=at(50 + n), name=nl("x" * 200)) for n in range(5)]
    shelf.put(*bad, file("good", state, created_at=at(1)))
    seen, place = list[str](), TOP
    for _ in range(9):
        page = await stage.page(place=place, most=2)
        seen += names(page)
        assert [one.state for one in page.said] == [sources.SourceState.OK]
        if page.resume is None:
            break
        place = page.resume
    assert seen == ["good"]
