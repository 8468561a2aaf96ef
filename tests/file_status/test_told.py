"""A file that moves on tells its participants, once, by the type that its provider registered for that."""

from dataclasses import replace

import pytest

from blocks.file_status.model import Relation
from blocks.file_status.telling import ACTION_NEEDED, CHANGED
from blocks.notifications import types
from blocks.notifications.rows import inbox
from profile_core.contract import Text
from profile_core.store.facts import fact_table
from tests.file_status.played import ANN, BEN, CAS, Stage, asks, at, file, moved, nl, party, status
from tests.notifications.played import type_draft

BOTH = {CHANGED: "file.changed", ACTION_NEEDED: "file.action"}


@pytest.fixture(autouse=True)
async def wanted(stage: Stage) -> None:
    for topic, code in BOTH.items():
        wanted = replace(
            type_draft(stage.gent, code),
            title=[Text(language="nl", text="{file}")],
            text=[Text(language="nl", text=f"{code} {{code}} {{deadline}}.")],
            required_values=["file", "code", "deadline"] if topic == ACTION_NEEDED else ["file", "code"],
            notice=topic,
        )
        if topic == CHANGED:
            wanted = replace(wanted, text=[Text(language="nl", text=f"{code} {{code}}.")])
        await types.register(stage.platform, stage.gent, wanted, dry_run=False)


async def told(stage: Stage, who: str = ANN) -> list[str]:
    while await stage.deliver():
        pass
    async with stage.platform.store.read() as tx:
        items = await inbox.page(tx, stage.citizen(who), most=50)
    return sorted(one.text.default.text for one in items)


async def test_news_is_told_once_and_what_comes_late_is_not(stage: Stage):
    await stage.register(file("1", status(5), minutes=5))
    await stage.register(file("1", status(5), minutes=5))
    await stage.update(moved("1", status(1, code="advice")))
    assert await told(stage) == ["file.changed in_treatment."]
    for _ in range(2):
        await stage.update(moved("1", status(9, code="on_hold")))
    assert await told(stage) == ["file.changed in_treatment.", "file.changed on_hold."]


async def test_what_is_no_news_is_not_told_a_second_time(stage: Stage):
    await stage.register(file("1", status(5), minutes=5))
    told = await stage.count(fact_table)
    await stage.update(moved("1", status(1, code="advice")), moved("1", status(5)))
    await stage.register(file("1", status(5), minutes=9, name=nl("Anders")))
    assert await stage.count(fact_table) == told == 1


async def test_what_is_asked_is_told_to_who_may_act_and_where_it_is_to_others(stage: Stage):
    people = [party(ANN), party(BEN, Relation.BENEFICIARY), party(CAS, Relation.VIEWER)]
    await stage.register(file("1", asks(action_deadline=at(60 * 24 * 400)), participants=people))
    asked = "file.action information_needed 2027-04-06."
    assert [await told(stage, who) for who in (ANN, BEN, CAS)] == [
        [asked],
        [asked],
        ["file.changed information_needed."],
    ]


async def test_notification_is_bound_to_the_file_and_leads_to_it(stage: Stage):
    await stage.register(file("dossier-7", name=nl("Renovatiepremie")))
    await told(stage)
    [shown] = await stage.listed()
    async with stage.platform.store.read() as tx:
        [item] = await inbox.page(tx, stage.citizen(), most=5)
    assert (item.group_id, item.link) == ("dossier-7", f"/me/files/{shown.id}")
    assert item.title.default.text == "Renovatiepremie"
