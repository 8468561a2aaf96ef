"""What a provider may say of a notification, and what its type makes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from blocks.notifications import types
from blocks.notifications.check import items
from blocks.notifications.model import Accepted, Appointment, Kind, Preview, Value
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import Recipient, Text, clock, numbers_in
from profile_core.store.facts import handover_table
from tests.notifications.fines import FINE, MORNING, SOON, TYPES, VISIT, fine, fitted, refusal, with_types
from tests.notifications.played import Stage, draft, refusals, service_of


@pytest.fixture
async def typed(stage: Stage) -> Stage:
    return await with_types(stage)


async def test_the_type_has_the_words_where_the_item_brings_values(typed: Stage):
    [shown] = await typed.register(fine(), dry_run=True)
    [accepted] = await typed.register(fine())
    assert isinstance(shown, Preview)
    assert isinstance(accepted, Accepted)
    assert shown.content.title.in_language("nl") == "Boete voor 1-ABC-123"
    assert shown.content.title.in_language("en") == "Fine: 1-ABC-123"
    assert shown.content.text.in_language("nl") == "Dossier file-1: {betaal} 50 euro."
    async with typed.platform.store.read() as tx:
        row = await tx.row(select(n.c.title).where(n.c.bucket == typed.citizen().subject.bucket))
    assert row is not None
    assert row.title[0]["text"] == "Boete voor 1-ABC-123"


async def test_everything_that_an_item_says_is_stored_with_it(typed: Stage):
    visit = Appointment(starts_at=SOON, ends_at=SOON + timedelta(hours=1), place="Loket 3", address="Markt 1")
    said = {"group_id": "file-1", "brand": "District Brugge", "version": 2**40, "valid_from": SOON}
    until = {"expires_at": SOON + timedelta(days=9), "delete_after_days": 10}
    await typed.register(draft(type=VISIT, appointment=visit, **said, **until))
    async with typed.platform.store.read() as tx:
        row = await tx.row(select(n).where(n.c.bucket == typed.citizen().subject.bucket))
    assert row is not None
    assert {name: getattr(row, name) for name in said} == said
    assert row.expires_at == until["expires_at"]
    assert row.delete_at == SOON + timedelta(days=10)
    assert row.kind == Kind.APPOINTMENT
    assert (row.appointment["place"], row.appointment["address"]) == ("Loket 3", "Markt 1")
    assert datetime.fromisoformat(row.appointment["starts_at"]) == SOON


async def test_each_changed_field_under_a_taken_key_is_other_content(typed: Stage):
    await typed.register(draft())
    changes: list[dict[str, Any]] = [
        {"text": "Iets anders."},
        {"values": [Value(name="plate", value="1-ABC-123")]},
        {"link": "https://stad.gent/kaart"},
        {"group_id": "file-1"},
        {"brand": "District Brugge"},
        {"valid_from": SOON},
        {"expires_at": SOON},
        {"delete_at": clock.ahead(86_400)},
        {"delete_after_days": 30},
        {"version": 1},
        {"titles": ()},
    ]
    outcomes = await typed.register(*[draft(**changed) for changed in changes])
    assert refusals(outcomes) == ["notifications.duplicate"] * 10 + ["item.title"]


async def test_what_is_valid_later_is_heard_of_later_and_the_rest_at_once(typed: Stage):
    moments = [clock.ahead(3600 + at) for at in range(3)]
    later = [draft(str(at), valid_from=moment) for at, moment in enumerate(moments)]
    await typed.register(*later, draft("now"), draft("past", valid_from=clock.ago(60)))
    async with typed.platform.store.read() as tx:
        mine = handover_table.c.bucket == typed.citizen().subject.bucket
        due = {row.due_at for row in await tx.rows(select(handover_table.c.due_at).where(mine))}
    assert set(moments) <= due
    assert len([one for one in due if one <= clock.now()]) == 2
    await typed.deliver()
    assert await announced(typed) == {"now", "past"}


@pytest.mark.parametrize(("many", "lane"), [(10, "single"), (11, "bulk")])
async def test_more_than_ten_in_a_call_wait_in_the_lane_of_bulk(stage: Stage, many: int, lane: str):
    await stage.register(*[draft(str(at)) for at in range(many)])
    async with stage.platform.store.read() as tx:
        bucket = stage.citizen().subject.bucket
        rows = await tx.rows(select(handover_table.c.lane).where(handover_table.c.bucket == bucket))
    assert {row.lane for row in rows} == {lane}
    assert len(rows) == many


async def test_the_key_of_what_was_deleted_does_not_return(typed: Stage):
    await typed.register(draft("1"), draft("2"))
    async with typed.platform.store.begin() as tx:
        bucket = typed.citizen().subject.bucket
        gone = {"deleted_at": clock.now(), "title": [], "text": []}
        await tx.run(update(n).where(n.c.bucket == bucket, n.c.external_id == "1").values(gone))
    outcomes = await typed.register(draft("1"), draft("1", title="Anders"), draft("2"))
    assert refusals(outcomes) == ["notifications.deleted", "notifications.deleted", None]
    assert refusals(await typed.register(draft("1"), dry_run=True)) == ["notifications.deleted"]


async def test_what_was_accepted_keeps_its_answer_when_its_type_is_paused_or_asks_for_more(typed: Stage):
    [first] = await typed.register(fine())
    wanted = replace(
        TYPES[FINE], service=service_of(typed.gent), required_values=("plate", "amount", "street")
    )
    await types.update(typed.platform, typed.gent, wanted, dry_run=False)
    assert await typed.register(fine()) == [first]
    assert refusals(await typed.register(fine(external_id="2"))) == ["item.values"]
    paused = types.Order(code=FINE)
    await types.publish(typed.platform, typed.gent, paused, published=False)
    again, other, new = await typed.register(fine(), fine(group_id="file-2"), fine(external_id="2"))
    assert again == first
    assert refusals([other, new]) == ["type.paused", "type.paused"]
    await types.publish(typed.platform, typed.gent, paused, published=True)


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"values": [Value(name="plate", value="1")]}, "item.values", "values"),
        ({"values": [Value(name="plate", value="1")] * 2}, "item.values", "values"),
        ({"values": [Value(name=f"v{at}", value="1") for at in range(21)]}, "item.values", "values"),
        ({"values": [Value(name="plate", value=" ")]}, "item.values", "values.0.value"),
        ({"values": [Value(name="a", value="88 02 14 000 84")]}, "text.national_number", "values.0.value"),
        ({"values": [Value(name="880214-00084", value="a")]}, "text.national_number", "values.0.name"),
        ({"group_id": None}, "item.values", "groupId"),
        ({"group_id": "x" * 201}, "item.group_id", "groupId"),
        ({"brand": "Twee\nregels"}, "text.control", "brand"),
        ({"title": [Text(language="nl", text="half \ud800")]}, "text.control", "title"),
        ({"link": "https://gent.be/?nr=88%2E02%2E14%2D000.84"}, "text.national_number", "link"),
        ({"valid_from": datetime(1999, 1, 1, tzinfo=UTC)}, "item.valid_from", "validFrom"),
        ({"valid_from": MORNING, "expires_at": MORNING}, "item.expires_at", "expiresAt"),
        ({"valid_from": MORNING, "delete_at": MORNING}, "item.delete_at", "deleteAt"),
        ({"delete_at": MORNING, "delete_after_days": 3}, "item.delete_at", "deleteAt"),
        ({"delete_at": datetime(2100, 1, 1, tzinfo=UTC)}, "item.delete_at", "deleteAt"),
        ({"delete_after_days": 61}, "item.delete_after", "deleteAfterDays"),
        ({"delete_after_days": 0}, "item.delete_after", "deleteAfterDays"),
        ({"version": -1}, "item.version", "version"),
        ({"version": 2**53}, "item.version", "version"),
        ({"deadline": MORNING}, "item.deadline", "deadline"),
        ({"expires_at": MORNING.replace(tzinfo=None)}, "item.expires_at", "expiresAt"),
        ({"title": [Text(language="nl", text="\u200b\u3164")]}, "texts.empty", "title"),
        ({"title": [Text(language="nl", text="Betaal \u202e0001 ORUE")]}, "text.control", "title"),
        ({"title": [Text(language="nl", text="Een\u2028twee")]}, "text.control", "title"),
        ({"text": [Text(language="nl", text="\u2066Een")]}, "text.control", "text"),
        ({"brand": "\u2800"}, "item.brand", "brand"),
        ({"brand": "Gent\u202e"}, "text.control", "brand"),
        ({"external_id": " 1"}, "item.external_id", "externalId"),
        ({"external_id": "1 "}, "item.external_id", "externalId"),
        ({"external_id": "\u2800"}, "item.external_id", "externalId"),
        ({"title": [Text(language="nl", text="⁸⁸⁰²¹⁴⁰⁰⁰⁸⁴")]}, "text.national_number", "title"),
        ({"text": [Text(language="nl", text="⑧⑧⓪②①④⓪⓪⓪⑧④")]}, "text.national_number", "text"),
        ({"link": "https://gent.be/%38%38%30%32%31%34%30%30%30%38%34"}, "text.national_number", "link"),
        ({"appointment": Appointment(starts_at=MORNING)}, "item.appointment", "appointment"),
        ({"type": VISIT}, "item.appointment", "appointment"),
        ({"type": VISIT, "appointment": Appointment(starts_at=MORNING)}, "item.title", "title"),
        (
            {"appointment": Appointment(starts_at=MORNING, ends_at=MORNING)},
            "item.appointment",
            "appointment.endsAt",
        ),
        (
            {"appointment": Appointment(starts_at=MORNING, place="88.02.14-000.84")},
            "text.national_number",
            "appointment.place",
        ),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(changed: dict[str, Any], code: str, path: str):
    assert refusal(fine(**changed)) == (code, path)


@pytest.mark.parametrize("written", [{"external_id": "2026-11-00078"}, {"group_id": "2026-11-00010"}])
def test_own_number_of_the_provider_may_look_like_that_of_somebody_else(written: dict[str, str]):
    [number] = numbers_in(next(iter(written.values())))
    items.item(fine(**written), path=(), secure_links=True)
    theirs = Recipient(national_number=number)
    path = {"external_id": "externalId", "group_id": "groupId"}[next(iter(written))]
    assert refusal(fine(**written, recipient=theirs)) == ("text.national_number", path)
    nameless = Recipient(pairwise_id="pairwise")
    assert refusal(fine(**written, recipient=nameless)) == ("text.national_number", path)


def test_length_and_numbers_are_those_of_the_words_with_the_values_in_them():
    long = [Value(name="plate", value="x" * 130), Value(name="amount", value="50")]
    assert refusal(fine(values=long)) == ("texts.too_long", "title")
    split = [Value(name="plate", value="1"), Value(name="amount", value="00084")]
    joining = replace(TYPES[FINE], text=[Text(language="nl", text="{groupId}-{amount}")])
    assert refusal(fine(values=split, group_id="88.02.14"), joining) == ("text.national_number", "text")


def test_it_is_deleted_when_its_type_says_or_sooner_and_counts_from_when_it_begins():
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    days = timedelta(days=1)
    assert fitted(fine(), moment).delete_at == moment + 60 * days
    assert fitted(fine(delete_after_days=5), moment).delete_at == moment + 5 * days
    assert fitted(fine(delete_after_days=5, valid_from=MORNING), moment).delete_at == MORNING + 5 * days
    assert fitted(fine(delete_at=MORNING), moment).delete_at == MORNING
    assert fitted(fine(valid_from=moment - 30 * days), moment).delete_at == moment + 60 * days


def test_a_task_may_have_a_deadline_and_need_not():
    task = replace(TYPES[FINE], kind=Kind.TASK)
    assert fitted(fine(deadline=MORNING), MORNING, task).deadline == MORNING
    assert fitted(fine(), MORNING, task).deadline is None


async def announced(stage: Stage) -> set[str]:
    """Return what came into the citizen's inbox."""
    there = (n.c.bucket == stage.citizen().subject.bucket, n.c.announced_at.is_not(None))
    async with stage.platform.store.read() as tx:
        return {row.external_id for row in await tx.rows(select(n.c.external_id).where(*there))}
