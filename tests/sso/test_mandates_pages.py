"""The pages of mandates behind the gateway, and what a mandate does to logins at sites."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa
import time_machine

from profile_core.contract import Block, Citizen, Held, Platform, RoleSource, clock, texts
from profile_core.directory import subjects
from profile_core.directory.tables import application_table
from profile_core.kit.keyring import promoted, rotated
from profile_core.outbound.tables import call_table
from sso import flow
from sso.block import reseal
from sso.mandates import mandate as mandates
from sso.rows import mandates as rows
from tests.sso.at_gateway import HTML, browsers, enter
from tests.sso.conftest import Played, application
from tests.sso.mandated import new_number
from tests.sso.played import ISSUER, Browser, claims_of, redeem
from tests.sso.registered import answered, chooser, chosen, hint, offered

LIST = "/me/mandates"
AMINA, AMINA_NUMBER, LOTTE_NUMBER = "amina-el-idrissi", "94.11.21-000.63", "88021400084"
LOTTE_NAME, AMINA_NAME = "Lotte Vermeulen", "Amina El Idrissi"


def fields(page: httpx2.Response) -> dict[str, str]:
    """Return what the hidden fields of a page's form carry."""
    assert page.status_code in (200, 422), page.text
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


async def post(browser: Browser, path: str, page: httpx2.Response, **said: str) -> httpx2.Response:
    return await browser.ours.post(path, data=fields(page) | said, headers=HTML)


async def show(browser: Browser, path: str = LIST) -> httpx2.Response:
    return await browser.ours.get(path, headers={"accept": "text/html"})


def links(page: httpx2.Response) -> list[str]:
    return re.findall(rf'href="({LIST}/[0-9a-f]{{32}})"', page.text)


async def give(lotte: Browser, **changed: str) -> httpx2.Response:
    """Fill in the form and send it."""
    until = (clock.now() + timedelta(days=30)).date().isoformat()
    typed = {"called": "Amina van hiernaast", "number": AMINA_NUMBER, "until": until} | changed
    return await post(lotte, f"{LIST}/give", await show(lotte, f"{LIST}/give"), **typed)


async def accepted(played: Played) -> Sequence[Browser]:
    """Let Lotte give Amina a mandate, and Amina accept it."""
    lotte, amina = browsers(played)
    await enter(lotte)
    await enter(amina, AMINA)
    assert (await post(lotte, f"{LIST}/give", await give(lotte))).status_code == 303
    [path] = links(await show(amina))
    done = await post(amina, path, await show(amina, path), accept="1")
    assert done.headers["location"] == f"{LIST}?done=accepted"
    return lotte, amina


async def at_gent(played: Played, browser: Browser, page: httpx2.Response) -> dict[str, Any]:
    code = await chosen(browser, page, LOTTE_NAME)
    return (await redeem(played.ours, played.gent, code)).json()


async def userinfo(played: Played, tokens: dict[str, Any]) -> httpx2.Response:
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    return await played.ours.get("/sso/userinfo", headers=bearer)


async def test_form_keeps_what_was_typed_and_says_what_to_mend(played: Played):
    lotte, _ = browsers(played)
    await enter(lotte)
    wrong = {
        "Vul een rijksregisternummer van 11 cijfers in": {"number": "94.11.21-000.64"},
        "Dit is uw eigen nummer": {"number": LOTTE_NUMBER},
        "Testpersonen en echte personen": {"number": new_number().digits},
        "Kies een dag die nog niet voorbij is": {"until": "2020-01-01"},
        "Kies een dag tot en met": {"until": "2199-01-01"},
    }
    for sentence, changed in wrong.items():
        page = await give(lotte, **changed)
        assert page.status_code == 422, sentence
        assert page.text.count(sentence) == 2, "above the form and at the field"
        assert "<title>Fout: " in page.text
        assert all(f'value="{value}"' in page.text for value in (*changed.values(), "Amina van hiernaast"))
    page = await give(lotte, called="", number="", until="")
    assert page.text.count('aria-invalid="true"') == 3


