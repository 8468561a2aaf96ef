"""The pages of files: a list, one file with its timeline, and nothing of anybody else."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from uuid import uuid4

import httpx2
import pytest
from msgspec import structs

from blocks.file_status.model import Relation
from blocks.notifications import types
from blocks.notifications.model import Draft
from blocks.notifications.register import register
from profile_core.contract import Recipient, UnavailableError, clock
from tests.file_status.played import ANN, BEN, Stage, asks, at, file, moved, nl, party, status
from tests.file_status.shelves import shelf_of
from tests.notifications.played import PERMIT, type_draft
from tests.notifications.tokens import bearer
from tests.sources.played import Provider

HTML = {"Accept": "text/html"}


async def seen(gateway: httpx2.AsyncClient, stage: Stage, path: str, who: str = ANN) -> str:
    """Return the text of a page, without what is no text."""
    answer = await gateway.get(path, headers=HTML | bearer(stage.citizen(who)))
    assert answer.status_code == 200, answer.text
    return _text(answer)


def _text(answer: httpx2.Response) -> str:
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


async def path_of(stage: Stage, external_id: str, who: str = ANN) -> str:
    whole = await stage.whole(stage.citizen(who), external_id)
    assert whole is not None
    return f"/me/files/{whole.file.id}"


async def test_what_asks_something_stands_first_with_what_to_do(gateway: httpx2.AsyncClient, stage: Stage):
    await stage.register(file("1", name=nl("Parkeerkaart"), created_at=at(9)), file("2", asks()))
    text = await seen(gateway, stage, "/me/files")
    places = [text.index(one) for one in ("Hier moet u iets doen", "Stuur uw plan op.", "Parkeerkaart")]
    assert places == sorted(places)
    assert "Iemand werkt aan uw dossier." in text


async def test_ended_files_have_a_view_of_their_own(gateway: httpx2.AsyncClient, stage: Stage):
    done = status(phase="completed", code="completed")
    await stage.register(file("1", name=nl("Loopt")), file("2", done, name=nl("Klaar")))
    running = await seen(gateway, stage, "/me/files?view=running")
    over = await seen(gateway, stage, "/me/files?view=over")
    assert ("Loopt" in running, "Klaar" in running) == (True, False)
    assert ("Loopt" in over, "Klaar" in over) == (False, True)


async def test_the_list_is_made_shorter_by_service_and_phase(
    gateway: httpx2.AsyncClient, stage: Stage, provider: Provider
):
    shelf = await shelf_of(stage, provider, stage.aalst)
    shelf.put(file("l", name=nl("Premie van Aalst")))
    decided = status(1, phase="decision", code="granted")
    await stage.register(
        file("1", name=nl("Premie van Gent")), file("2", decided, name=nl("Besliste premie"))
    )
    everything = ["Premie van Gent", "Besliste premie", "Premie van Aalst"]

    async def listed(query: str) -> set[str]:
        text = await seen(gateway, stage, f"/me/files?{query}")
        return {one for one in everything if one in text}

    gent, aalst = stage.gent.provider, stage.aalst.provider
    assert await listed("") == set(everything)
    assert await listed(f"sender={gent}") == {"Premie van Gent", "Besliste premie"}
    assert await listed(f"sender={aalst}") == {"Premie van Aalst"}
    assert await listed("phase=decision") == {"Besliste premie"}
    assert await listed(f"view=over&sender={gent}") == set()
    assert await listed(f"sender={gent}&phase=treatment") == {"Premie van Gent"}
    assert await listed(f"sender={uuid4()}") == set()
    for odd in ("sender=%00", "phase=%00", "phase=" + "a" * 300, "sender=nobody", "view=%00"):
        assert await listed(odd) == set(everything), odd
    text = await seen(gateway, stage, f"/me/files?sender={aalst}")
    assert "Stad gent" in text and "Stad aalst" in text, "each service can be chosen, whatever was"


async def test_a_page_of_a_shorter_list_goes_on_in_it(gateway: httpx2.AsyncClient, stage: Stage):
    await stage.register(*(file(f"{at}", name=nl(f"Dossier {at:02d}.")) for at in range(50)))
    decided = status(1, phase="decision", code="granted")
    await stage.register(*(file(f"d{at}", decided, name=nl(f"Beslist {at:02d}.")) for at in range(25)))
    path, found = "/me/files?phase=decision", list[str]()
    while path:
        answer = await gateway.get(path, headers=HTML | bearer(stage.citizen()))
        found += re.findall(r"(?:Beslist|Dossier) \d\d\.", _text(answer))
        onward = re.search(r'href="([^"]*after=[^"]*)"', answer.text.partition("</main>")[0])
        path = unescape(onward[1]) if onward else ""
        assert not path or "phase=decision" in path
    assert sorted(found) == [f"Beslist {at:02d}." for at in range(25)]


async def test_timeline_joins_statuses_and_notifications_in_their_order(
    gateway: httpx2.AsyncClient, stage: Stage
):
    await stage.register(file("7", status(0, phase="composition", code="submitted"), minutes=0))
    await stage.update(moved("7", status(20)))
    await types.register(stage.platform, stage.gent, type_draft(stage.gent, PERMIT), dry_run=False)
    sent = Draft(
        type=PERMIT,
        external_id="n",
        recipient=Recipient(national_number=ANN),
        title=nl("Uw aanvraag is aangekomen"),
        text=nl("Dank u."),
        group_id="7",
        created_at=at(10),
    )
    other = structs.replace(sent, external_id="m", group_id="8", title=nl("Iets anders"))
    await register(stage.platform, stage.gent, [sent, other], dry_run=False)
    while await stage.deliver():
        pass
    text = (await seen(gateway, stage, await path_of(stage, "7"))).partition("Wat er gebeurde")[2]
    told = ["Uw dossier is goed aangekomen.", "Uw aanvraag is aangekomen", "Iemand werkt aan uw dossier."]
    places = [text.index(one) for one in (*told, "Beslissing", "Afgerond")]
    assert places == sorted(places)
    assert "Iets anders" not in text and "Beroep" not in text


async def test_file_is_there_without_a_block_that_fails(
    gateway: httpx2.AsyncClient, stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    async def fails(*_: object) -> None:
        raise UnavailableError("store.busy", "Later.")

    [notifications] = [one for one in stage.platform.blocks if one.name == "notifications"]
    blocks = tuple(
        replace(one, timeline=fails) if one is notifications else one for one in stage.platform.blocks
    )
    object.__setattr__(stage.platform, "blocks", blocks)
    await stage.register(file("1"))
    text = await seen(gateway, stage, await path_of(stage, "1"))
    assert "Iemand werkt aan uw dossier." in text
    assert "Berichten" in text


async def test_deadline_goes_into_a_calendar_and_without_one_there_is_no_file(
    gateway: httpx2.AsyncClient, stage: Stage
):
    due = clock.now().replace(microsecond=0) + timedelta(days=9)
    await stage.register(file("1", asks(action_deadline=due)), file("2", asks()))
    headers = HTML | bearer(stage.citizen())
    there = await gateway.get(f"{await path_of(stage, '1')}/deadline.ics", headers=headers)
    none = await gateway.get(f"{await path_of(stage, '2')}/deadline.ics", headers=headers)
    theirs = await gateway.get(
        f"{await path_of(stage, '1')}/deadline.ics", headers=HTML | bearer(stage.citizen(BEN))
    )
    assert (there.status_code, none.status_code, theirs.status_code) == (200, 404, 404)
    assert f"DTSTART:{due:%Y%m%dT%H%M%SZ}" in there.text and "SUMMARY:Stuur uw plan op." in there.text
    assert there.headers["content-type"] == "text/calendar; charset=utf-8"


async def test_viewer_is_told_where_it_is_and_not_what_to_do(gateway: httpx2.AsyncClient, stage: Stage):
    people = [party(ANN), party(BEN, Relation.VIEWER)]
    await stage.register(file("1", asks(action_link="https://gent.example/plan"), participants=people))
    acts = await seen(gateway, stage, await path_of(stage, "1"))
    looks = await seen(gateway, stage, await path_of(stage, "1", BEN), BEN)
    assert "Stuur uw plan op." in acts and "Doe dit bij" in acts
    assert "Stuur uw plan op." not in looks and "Doe dit bij" not in looks
    assert "We hebben nog informatie van u nodig." in looks


async def test_file_of_another_and_none_are_the_same_answer(gateway: httpx2.AsyncClient, stage: Stage):
    await stage.register(file("1"))
    theirs = await path_of(stage, "1")
    headers = HTML | bearer(stage.citizen(BEN))
    answers = [
        await gateway.get(path, headers=headers) for path in (theirs, f"/me/files/{uuid4()}", "/me/files/x")
    ]
    assert [one.status_code for one in answers] == [404, 404, 404]
    texts = {re.sub(r"\b[0-9a-f]{32}\b", "", _text(one)) for one in answers}
    assert len(texts) == 1 and "Wij vinden deze pagina niet" in texts.pop()


async def test_overview_and_search_know_files(gateway: httpx2.AsyncClient, stage: Stage):
    await stage.register(file("1", asks(), name=nl("Bouwen")), file("2", name=nl("Verbouwen")))
    text = await seen(gateway, stage, "/me")
    assert text.index("Bouwen") < text.index("Verbouwen")
    session = stage.citizen().mark
    found = await gateway.post(
        "/me/search",
        data={"cp_session": session, "words": "VERBOUW gent"},
        headers=HTML | bearer(stage.citizen()),
    )
    assert "Verbouwen" in found.text and ">Bouwen" not in found.text
