from dataclasses import replace

import pytest
from sqlalchemy import select

from blocks.notifications import deliver, follow, header
from blocks.notifications.model import Accepted, DeliveryState, NotificationAccepted
from blocks.notifications.rows import followed, inbox, marked
from blocks.notifications.rows.tables import delivery_table, notification_table
from tests.notifications.played import CITIZENS, Stage, draft, other_role


async def test_what_is_accepted_is_in_the_inbox_only_once_it_is_delivered(stage: Stage):
    await stage.register(draft())
    async with stage.platform.store.read() as tx:
        assert await inbox.count_unread(tx, stage.citizen()) == 0
        assert await inbox.page(tx, stage.citizen(), most=10) == []
    assert await _states(stage) == [DeliveryState.ACCEPTED]
    await stage.deliver()
    async with stage.platform.store.read() as tx:
        assert await inbox.count_unread(tx, stage.citizen()) == 1
        [item] = await inbox.page(tx, stage.citizen(), inbox.UNREAD, most=10)
    assert item.title.in_language("nl") == "Uw parkeerkaart is klaar"
    assert await _states(stage) == [DeliveryState.DELIVERED]


async def test_delivered_twice_changes_nothing_the_second_time(stage: Stage):
    [accepted] = await stage.register(draft())
    assert isinstance(accepted, Accepted)
    fact = NotificationAccepted(subject=stage.citizen().subject, notification=accepted.id)
    async with stage.platform.store.begin() as tx:
        await deliver.to_inbox(tx, [fact])
    before = await _everything(stage)
    async with stage.platform.store.begin() as tx:
        await deliver.to_inbox(tx, [fact])
    assert await _everything(stage) == before


async def test_pages_by_cursor_show_each_item_once_newest_first(stage: Stage):
    for bulk in range(5):
        await stage.register(*[draft(f"{bulk}-{number}") for number in range(5)])
    await stage.deliver()
    seen, after = [], None
    async with stage.platform.store.read() as tx:
        everything = await inbox.page(tx, stage.citizen(), most=100)
        while page := await inbox.page(tx, stage.citizen(), after=after, most=4):
            assert not {item.id for item in page} & {item.id for item in seen}
            seen += page
            after = page[-1].position
    assert seen == everything
    assert len({item.id for item in seen}) == 25
    assert seen == sorted(seen, key=lambda item: (item.created_at, item.id), reverse=True)


async def test_what_is_read_stays_but_is_no_longer_unread(stage: Stage):
    accepted = await stage.register(draft("1"), draft("2"))
    await stage.deliver()
    wanted = [one.id for one in accepted[:1] if isinstance(one, Accepted)]
    citizen = stage.citizen()
    async with stage.platform.store.begin() as tx:
        await marked.read(tx, citizen, wanted)
        first = await inbox.item(tx, citizen, wanted[0])
        await marked.read(tx, citizen, wanted)
        again = await inbox.item(tx, citizen, wanted[0])
        assert await inbox.count_unread(tx, citizen) == 1
        assert len(await inbox.page(tx, citizen, inbox.UNREAD, most=10)) == 1
        assert len(await inbox.page(tx, citizen, most=10)) == 2
    assert first is not None
    assert first.read_at is not None
    assert first == again


async def test_what_an_organisation_gets_is_read_for_all_who_act_for_it_with_who_read_it(stage: Stage):
    await stage.register(draft())
    await stage.deliver()
    owner = stage.citizen()
    colleague = replace(stage.citizen(CITIZENS[1]), subject=owner.subject)
    async with stage.platform.store.begin() as tx:
        [item] = await inbox.page(tx, colleague, inbox.UNREAD, most=10)
        await marked.read(tx, colleague, [item.id])
        assert await inbox.count_unread(tx, owner) == 0
        [row] = await tx.rows(
            select(notification_table.c.read_by).where(notification_table.c.bucket == owner.subject.bucket)
        )
    assert row.read_by == colleague.citizen.id


@pytest.mark.parametrize("many", [0, 99, 130])
async def test_counts_stop_at_100_for_one_citizen_and_for_many_at_once(stage: Stage, many: int):
    await stage.register(*[draft(str(number)) for number in range(many)], draft("x", to=CITIZENS[1]))
    await stage.deliver()
    actings = [stage.citizen(), other_role(stage.citizen()), stage.citizen(CITIZENS[1]), stage.citizen()]
    async with stage.platform.store.read() as tx:
        assert await inbox.count_unread(tx, stage.citizen()) == min(many, 100)
        assert await inbox.unread_counts(tx, actings) == [min(many, 100), 0, 1, min(many, 100)]


async def test_header_names_sender_and_kind_of_the_newest_unread_and_never_a_title(stage: Stage):
    await stage.register(draft("1", title="Geheim"))
    await stage.register(draft("2", title="Geheim"), caller=stage.aalst)
    await stage.deliver()
    async with stage.platform.store.read() as tx:
        items = await header.latest(tx, stage.citizen(), 5)
    assert [item.sender.in_language("en") for item in items] == ["City of aalst", "City of gent"]
    assert {item.name.in_language("fr") for item in items} == {"Carte"}
    assert "Geheim" not in repr(items)
    async with stage.platform.store.begin() as tx:
        await marked.read(tx, stage.citizen(), [items[0].id])
        assert await header.latest(tx, stage.citizen(), 5) == items[1:]


async def test_provider_pages_through_its_own_deliveries_newest_first(stage: Stage):
    await stage.register(*[draft(str(n), to=CITIZENS[n % len(CITIZENS)]) for n in range(30)])
    await stage.register(draft("other"), caller=stage.aalst)
    seen, after = [], None
    async with stage.platform.store.read() as tx:
        while page := await follow.deliveries(tx, stage.gent, followed.Filter(), after=after, most=7):
            assert not {one.notification for one in page} & {one.notification for one in seen}
            seen += page
            after = follow.boundary(follow.cursor(page[-1]))
        by_id = followed.Filter(notification=seen[3].notification, external_id=seen[3].external_id)
        assert await follow.deliveries(tx, stage.gent, by_id, after=None, most=2) == [seen[3]]
    assert {one.external_id for one in seen} == {str(n) for n in range(30)}
    assert len(seen) == 30
    assert seen == sorted(seen, key=lambda one: (one.created_at, one.notification), reverse=True)


async def _states(stage: Stage) -> list[DeliveryState]:
    async with stage.platform.store.read() as tx:
        found = await follow.deliveries(
            tx, stage.gent, followed.Filter(channel="inbox"), after=None, most=100
        )
    return [one.state for one in found]


async def _everything(stage: Stage):
    async with stage.platform.store.read() as tx:
        bucket = stage.citizen().subject.bucket
        return [
            await tx.rows(select(table).where(table.c.bucket == bucket))
            for table in (notification_table, delivery_table)
        ]
