"""What a citizen does on our pages, by links and forms alone."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from blocks.notifications import types
from blocks.notifications.model import Accepted, Appointment, Kind
from blocks.notifications.rows import inbox
from profile_core.contract import Acting, clock
from tests.notifications.played import CITIZENS, TASK, Stage, draft, type_draft
from tests.notifications.test_calendar import read as read_calendar
from tests.notifications.tokens import bearer

HTML = {"Accept": "text/html"}
VISIT = "city.visit"


async def stored(stage: Stage, *drafts: Any) -> list[UUID]:
    """Register and deliver; return the ids."""
    outcomes = await stage.register(*drafts)
    await stage.deliver()
    return [one.id for one in outcomes if isinstance(one, Accepted)]


async def get(client: httpx2.AsyncClient, stage: Stage, path: str) -> str:
    answer = await client.get(path, headers={**HTML, **bearer(stage.citizen())})
    assert answer.status_code == 200, answer.text
    return answer.text


async def post(client: httpx2.AsyncClient, acting: Acting, path: str, **form: Any) -> httpx2.Response:
    return await client.post(
        path, data={"cp_session": acting.mark, **form}, headers={**HTML, **bearer(acting)}
    )


async def test_views_lead_to_what_they_count(stage: Stage, gateway: httpx2.AsyncClient):
    [task, _] = await stored(stage, draft("a", type=TASK, title="Een taak"), draft("b", title="Een brief"))
    page = await get(gateway, stage, "/me/inbox")
    assert "Ongelezen (2)" in page
    assert "Te doen (1)" in page
    assert page.index("Een taak") < page.index("Een brief")
    assert page.count("Een taak") == 1
    to_do = await get(gateway, stage, "/me/inbox?view=to_do")
    assert "Een taak" in to_do
    assert "Een brief" not in to_do
    await post(gateway, stage.citizen(), f"/me/item/{task}/archive")
    assert "Een taak" in await get(gateway, stage, "/me/inbox?view=archive")
    assert "U hoeft nu niets te doen" in await get(gateway, stage, "/me/inbox?view=to_do")
    assert "Een brief" in await get(gateway, stage, "/me/inbox?view=nonsense")


async def test_what_is_due_first_stands_first(stage: Stage, gateway: httpx2.AsyncClient):
    days = {"Derde": None, "Tweede": 9, "Eerste": 2}
    await stored(
        stage,
        *[
            draft(title, type=TASK, title=title, deadline=days_ and clock.now() + timedelta(days=days_))
            for title, days_ in days.items()
        ],
    )
    page = await get(gateway, stage, "/me/inbox")
    assert sorted(days, key=page.index) == ["Eerste", "Tweede", "Derde"]


@pytest.mark.parametrize(
    ("action", "word"), [("archive", "in uw archief"), ("unread", "als ongelezen gemarkeerd")]
)
async def test_button_does_what_it_says_and_the_inbox_tells_so(
    stage: Stage, gateway: httpx2.AsyncClient, action: str, word: str
):
    [one] = await stored(stage, draft("a"))
    page = await get(gateway, stage, f"/me/item/{one}")
    assert f"/me/item/{one}/{action}" in page
    answer = await post(gateway, stage.citizen(), f"/me/item/{one}/{action}?lang=nl")
    assert answer.status_code == 303
    assert word in await get(gateway, stage, answer.headers["location"])
    async with stage.platform.store.read() as tx:
        counts = await inbox.counts(tx, stage.citizen())
    assert (counts.unread, counts.archived) == ((0, 1) if action == "archive" else (1, 0))


async def test_task_that_is_done_says_so_where_the_button_was(stage: Stage, gateway: httpx2.AsyncClient):
    [task] = await stored(stage, draft("a", type=TASK))
    assert "Ik heb dit gedaan" in await get(gateway, stage, f"/me/item/{task}")
    for _ in range(2):
        answer = await post(gateway, stage.citizen(), f"/me/item/{task}/done")
        page = await get(gateway, stage, answer.headers["location"])
        assert "U hebt dit gedaan" in page
        assert "Ik heb dit gedaan" not in page


async def test_all_read_marks_what_the_page_showed_and_not_what_came_since(
    stage: Stage, gateway: httpx2.AsyncClient
):
    await stored(stage, draft("a"), draft("b"))
    page = await get(gateway, stage, "/me/inbox")
    form = {
        "shown_at": re.findall(r'name="shown_at" value="([^"]+)"', page)[0],
        "shown": re.findall(r'name="shown" value="([^"]+)"', page),
    }
    assert len(form["shown"]) == 2
    await stored(stage, draft("late"))
    answer = await post(gateway, stage.citizen(), "/me/inbox/read", **form)
    assert answer.status_code == 303
    assert "U hebt 1 ongelezen bericht." in await get(gateway, stage, "/me/inbox")
    wrong = await post(gateway, stage.citizen(), "/me/inbox/read", shown_at="yesterday")
    assert wrong.status_code == 400


async def test_somebody_elses_and_none_are_the_same_also_for_what_is_done(
    stage: Stage, gateway: httpx2.AsyncClient
):
    [theirs] = await stored(stage, draft("a", to=CITIZENS[1], type=TASK))
    for one in (theirs, stage.gent.provider, "nonsense"):
        for action in ("archive", "unread", "done", "unarchive", "nonsense"):
            answer = await post(gateway, stage.citizen(), f"/me/item/{one}/{action}")
            assert answer.status_code == 404
        file = await gateway.get(f"/me/item/{one}/appointment.ics", headers=bearer(stage.citizen()))
        assert file.status_code == 404
    async with stage.platform.store.read() as tx:
        counts = await inbox.counts(tx, stage.citizen(CITIZENS[1]))
    assert (counts.unread, counts.to_do) == (1, 1)


async def test_nothing_is_done_by_a_form_of_another_session(stage: Stage, gateway: httpx2.AsyncClient):
    [one] = await stored(stage, draft("a"))
    headers = {**HTML, **bearer(stage.citizen())}
    for path in (f"/me/item/{one}/archive", "/me/inbox/read", "/me/inbox/search"):
        assert (await gateway.post(path, data={}, headers=headers)).status_code == 400
        assert (await gateway.post(path, data={"cp_session": "x"}, headers=headers)).status_code == 409
    assert (await gateway.get(f"/me/item/{one}/archive", headers=headers)).status_code == 405


async def test_search_finds_keeps_what_was_typed_and_puts_nothing_into_an_address(
    stage: Stage, gateway: httpx2.AsyncClient
):
    await stored(stage, draft("a", title="Scheiding uitgesproken"), draft("b", title="Uw kaart"))
    assert "Scheiding" not in await get(gateway, stage, "/me/inbox/search")
    answer = await post(gateway, stage.citizen(), "/me/inbox/search", words="SCHEIDING", since="2020-01-01")
    assert "Scheiding uitgesproken" in answer.text
    assert "Uw kaart" not in answer.text
    assert 'value="SCHEIDING"' in answer.text
    assert not re.search(r'(href|action)="[^"]*scheiding', answer.text, re.IGNORECASE)
    none = await post(gateway, stage.citizen(), "/me/inbox/search", words="scheiding", until="2020-01-01")
    assert "Geen enkel bericht" in none.text
    provider = str(stage.aalst.provider)
    other = await post(gateway, stage.citizen(), "/me/inbox/search", words="scheiding", sender=provider)
    assert "Geen enkel bericht" in other.text


@pytest.mark.parametrize("form", [{"words": "x" * 101}, {"since": "gisteren"}, {"until": "9999-12-31"}])
async def test_search_that_cannot_be_used_says_so_at_its_field(
    stage: Stage, gateway: httpx2.AsyncClient, form: dict[str, str]
):
    answer = await post(gateway, stage.citizen(), "/me/inbox/search", **form)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text


async def test_appointment_says_when_and_where_and_goes_into_a_calendar(
    stage: Stage, gateway: httpx2.AsyncClient
):
    await types.register(
        stage.platform, stage.gent, type_draft(stage.gent, VISIT, Kind.APPOINTMENT), dry_run=False
    )
    begins = clock.now().replace(microsecond=0) + timedelta(days=3)
    appointment = Appointment(starts_at=begins, place="Loket 7", address="Botermarkt 1, 9000 Gent")
    [one] = await stored(stage, draft("a", type=VISIT, title="Uw bezoek", appointment=appointment))
    assert "Loket 7, Botermarkt 1, 9000 Gent" in await get(gateway, stage, "/me/inbox")
    assert f"/me/item/{one}/appointment.ics" in await get(gateway, stage, f"/me/item/{one}")
    file = await gateway.get(f"/me/item/{one}/appointment.ics", headers=bearer(stage.citizen()))
    assert file.headers["content-type"].startswith("text/calendar")
    assert file.headers["cache-control"] == "no-store"
    said = read_calendar(file.content)
    assert (said["SUMMARY"], said["LOCATION"]) == ("Uw bezoek", "Loket 7, Botermarkt 1, 9000 Gent")
    assert said["DTSTART"] == begins.strftime("%Y%m%dT%H%M%SZ")