async def test_citizen_is_asked_before_a_mandate_is_given_and_may_change_it(played: Played):
    lotte, amina = browsers(played)
    await enter(lotte)
    page = await give(lotte)
    assert "Wilt u Amina van hiernaast een volmacht geven?" in page.text
    assert AMINA_NUMBER.replace(".", "").replace("-", "") not in page.text
    again = await post(lotte, f"{LIST}/give", page, change="1")
    assert f'value="{AMINA_NUMBER}"' in again.text
    await enter(amina, AMINA)
    forged = await post(
        amina, f"{LIST}/give", await show(amina, f"{LIST}/give"), sealed=fields(page)["sealed"]
    )
    assert forged.headers["location"] == f"{LIST}/give"
    assert links(await show(lotte)) == []
    done = await post(lotte, f"{LIST}/give", page)
    assert done.headers["location"] == f"{LIST}?done=given"
    listed = await show(lotte, done.headers["location"])
    assert "Volmacht aan Amina van hiernaast" in listed.text
    assert AMINA_NAME not in listed.text


async def test_holder_acts_at_a_site_until_the_giver_ends_it(played: Played):
    async with played.platform.store.begin() as tx:
        told = {"backchannel_logout_uri": "http://gent.localhost:8501/logout"}
        await tx.run(sa.update(application_table).where(application_table.c.client_id == "gent").values(told))
    lotte, amina = await accepted(played)
    tokens = await at_gent(played, amina, await chooser(amina))
    identity = (await userinfo(played, tokens)).json()["activeIdentity"]
    assert (identity["onBehalfOf"]["code"], identity["mandateGiver"]["name"]) == ("VOL", LOTTE_NAME)
    [path] = links(await show(lotte))
    sure = await show(lotte, f"{path}/end")
    assert f"{AMINA_NAME} kan dan meteen niet meer voor u handelen" in sure.text
    assert (await userinfo(played, tokens)).status_code == 200
    done = await post(lotte, f"{path}/end", sure)
    assert done.headers["location"] == f"{LIST}?done=ended"
    assert (await userinfo(played, tokens)).status_code == 401
    async with played.platform.store.read() as tx:
        calls = await tx.rows(sa.select(call_table.c.bucket, call_table.c.payload).where(_everywhere()))
    assert [json.loads(call.payload)["sid"] for call in calls] == [claims_of(tokens["id_token"])["sid"]]
    assert (await answered(amina, login_hint=hint("VOL")))["error"] == "access_denied"
    assert "code" in await answered(amina)


def _everywhere() -> sa.ColumnElement[bool]:
    return call_table.c.bucket.in_(range(1024))


async def test_mandate_that_ends_while_its_holder_chooses_gives_no_code(
    played: Played, monkeypatch: pytest.MonkeyPatch
):
    """Between the answer of the source and the code another may end it."""
    lotte, amina = await accepted(played)
    page = await chooser(amina)
    [path] = links(await show(lotte))
    sure = await show(lotte, f"{path}/end")
    finish = flow._finish

    async def meanwhile(turn: Any) -> Any:
        assert (await post(lotte, f"{path}/end", sure)).headers["location"] == f"{LIST}?done=ended"
        return await finish(turn)

    monkeypatch.setattr(flow, "_finish", meanwhile)
    answer = await amina.settled(await amina.choose(page, role=offered(page.text)[LOTTE_NAME]))
    assert "error=access_denied" in answer.headers["location"]


async def test_login_by_a_mandate_ends_with_its_last_day(played: Played):
    with time_machine.travel("2026-11-22T20:00:00Z", tick=False) as traveller:
        lotte, amina = browsers(played)
        await enter(lotte)
        await enter(amina, AMINA)
        assert (await post(lotte, f"{LIST}/give", await give(lotte, until="2026-11-22"))).status_code == 303
        [path] = links(await show(amina))
        await post(amina, path, await show(amina, path), accept="1")
        traveller.move_to("2026-11-22T22:58:00Z")
        tokens = await at_gent(played, amina, await chooser(amina, citizen=AMINA, prompt="login"))
        assert (await userinfo(played, tokens)).status_code == 200
        traveller.move_to("2026-11-22T23:00:30Z")
        assert (await userinfo(played, tokens)).status_code == 401


