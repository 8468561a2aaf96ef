"""Erasure: what no hold keeps goes, what stays is named with its reason, and nobody else loses anything."""

from datetime import timedelta

import httpx2
import pytest

from blocks.notifications.rows.tables import delivery_table, notification_table, type_table
from profile_core import audit
from profile_core.contract import Acting, Platform, clock, ids
from profile_core.profile import erasure, holdings
from profile_core.profile.erasure import PATH
from profile_core.store import kept as tables
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody
from tests.profile.filled import NUMBERS, fill

HTML = {"Accept": "text/html"}
OVER = {
    "kind": "MESSAGE",
    "deleted_at": None,
    "retracted_at": None,
    "delete_at": None,
    "announced_at": clock.now(),
}
GOES = {
    "notification": OVER,
    "outbound_call": {"due_at": None},
    "sso_mandate": {"closed_at": clock.now(), "accepted_at": None},
    "sso_mandate_held": {"closed_at": clock.now()},
}
"""Columns of rows that no hold keeps."""
STAYS = {"subject", "subject_number", "audit", "fact", "handover", "delivery", "notification_operation"}
"""Tables of which something always stays."""


@pytest.fixture
async def citizen(whole: Platform) -> Acting:
    """Give a citizen who has a row in every table that nothing keeps."""
    citizen = somebody()
    await fill(whole, citizen.citizen, NUMBERS[0], **GOES)
    return citizen


async def tallies(platform: Platform, acting: Acting) -> dict[str, tables.Tally]:
    async with platform.store.read() as tx:
        found = await holdings.look(tx, platform, acting.citizen, most=0)
    return {one.kept.table.name: one.tally for one in found}


async def send(asking: httpx2.AsyncClient, citizen: Acting, **form: str) -> httpx2.Response:
    said = {"cp_session": citizen.mark} | form
    return await asking.post(PATH, headers={**HTML, **bearer(citizen)}, data=said)


async def test_all_goes_but_what_a_hold_keeps(whole: Platform, asking: httpx2.AsyncClient, citizen: Acting):
    other = somebody()
    await fill(whole, other.citizen, NUMBERS[1], **GOES)
    theirs = await tallies(whole, other)
    answer = await send(asking, citizen, sure="yes")
    assert answer.status_code == 200 and "Het is gewist" in answer.text
    left = await tallies(whole, citizen)
    assert {name for name, one in left.items() if one.rows} == STAYS | {"notification"}
    assert all(one.goes == 0 for one in left.values())
    assert await tallies(whole, other) == theirs


async def test_what_a_notification_said_is_gone_and_its_key_stays(
    whole: Platform, asking: httpx2.AsyncClient, citizen: Acting
):
    await send(asking, citizen, sure="yes")
    async with whole.store.read() as tx:
        [row] = await tx.rows(
            notification_table.select().where(notification_table.c.bucket == citizen.citizen.bucket)
        )
    assert (row.title, row.text, row.content_mac, row.link, row.read_by, row.group_id) == (
        [],
        [],
        b"",
        None,
        None,
        None,
    )
    assert row.deleted_at is not None and row.external_id


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {**OVER, "kind": "TASK", "done_at": None, "archived_at": None, "deadline": None},
            "nog iets voor doen",
        ),
        (
            {**OVER, "kind": "APPOINTMENT", "done_at": None, "archived_at": None, "deadline": None},
            "nog iets voor doen",
        ),
        ({**OVER, "deleted_at": clock.now()}, "al gewist"),
    ],
)
async def test_what_is_still_ahead_stays_and_says_why(
    whole: Platform, asking: httpx2.AsyncClient, changed: dict[str, object], why: str
):
    citizen = somebody()
    await fill(whole, citizen.citizen, NUMBERS[0], **{**GOES, "notification": changed})
    page = await asking.get(PATH, headers={**HTML, **bearer(citizen)})
    assert why in page.text
    answer = await send(asking, citizen, sure="yes")
    assert why in answer.text
    tally = (await tallies(whole, citizen))["notification"]
    assert (tally.rows, [count for _, count in tally.held]) == (1, [1])


@pytest.mark.parametrize(
    ("kind", "done", "days"), [("TASK", True, None), ("TASK", False, -1), ("MESSAGE", False, 5)]
)
async def test_what_is_done_or_over_goes(
    whole: Platform, asking: httpx2.AsyncClient, kind: str, done: bool, days: int | None
):
    citizen = somebody()
    deadline = None if days is None else clock.now() + timedelta(days=days)
    changed = {
        **OVER,
        "kind": kind,
        "archived_at": None,
        "done_at": clock.now() if done else None,
        "deadline": deadline,
    }
    await fill(whole, citizen.citizen, NUMBERS[0], **{**GOES, "notification": changed})
    assert (await tallies(whole, citizen))["notification"].goes == 1
    await send(asking, citizen, sure="yes")
    async with whole.store.read() as tx:
        [row] = await tx.rows(
            notification_table.select().where(notification_table.c.bucket == citizen.citizen.bucket)
        )
    assert row.title == []


