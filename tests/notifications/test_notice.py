"""What another block tells becomes a notification of the provider's own type: once, or not at all."""

from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from blocks.notifications import types
from blocks.notifications.model import InboxItem, Value
from blocks.notifications.rows import inbox, registered
from blocks.notifications.rows.tables import notification_table
from profile_core.contract import (
    Caller,
    CitizenNotice,
    InvalidError,
    Recipient,
    Text,
)
from profile_core.store.migrate import upgrade
from tests.notifications.played import CITIZENS, Stage, agree, draft, live, type_draft
from tests.testing.processes import ROOT

TOPIC = "acme_parking.permit_registered"
TOLD = "parking.permit_told"


async def wants(stage: Stage, caller: Caller | None = None, **changed: Any) -> None:
    """Register the type that notices of the topic become."""
    caller = caller or stage.gent
    test = replace(caller, client_id=caller.client_id.removesuffix("-live"))
    wanted = replace(
        type_draft(test, TOLD),
        title=[
            Text(language="nl", text="Uw vergunning is er"),
            Text(language="en", text="Here it is", default=True),
        ],
        text=[Text(language="nl", text="Ze geldt tot en met {ends}.")],
        required_values=["ends"],
        notice=TOPIC,
    )
    await types.register(stage.platform, caller, replace(wanted, **changed), dry_run=False)


def notice(stage: Stage, caller: Caller | None = None, **changed: Any) -> CitizenNotice:
    """Return what a block tells."""
    caller = caller or stage.gent
    told = CitizenNotice(
        subject=stage.citizen().subject,
        provider=caller.provider,
        environment=caller.environment,
        topic=TOPIC,
        key="permit-7",
        group_id="file-7",
        link="https://stad.gent/kaart",
        values={"ends": "2027-01-31"},
    )
    return replace(told, **changed)


async def tell(stage: Stage, *notices: CitizenNotice) -> list[InboxItem]:
    """Tell them, do what workers do, and return what the citizen has."""
    async with stage.platform.store.begin() as tx:
        await tx.tell(*notices)
    await heard(stage)
    async with stage.platform.store.read() as tx:
        return await inbox.page(tx, stage.citizen(), most=10)


async def heard(stage: Stage) -> None:
    while await stage.deliver():
        pass


async def test_notice_becomes_a_notification_in_the_words_of_the_type(stage: Stage):
    await wants(stage)
    [item] = await tell(stage, notice(stage))
    assert item.title.in_language("en") == "Here it is"
    assert item.text.in_language("nl") == "Ze geldt tot en met 2027-01-31."
    assert (item.group_id, item.link) == ("file-7", "https://stad.gent/kaart")
    async with stage.platform.store.read() as tx:
        wanted = registered.Filter(external_id="notice:permit-7")
        assert len(await registered.notifications(tx, stage.gent, wanted, after=None, most=2)) == 1


async def test_told_twice_it_is_one_and_other_values_do_not_change_it(stage: Stage):
    await wants(stage)
    [first] = await tell(stage, notice(stage), notice(stage))
    assert await tell(stage, notice(stage, values={"ends": "2030-12-31"})) == [first]
    assert len(await tell(stage, notice(stage, key="permit-8"))) == 2


async def test_provider_that_has_no_type_for_it_wants_nothing(stage: Stage):
    await wants(stage, stage.aalst)
    await wants(stage, notice="acme_parking.other")
    assert await tell(stage, notice(stage)) == []
    assert await stage.count(notification_table) == 0


async def test_provider_that_paused_the_type_wants_nothing(stage: Stage):
    await wants(stage)
    await types.publish(stage.platform, stage.gent, types.Order(code=TOLD), published=False)
    assert await tell(stage, notice(stage)) == []


async def test_test_and_live_are_apart_and_live_needs_an_agreement(stage: Stage):
    caller = live(stage.gent)
    await wants(stage, caller)
    assert await tell(stage, notice(stage)) == []
    assert await tell(stage, notice(stage, caller)) == []
    await agree(stage.platform, caller)
    assert len(await tell(stage, notice(stage, caller))) == 1


async def test_notice_without_what_the_texts_name_fails_and_stores_nothing(stage: Stage):
    """The worker keeps it, with its error, for the operator; it succeeds once the type is mended."""
    await wants(stage)
    with pytest.raises(InvalidError) as error:
        await tell(stage, notice(stage, values={}))
    assert "ends" in error.value.message
    assert await stage.count(notification_table) == 0


async def test_notice_does_not_take_the_key_of_what_the_provider_sends_itself(stage: Stage):
    await wants(stage)
    await stage.register(draft("permit-7", type=TOLD, values=[Value(name="ends", value="2027-01-31")]))
    assert len(await tell(stage, notice(stage))) == 2


async def test_permit_that_a_municipality_registers_is_told_to_its_holder_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.syspath_prepend(ROOT / "tests/fixtures/acme_parking")
    permits, rows = import_module("acme_parking.permits"), import_module("acme_parking.rows")
    await upgrade(stage.platform.store, [rows.migrations])
    await wants(stage)
    for _ in range(2):
        holder = Recipient(national_number=CITIZENS[0])
        await permits.register(stage.platform, stage.gent, "1-ABC-234", holder, date(2027, 1, 31))
    await heard(stage)
    async with stage.platform.store.read() as tx:
        [item] = await inbox.page(tx, stage.citizen(), most=10)
    assert item.text.in_language("nl") == "Ze geldt tot en met 2027-01-31."
