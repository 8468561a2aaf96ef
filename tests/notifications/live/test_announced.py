"""What a provider announces of what it keeps: counted, told outside, and the same however often it is said."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from blocks.notifications import announce, read, types
from blocks.notifications.announce import Announced, Draft
from blocks.notifications.model import EXPIRING, Announcement, Channels, Kind, OwnChannel, OwnUse
from blocks.notifications.rows import inbox
from blocks.notifications.rows.tables import delivery_table
from profile_core.contract import ProfileError, Recipient, clock
from tests.notifications.live.shelves import (
    LIVE,
    LIVE_TASK,
    MORNING,
    Shelf,
    keeps,
    live_type,
    page,
    shelf_of,
    titles,
)
from tests.notifications.played import CITIZENS, PERMIT, Stage
from tests.sources.played import Provider

NEW, READ, ENDS, GONE = Announcement.NEW, Announcement.READ, Announcement.EXPIRING, Announcement.DELETED


@pytest.fixture
async def shelf(stage: Stage, provider: Provider) -> Shelf:
    """Give a provider that keeps its notifications."""
    shelf = await shelf_of(stage, provider, stage.gent)
    await keeps(stage, stage.gent)
    return shelf


def said(event: Announcement, external_id: str = "a", **more: object) -> Draft:
    draft = Draft(
        event=event,
        type=LIVE,
        external_id=external_id,
        recipient=Recipient(national_number=CITIZENS[0]),
        created_at=MORNING,
    )
    return replace(draft, **more)


async def tell(stage: Stage, *drafts: Draft, dry_run: bool = False) -> list[Announced]:
    outcomes = await announce.announce(stage.platform, stage.gent, drafts, dry_run=dry_run)
    assert not [one for one in outcomes if isinstance(one, ProfileError)], outcomes
    return [one for one in outcomes if isinstance(one, Announced)]


async def unread(stage: Stage) -> int:
    await stage.deliver()
    async with stage.platform.store.read() as tx:
        return await inbox.count_unread(tx, stage.citizen())


async def occasions(stage: Stage) -> list[tuple[str, str]]:
    await stage.deliver()
    d = delivery_table.c
    async with stage.platform.store.read() as tx:
        return sorted(
            (row.channel, row.occasion)
            for row in await tx.rows(select(d.channel, d.occasion).where(d.bucket.in_(range(1024))))
        )


async def test_what_is_announced_counts_without_asking_and_is_told_once(stage: Stage, shelf: Shelf):
    [first] = await tell(stage, said(NEW))
    assert (await unread(stage), shelf.asked) == (1, [])
    [again] = await tell(stage, said(NEW))
    assert (first.changed, again.changed, again.id) == (True, False, first.id)
    assert await unread(stage) == 1
    there = await occasions(stage)
    assert there == sorted(set(there)) and ("inbox", "FIRST") in there


async def test_what_is_announced_is_the_item_that_the_source_shows(stage: Stage, shelf: Shelf):
    [told] = await tell(stage, said(NEW))
    await stage.deliver()
    shelf.put("a", 0)
    [shown] = (await page(stage)).items
    assert (shown.id, shown.title.in_language("nl"), shown.withheld) == (told.id, "Brief a", False)


async def test_what_the_source_does_not_show_is_not_there(stage: Stage, shelf: Shelf):
    await tell(stage, said(NEW))
    await stage.deliver()
    shelf.put("b", 5)
    assert titles(await page(stage)) == ["Brief b"]


async def test_of_a_source_that_is_away_the_kind_of_what_it_announced_is_there(stage: Stage, shelf: Shelf):
    await tell(stage, said(NEW))
    await stage.deliver()
    shelf.broken = True
    [shown] = (await page(stage)).items
    assert (shown.title.in_language("nl"), shown.withheld) == ("Belastingbrief", True)


async def test_read_with_the_provider_is_read_here_in_whatever_order_it_is_said(stage: Stage, shelf: Shelf):
    await tell(stage, said(NEW), said(READ))
    await tell(stage, said(READ, "b"))
    await tell(stage, said(NEW, "b"))
    assert await unread(stage) == 0
    [again] = await tell(stage, said(READ))
    assert again.changed is False


async def test_what_expires_reminds_once(stage: Stage, shelf: Shelf):
    sms = Channels(own=(OwnChannel(code="sms", use=OwnUse.INSTEAD_OF, channel="email"),))
    await types.update(stage.platform, stage.gent, live_type(stage.gent, channels=sms), dry_run=False)
    await tell(stage, said(NEW))
    assert await occasions(stage) == [("inbox", "FIRST"), ("own:sms", "FIRST")]
    for _ in range(2):
        await tell(stage, said(ENDS))
    again = [one for one in await occasions(stage) if one[1] == EXPIRING]
    assert again == [("own:sms", EXPIRING)]


async def test_what_was_deleted_does_not_come_back(stage: Stage, shelf: Shelf):
    shelf.put("a", 0)
    [shown] = (await page(stage)).items
    await tell(stage, said(NEW))
    [gone] = await tell(stage, said(GONE))
    assert (gone.id, gone.changed) == (shown.id, True)
    assert await read.opened(stage.platform, stage.citizen(), shown.id, "nl") is None
    [again] = await tell(stage, said(NEW))
    assert again.changed is False
    assert (titles(await page(stage)), await unread(stage)) == ([], 0)


async def test_deleted_before_anybody_heard_of_it_stays_so(stage: Stage, shelf: Shelf):
    await tell(stage, said(GONE))
    await tell(stage, said(NEW))
    shelf.put("a", 0)
    assert (titles(await page(stage)), await unread(stage)) == ([], 0)


async def test_dry_run_keeps_nothing(stage: Stage, shelf: Shelf):
    [dry] = await tell(stage, said(NEW), dry_run=True)
    assert (dry.id, await unread(stage)) == (None, 0)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"type": "unknown"}, "type.unknown"),
        ({"type": PERMIT}, "type.mode"),
        ({"external_id": " a"}, "item.external_id"),
        ({"created_at": clock.ago(-3600)}, "item.created_at"),
        ({"deadline": MORNING}, "item.deadline"),
        ({"version": -1}, "item.version"),
        ({"recipient": Recipient(national_number="1")}, "recipient.national_number"),
    ],
    ids=lambda one: one if isinstance(one, str) else next(iter(one)),
)
async def test_what_is_wrong_says_so_and_harms_no_neighbour(
    stage: Stage, shelf: Shelf, wrong: dict[str, object], code: str
):
    drafts = [replace(said(NEW), **wrong), said(NEW, "good")]
    refused, taken = await announce.announce(stage.platform, stage.gent, drafts, dry_run=False)
    assert isinstance(taken, Announced) and taken.changed
    assert getattr(refused, "code", "") == code


async def test_announced_task_is_to_do_by_its_deadline(stage: Stage, shelf: Shelf):
    later = clock.ago(-86_400)
    await tell(stage, said(NEW, type=LIVE_TASK, deadline=later))
    await stage.deliver()
    async with stage.platform.store.read() as tx:
        [ahead] = await inbox.ahead(tx, stage.citizen())
        counts = await inbox.counts(tx, stage.citizen())
    assert (ahead.kind, ahead.deadline, counts.to_do) == (Kind.TASK, later, 1)
