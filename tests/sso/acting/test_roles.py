"""Roles: asked of every register, chosen by the citizen or by name, held by the client session alone."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest
import time_machine

from profile_core.contract import Block, Citizen, Held, Platform, RoleSource, clock, texts
from profile_core.directory import subjects
from sso.roles import gather
from tests.sso.conftest import Played, application
from tests.sso.played import BACK, ISSUER, Browser, Client, claims_of, redeem
from tests.sso.registered import (
    AALST,
    Registers,
    answered,
    chooser,
    chosen,
    hint,
    offered,
    said,
)

SELF, BIKES, CHILD = "Voor mezelf", "Fietsatelier Voorbeeld BV", "Fien Vermeulen"
AMINA = "amina-el-idrissi"


async def userinfo(played: Played, client: Client, code: str, back: str = BACK) -> dict[str, Any]:
    answer = (await redeem(played.ours, client, code, redirect_uri=back)).json()
    told = await ask(played, answer["access_token"])
    return told | {"sid": claims_of(answer["id_token"])["sid"], "token": answer["access_token"]}


async def ask(played: Played, token: str) -> dict[str, Any]:
    bearer = {"authorization": f"Bearer {token}"}
    return (await played.ours.get("/sso/userinfo", headers=bearer)).json()


def active(told: dict[str, Any]) -> tuple[str, str]:
    whom = told["activeIdentity"]["onBehalfOf"]
    return whom["code"], whom["name"]


async def test_citizen_with_three_roles_chooses_and_the_site_is_told(roles: Played):
    page = await chooser(roles.browser)
    assert list(offered(page.text)) == [SELF, BIKES, CHILD]
    for words in (
        "U meldt zich aan bij Stad Gent",
        "Onderneming 0999.990.123",
        "Als ouder of voogd",
        "9 mei 2034",
    ):
        assert words in page.text
    told = await userinfo(roles, roles.gent, await chosen(roles.browser, page, BIKES))
    assert active(told) == ("EA", BIKES)
    assert told["activeIdentity"]["onBehalfOf"]["identifier"] == "0999990123"
    held = [identity["onBehalfOf"]["code"] for identity in told["identities"]]
    assert held == ["BUR", "EA", "VOG"]
    assert [identity["loginHint"] for identity in told["identities"]] == list(offered(page.text).values())


async def test_role_chosen_for_one_site_is_not_the_next_site_s(roles: Played):
    """Keycloak 26 leaks the first chosen organisation into the next client (#35935, #35830)."""
    gent = await userinfo(roles, roles.gent, await chosen(roles.browser, await chooser(roles.browser), BIKES))
    page = await chooser(roles.browser, **AALST)
    assert list(offered(page.text)) == [SELF, BIKES, CHILD]
    code = await chosen(roles.browser, page, CHILD)
    aalst = await userinfo(roles, roles.aalst, code, AALST["redirect_uri"])
    assert (active(gent), active(aalst)) == (("EA", BIKES), ("VOG", CHILD))
    assert gent["sid"] != aalst["sid"]
    assert active(await ask(roles, gent["token"])) == ("EA", BIKES)


async def test_switch_is_a_new_authorization_with_a_new_sid(roles: Played):
    page = await chooser(roles.browser)
    first = await userinfo(roles, roles.gent, await chosen(roles.browser, page, BIKES))
    again = await chooser(roles.browser, prompt="select_account")
    second = await userinfo(roles, roles.gent, await chosen(roles.browser, again, SELF))
    third = await answered(roles.browser, login_hint=offered(page.text)[CHILD])
    told = [first, second, await userinfo(roles, roles.gent, third["code"])]
    assert [active(one)[0] for one in told] == ["EA", "BUR", "VOG"]
    assert [active(await ask(roles, one["token"]))[0] for one in told] == ["EA", "BUR", "VOG"]
    assert len({one["sid"] for one in told}) == 3


async def test_role_asked_for_by_name_is_that_one_or_an_error(roles: Played):
    await chooser(roles.browser)
    for wish in (hint("BUR"), hint("EA"), hint("EA", "0999990123"), hint("VOG")):
        told = await userinfo(roles, roles.gent, (await answered(roles.browser, login_hint=wish))["code"])
        assert active(told)[0] == said(wish)["cap_hint"]
    for wish in (hint("EA", "0999990222"), hint("VOL"), hint("VOG", "somebody"), hint("ADMIN")):
        refused = await answered(roles.browser, login_hint=wish)
        assert (refused["error"], refused["iss"]) == ("access_denied", ISSUER), said(wish)
    assert offered((await chooser(roles.browser, login_hint="somebody@example.org")).text)


async def test_two_providers_are_given_different_names_of_the_same_person(roles: Played):
    gent = offered((await chooser(roles.browser)).text)
    aalst = offered((await chooser(roles.browser, **AALST)).text)
    assert said(gent[BIKES]) == said(aalst[BIKES])
    assert said(gent[CHILD])["code_hint"] != said(aalst[CHILD])["code_hint"]
    refused = await answered(roles.browser, **AALST, login_hint=gent[CHILD])
    assert refused["error"] == "access_denied"


async def test_silent_request_is_told_that_a_choice_is_needed(roles: Played):
    await chooser(roles.browser)
    assert (await answered(roles.browser, prompt="none"))["error"] == "account_selection_required"
    assert "code" in await answered(roles.browser, prompt="none", login_hint=hint("EA"))


async def test_only_role_is_not_asked_for_unless_the_site_wants_it(roles: Played):
    assert "code=" in (await roles.browser.log_in(AMINA)).headers["location"]
    page = await chooser(roles.browser, prompt="select_account")
    assert list(offered(page.text)) == [SELF]


async def test_citizen_may_stop_or_come_back_as_somebody_else(roles: Played):
    page = await chooser(roles.browser)
    again = await roles.browser.go(page.text.partition("?again=1")[0].rpartition('"')[2] + "?again=1")
    assert "prompt=login" in again.headers["location"]
    back = await roles.browser.back(await roles.browser.through(again, AMINA))
    assert active(await userinfo(roles, roles.gent, _code(back))) == ("BUR", "Amina El Idrissi")
    page = await chooser(roles.browser, prompt="login")
    stopped = await roles.browser.choose(page, cancel="1")
    assert "error=access_denied" in stopped.headers["location"]


def _code(answer: httpx2.Response) -> str:
    return answer.headers["location"].partition("code=")[2].partition("&")[0]


async def test_register_that_is_away_takes_nothing_from_the_others(
    roles: Played, region: Registers, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gather, "DEADLINE", 0.5)
    await chooser(roles.browser)
    for fault in ("error", "garbage", "slow"):
        region.mandates.fault = fault
        page = await chooser(roles.browser)
        assert list(offered(page.text)) == [SELF, BIKES], fault
        assert "Antwoordt nu niet: mandates" in page.text
        assert (await answered(roles.browser, login_hint=hint("VOG")))["error"] == "temporarily_unavailable"
        assert "code" in await answered(roles.browser, login_hint=hint("EA"))
    region.mandates.fault = "none"
    with time_machine.travel(clock.ahead(31), tick=False):
        assert list(offered((await chooser(roles.browser)).text)) == [SELF, BIKES, CHILD]


async def test_role_that_cannot_be_checked_is_a_page_to_try_again_from(roles: Played, region: Registers):
    browser = roles.browser
    answer = await browser.go("/sso/login")
    page = await browser.back(await browser.through(answer))
    region.mandates.fault = "error"
    answer = await browser.choose(page, role=offered(page.text)[CHILD])
    away = await browser.settled(answer)
    assert (away.status_code, away.headers["retry-after"]) == (503, "60")
    assert "Wij konden uw rol nu niet nagaan" in away.text
    region.mandates.fault = "none"
    assert (await browser.ours.get(answer.headers["location"])).headers["location"] == "/me"


async def test_test_client_is_shown_synthetic_subjects_only(played: Played, region: Registers):
    await region.begin(played.ours)
    assert list(offered((await chooser(played.browser)).text)) == [SELF, CHILD]
    assert (await answered(played.browser, login_hint=hint("EA")))["error"] == "access_denied"


async def test_block_of_a_stranger_brings_roles(roles: Played):
    async def of_association(citizen: Citizen) -> list[Held]:
        return [Held(code="VER", name="Kring Voorbeeld", whom=subjects.enterprise("0999990222"))]

    def sources(_: Platform) -> list[RoleSource]:
        return [RoleSource(name="acme", title=texts(nl="Verenigingen"), roles=of_association)]

    acme = Block(name="acme", title=texts(nl="Acme"), role_sources=sources)
    platform = replace(roles.platform, blocks=(*roles.platform.blocks, acme))
    transport = httpx2.ASGITransport(application(platform))
    browser = Browser(httpx2.AsyncClient(transport=transport, base_url=ISSUER))
    page = await chooser(browser)
    assert list(offered(page.text)) == [SELF, BIKES, CHILD, "Kring Voorbeeld"]
    told = await userinfo(roles, roles.gent, await chosen(browser, page, "Kring Voorbeeld"))
    assert active(told) == ("VER", "Kring Voorbeeld")


async def test_neither_address_nor_log_names_anybody(
    roles: Played, region: Registers, capfd: pytest.CaptureFixture[str]
):
    addresses: list[str] = []

    async def note(answer: httpx2.Response) -> None:
        addresses.extend([str(answer.request.url), answer.headers.get("location", "")])

    roles.browser.ours.event_hooks["response"] = [note]
    await chosen(roles.browser, await chooser(roles.browser), CHILD)
    region.enterprises.fault = "garbage"
    await chooser(roles.browser)
    written = "".join(capfd.readouterr())
    assert "source of roles away" in written
    for secret in ("88021400084", "16051000003", "Vermeulen", "Fien", "Lotte", "Fietsatelier"):
        assert not any(secret in address for address in addresses)
        assert secret not in written
