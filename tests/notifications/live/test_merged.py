from datetime import timedelta
from typing import Any

import pytest

from blocks.notifications import read
from blocks.notifications.model import TOP, Accepted, Kind
from profile_core.contract import clock
from tests.notifications.live.shelves import (
    LIVE_TASK,
    MORNING,
    keeps,
    page,
    shelf_of,
    states,
    titles,
)
from tests.notifications.played import Stage, draft
from tests.sources.played import Provider


async def stored(stage: Stage, external_id: str, minutes: float, **more: Any) -> Accepted:
    created_at = MORNING + timedelta(minutes=minutes)
    [accepted] = await stage.register(
        draft(external_id, title=f"Hier {external_id}", created_at=created_at, **more)
    )
    assert isinstance(accepted, Accepted)
    await stage.deliver()
    return accepted


async def test_what_is_stored_and_what_is_kept_elsewhere_is_one_list_newest_first(
    stage: Stage, provider: Provider
):
    shelf = await shelf_of(stage, provider, stage.aalst)
    await keeps(stage, stage.aalst)
    for minutes in (1, 3, 5):
        shelf.put(str(minutes), minutes)
    await stored(stage, "2", 2)
    await stored(stage, "4", 4)
    listed = await page(stage)
    assert titles(listed) == ["Brief 5", "Hier 4", "Brief 3", "Hier 2", "Brief 1"]
    assert states(listed) == ["OK"] and listed.resume is None


async def test_pages_of_two_sources_and_the_store_show_each_once(stage: Stage, provider: Provider):
    for caller in (stage.gent, stage.aalst):
        shelf = await shelf_of(stage, provider, caller)
        await keeps(stage, caller)
        shelf.page_size = 3
        for minutes in range(10):
            shelf.put(f"{caller.client_id}-{minutes}", minutes)
    for minutes in range(10):
        await stored(stage, str(minutes), minutes)
    seen, place = [], TOP
    while place is not None:
        listed = await page(stage, place, most=4)
        seen += [(one.position, one.title.in_language("nl")) for one in listed.items]
        place = listed.resume
    assert len(seen) == len(set(seen)) == 30
    assert seen == sorted(seen, reverse=True)


async def test_source_that_begins_anew_at_each_page_shows_nothing_twice(stage: Stage, provider: Provider):
    shelf = await shelf_of(stage, provider, stage.aalst)
    await keeps(stage, stage.aalst)
    shelf.ignores_before = True
    for minutes in range(6):
        shelf.put(str(minutes), minutes)
        await stored(stage, f"h{minutes}", minutes)
    first = await page(stage, most=4)
    assert first.resume is not None
    second = await page(stage, first.resume, most=20)
    assert len(first.items) == 4
    shown = [one.external_id for one in (*first.items, *second.items)]
    assert len(shown) == len(set(shown)) == 12


async def test_what_a_source_shows_is_named_once_and_marked_like_any_other(stage: Stage, provider: Provider):
    shelf = await shelf_of(stage, provider, stage.aalst)
    await keeps(stage, stage.aalst)
    shelf.put("a", 1)
    shelf.put("b", 2)
    first, again = await page(stage), await page(stage)
    assert [one.id for one in first.items] == [one.id for one in again.items]
    opened = await read.opened(stage.platform, stage.citizen(), first.items[0].id, "nl")
    assert opened is not None and opened.title.in_language("nl") == "Brief b"
    assert shelf.asked[-1]["only"] == {"externalId": "b", "type": "tax.letter"}
    await read.archive(stage.platform.store, stage.citizen(), [str(first.items[1].id)])
    assert titles(await page(stage)) == ["Brief b"]
    assert titles(await page(stage, unread=True)) == []
    assert titles(await page(stage, archived=True)) == ["Brief a"]
    assert titles(await page(stage, search="BRIEF b")) == ["Brief b"]


async def test_task_that_is_kept_elsewhere_is_done_here(stage: Stage, provider: Provider):
    shelf = await shelf_of(stage, provider, stage.aalst)
    await keeps(stage, stage.aalst)
    later = clock.rfc3339(clock.ago(-86_400))
    shelf.put("a", 1, type=LIVE_TASK, deadline=later)
    shelf.put("b", 2, type=LIVE_TASK, doneAt="2026-11-02T10:00:00Z")
    listed = await page(stage, kind=Kind.TASK)
    assert [one.done_at is not None for one in listed.items] == [True, False]
    done = await read.complete(stage.platform.store, stage.citizen(), str(listed.items[1].id))
    assert done.unread == 0
    assert all(one.done_at for one in (await page(stage)).items)


async def test_source_that_does_not_answer_is_named_and_the_rest_is_there(stage: Stage, provider: Provider):
    shelf = await shelf_of(stage, provider, stage.aalst)
    other = await shelf_of(stage, provider, stage.gent)
    for caller in (stage.gent, stage.aalst):
        await keeps(stage, caller)
    shelf.put("a", 1)
    other.put("b", 2)
    shelf.broken = True
    listed = await page(stage)
    assert titles(listed) == ["Brief b"]
    said = {one.source.provider: one for one in listed.said}
    assert said[stage.gent.provider].state == "OK"
    assert said[stage.aalst.provider].state == "FAILED"
    assert said[stage.aalst.provider].since is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "unknown"},
        {"createdAt": "2026-11-01T08:00:00"},
        {"title": [{"language": "nl", "text": "Uw nummer 88.02.14-000.84", "default": True}]},
        {"recipient": {"nationalNumber": "93051822361"}},
        {"externalId": " a"},
        {"deadline": "2026-12-01T08:00:00Z"},
        {"title": "Brief"},
    ],
    ids=str,
)
async def test_item_that_is_wrong_harms_no_neighbour(
    stage: Stage, provider: Provider, wrong: dict[str, object]
):
    shelf = await shelf_of(stage, provider, stage.aalst)
    await keeps(stage, stage.aalst)
    shelf.put("good", 1)
    shelf.put("wrong", 2, **wrong)
    listed = await page(stage)
    assert (titles(listed), states(listed)) == (["Brief good"], ["OK"])


async def test_item_of_which_the_source_shows_nothing_any_more_is_there_no_longer(
    stage: Stage, provider: Provider
):
    shelf = await shelf_of(stage, provider, stage.aalst)
    await keeps(stage, stage.aalst)
    shelf.put("a", 1)
    [item] = (await page(stage)).items
    shelf.items.clear()
    assert await read.opened(stage.platform, stage.citizen(), item.id, "nl") is None
    assert titles(await page(stage)) == []


async def test_what_cannot_be_asked_for_stays_unread(stage: Stage, provider: Provider):
    shelf = await shelf_of(stage, provider, stage.aalst)
    await keeps(stage, stage.aalst)
    shelf.put("a", 1)
    [item] = (await page(stage)).items
    shelf.broken = True
    opened = await read.opened(stage.platform, stage.citizen(), item.id, "nl")
    assert opened is not None and opened.withheld and opened.read_at is None
    assert opened.title.in_language("nl") == "Belastingbrief"