@pytest.mark.parametrize(
    ("definition", "days", "held"),
    [
        ({"legal_basis": "WIB92, art. 346"}, 30, True),
        ({"legal_basis": "WIB92, art. 346"}, -1, False),
        ({"legal_basis": None}, 30, False),
        ({}, 30, False),
        (None, 30, False),
    ],
)
async def test_what_a_law_keeps_until_a_day_stays_until_then(
    whole: Platform, definition: dict[str, object] | None, days: int, held: bool
):
    citizen, type_id = somebody(), ids.plain_id()
    await _type(whole, type_id, definition)
    changed = {**OVER, "type_id": type_id, "delete_at": clock.now() + timedelta(days=days)}
    await fill(whole, citizen.citizen, NUMBERS[0], **{**GOES, "notification": changed})
    tally = (await tallies(whole, citizen))["notification"]
    assert (tally.goes, [hold.reason.in_language("en")[:7] for hold, _ in tally.held]) == (
        (0, ["The law"]) if held else (1, [])
    )


async def _type(platform: Platform, type_id: object, definition: object) -> None:
    name = [{"language": "nl", "text": "Aanslag", "default": True}]
    said = {
        "id": type_id,
        "provider_id": ids.plain_id(),
        "environment": "live",
        "code": "tax",
        "service": "x",
    }
    said |= {
        "name": name,
        "category": "tax",
        "kind": "MESSAGE",
        "state": "approved",
        "created_at": clock.now(),
    }
    async with platform.store.begin() as tx:
        await tx.insert(type_table, [{**said, "definition": definition}])


async def test_a_mandate_that_holds_stays_with_a_word_on_how_to_end_it(
    whole: Platform, asking: httpx2.AsyncClient
):
    citizen = somebody()
    held = {"sso_mandate": {"closed_at": None}, "sso_mandate_held": {"closed_at": None}}
    await fill(whole, citizen.citizen, NUMBERS[0], **{**GOES, **held})
    answer = await send(asking, citizen, sure="yes")
    assert "Beëindig ze eerst" in answer.text and "Geef ze eerst terug" in answer.text
    left = await tallies(whole, citizen)
    assert (left["sso_mandate"].rows, left["sso_mandate_held"].rows) == (1, 1)


async def test_without_the_tick_nothing_goes_and_it_says_what_to_do(
    whole: Platform, asking: httpx2.AsyncClient, citizen: Acting
):
    before = await tallies(whole, citizen)
    answer = await send(asking, citizen)
    assert answer.status_code == 422
    assert "Vink aan dat u dit voorgoed wilt wissen." in answer.text
    assert await tallies(whole, citizen) == before


async def test_it_is_all_or_nothing(whole: Platform, citizen: Acting, monkeypatch: pytest.MonkeyPatch):
    async def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    before = await tallies(whole, citizen)
    with monkeypatch.context() as patched:
        patched.setattr(erasure.audit, "record", fails)
        with pytest.raises(RuntimeError):
            await erasure.erase(whole, citizen.citizen, citizen)
    assert await tallies(whole, citizen) == before


async def test_twice_is_once(whole: Platform, asking: httpx2.AsyncClient, citizen: Acting):
    await send(asking, citizen, sure="yes")
    left = await tallies(whole, citizen)
    page = await asking.get(PATH, headers={**HTML, **bearer(citizen)})
    assert "Er is niets dat weg kan" in page.text
    assert (await send(asking, citizen, sure="yes")).status_code == 200
    again = await tallies(whole, citizen)
    assert {name: one.rows for name, one in again.items() if name != "audit"} == {
        name: one.rows for name, one in left.items() if name != "audit"
    }


async def test_who_acts_for_somebody_else_erases_nothing(
    whole: Platform, asking: httpx2.AsyncClient, citizen: Acting
):
    other = somebody()
    for_them = Acting(citizen=other.citizen, subject=citizen.citizen, name="A citizen", at_pages=True)
    before = await tallies(whole, citizen)
    assert (await send(asking, for_them, sure="yes")).status_code == 403
    assert (await asking.get(PATH, headers={**HTML, **bearer(for_them)})).status_code == 403
    assert await tallies(whole, citizen) == before


async def test_what_was_under_way_is_stopped(whole: Platform):
    citizen = somebody()
    await fill(
        whole,
        citizen.citizen,
        NUMBERS[0],
        **{**GOES, "delivery": {"state": "SCHEDULED", "environment": "live", "occasion": "FIRST"}},
    )
    await erasure.erase(whole, citizen.citizen, citizen)
    async with whole.store.read() as tx:
        [row] = await tx.rows(
            delivery_table.select().where(delivery_table.c.bucket == citizen.citizen.bucket)
        )
    assert (row.state, row.reason) == ("CANCELLED", "RETRACTED")


async def test_every_session_ends_and_that_is_written_down(whole: Platform):
    citizen, soon = somebody(), clock.now() + timedelta(hours=1)
    lives = {"ended_at": None, "ends_at": soon, "idle_at": soon}
    await fill(
        whole, citizen.citizen, NUMBERS[0], **{**GOES, "sso_session": lives, "sso_client_session": lives}
    )
    await erasure.erase(whole, citizen.citizen, citizen)
    async with whole.store.read() as tx:
        lines = await audit.about(tx, citizen.citizen, most=3)
    assert [(line.action, line.purpose) for line in lines][:2] == [
        ("profile.erased", "erasure"),
        ("sso.session_ended", "erased"),
    ]
    assert (await tallies(whole, citizen))["sso_session"].rows == 0