async def test_who_acts_for_another_manages_no_mandates(played: Played):
    _, amina = await accepted(played)
    page = await amina.go("/sso/login", prompt="select_account")
    page = await amina.ours.get(page.headers["location"])
    await amina.settled(await amina.choose(page, role=offered(page.text)[LOTTE_NAME]))
    for path in (LIST, f"{LIST}/give"):
        refused = await show(amina, path)
        assert (refused.status_code, "Volmachten beheert u voor uzelf" in refused.text) == (403, True)


async def test_mandate_of_others_is_no_mandate(played: Played):
    lotte, _ = await accepted(played)
    [path] = links(await show(lotte))
    stranger, _ = browsers(played)
    await enter(stranger, "mehmet-yildiz")
    blank = await show(stranger, f"{LIST}/give")
    for address in (path, f"{path}/end", f"{LIST}/nonsense"):
        assert (await show(stranger, address)).status_code == 404, address
    for address in (path, f"{path}/end"):
        assert (await post(stranger, address, blank, accept="1")).status_code == 404, address
    unmarked = await lotte.ours.post(f"{path}/end", data={}, headers=HTML)
    assert unmarked.status_code == 400
    assert links(await show(lotte)) == [path]


async def test_answer_that_comes_too_late_says_how_it_stands(played: Played):
    lotte, amina = browsers(played)
    await enter(lotte)
    await enter(amina, AMINA)
    await post(lotte, f"{LIST}/give", await give(lotte))
    [path] = links(await show(amina))
    asked = await show(amina, path)
    await post(lotte, f"{path}/end", await show(lotte, f"{path}/end"))
    late = await post(amina, path, asked, accept="1")
    assert late.headers["location"] == f"{LIST}?done=late"
    listed = await show(amina, late.headers["location"])
    assert "Beëindigd door Lotte Vermeulen" in listed.text


async def test_role_that_two_sources_know_is_offered_once(played: Played):
    await accepted(played)

    async def same(_: Citizen) -> list[Held]:
        whom = subjects.national(LOTTE_NUMBER)
        return [Held(code="VOL", name=LOTTE_NAME, whom=whom, valid_until=date(2199, 1, 1))]

    def sources(_: Platform) -> list[RoleSource]:
        return [RoleSource(name="acme", title=texts(nl="Acme"), roles=same)]

    acme = Block(name="acme", title=texts(nl="Acme"), role_sources=sources)
    platform = replace(played.platform, blocks=(*played.platform.blocks, acme))
    transport = httpx2.ASGITransport(application(platform))
    browser = Browser(httpx2.AsyncClient(transport=transport, base_url=ISSUER))
    page = await chooser(browser, citizen=AMINA)
    assert list(offered(page.text)) == ["Voor mezelf", LOTTE_NAME]
    assert "2199" in page.text
    assert "code" in await answered(browser, login_hint=offered(page.text)[LOTTE_NAME])


async def test_names_are_sealed_anew_under_the_generation_in_front(played: Played):
    await accepted(played)
    keyring = promoted(rotated(played.platform.keyring))
    platform = replace(played.platform, keyring=keyring)
    assert await reseal(platform) >= 1
    assert await reseal(platform) == 0
    async with platform.store.begin() as tx:
        [amina] = await subjects.resolve(tx, keyring, [subjects.national(AMINA_NUMBER)])
        [row] = await rows.held_by(tx, amina.ref, most=10)
    assert row.names[0] == keyring.generations[0].id
    assert mandates.opened(keyring, row.id, row.names).giver == LOTTE_NAME
