"""A key that a live source showed, and that is pushed later: the same notification, whatever its citizen did with it."""

from dataclasses import replace

import pytest

from blocks.notifications import read, types
from blocks.notifications.model import Accepted, Mode
from blocks.notifications.rows import inbox
from profile_core.contract import Text
from tests.notifications.live.shelves import LIVE, Shelf, keeps, live_type, page, shelf_of, titles
from tests.notifications.played import Stage, draft
from tests.sources.played import Provider


@pytest.fixture
async def shelf(stage: Stage, provider: Provider) -> Shelf:
    """Give a provider that keeps its notifications."""
    shelf = await shelf_of(stage, provider, stage.gent)
    await keeps(stage, stage.gent)
    return shelf


async def pushes(stage: Stage) -> None:
    """Let the provider go over to push."""
    over = replace(live_type(stage.gent), mode=Mode.PUSH, source=None)
    await types.update(stage.platform, stage.gent, over, dry_run=False)


async def test_what_was_read_at_its_source_stays_read_when_it_is_pushed(stage: Stage, shelf: Shelf):
    shelf.put("a", 1)
    [shown] = (await page(stage)).items
    await read.mark_read(stage.platform.store, stage.citizen(), [str(shown.id)])
    await pushes(stage)
    for _ in range(2):
        [accepted] = await stage.register(draft("a", type=LIVE, title="Nu hier", version=2))
        assert accepted == Accepted(id=shown.id, external_id="a")
        await stage.deliver()
    listed = await page(stage)
    assert titles(listed) == ["Nu hier"]
    assert (listed.items[0].id, listed.items[0].read_at is None) == (shown.id, False)
    shelf.items.clear()
    assert titles(await page(stage)) == ["Nu hier"]


async def test_what_nobody_was_told_of_is_told_when_it_is_pushed(stage: Stage, shelf: Shelf):
    shelf.put("a", 1)
    await page(stage)
    await pushes(stage)
    await stage.register(draft("a", type=LIVE))
    assert await stage.deliver() > 0
    async with stage.platform.store.read() as tx:
        assert await inbox.count_unread(tx, stage.citizen()) == 1


async def test_higher_version_says_what_it_says_wherever_it_is(stage: Stage, shelf: Shelf):
    await pushes(stage)
    await stage.register(
        draft("a", type=LIVE, title="Hier 2", version=2), draft("b", type=LIVE, title="Hier b")
    )
    await stage.deliver()
    shelf.put("a", 1, version=1)
    shelf.put("b", 2, version=1, text="Daar b")
    assert sorted(titles(await page(stage))) == ["Daar b", "Hier 2"]
    shelf.items[0]["version"] = 3
    shelf.items[0]["title"] = [{"language": "nl", "text": "Daar 3", "default": True}]
    assert sorted(titles(await page(stage))) == ["Daar 3", "Daar b"]


async def test_other_words_of_a_pushed_one_are_refused_as_ever(stage: Stage, shelf: Shelf):
    shelf.put("a", 1)
    await page(stage)
    await pushes(stage)
    await stage.register(draft("a", type=LIVE))
    said = [Text(language="nl", text="Iets anders", default=True)]
    [refused] = await stage.register(draft("a", type=LIVE, titles=said))
    assert getattr(refused, "code", "") == "notifications.duplicate"
