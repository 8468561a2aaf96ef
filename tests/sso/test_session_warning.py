"""The session of our pages warns before it ends, can be prolonged, and says when it is over; without script."""

import re
from collections.abc import Sequence
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from profile_core.contract import Acting, Block, HeaderPart, Tx, UnavailableError, clock, texts
from tests.sso.at_gateway import HTML, browsers, enter
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, WOUT, Browser

WARNING = "/sso/session?return_to=/me/sessions"
EXTEND = "/sso/session"


async def marked(browser: Browser) -> dict[str, str]:
    said = (await browser.ours.get("/sso/session/status")).json()
    return {"cp_session": said["mark"], "return_to": "/me/sessions"}


async def test_page_leads_to_the_warning_two_minutes_before_the_end(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    page = (await browser.ours.get("/me/sessions?lang=fr")).text
    found = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+); url=([^"]*)">', page)
    assert found
    assert 1600 < int(found[1]) <= 1680
    assert unescape(found[2]) == "/sso/session?return_to=/me/sessions%3Flang%3Dfr&lang=fr"
    with time_machine.travel(clock.ahead(int(found[1])), tick=False):
        warning = await browser.ours.get(unescape(found[2]))
        assert "Rester connecté" in warning.text


async def test_asking_how_long_is_left_prolongs_nothing(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    start = clock.now()
    for minutes in (10, 20, 29):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            said = (await browser.ours.get("/sso/session/status")).json()
            assert 0 < said["left"] <= (30 - minutes) * 60
            await browser.ours.get(WARNING)
    with time_machine.travel(start + timedelta(minutes=31), tick=False):
        said = (await browser.ours.get("/sso/session/status")).json()
        assert said == {"mark": "", "left": 0, "last": False, "unread": None}


async def test_citizen_who_is_warned_can_stay(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    with time_machine.travel(clock.ahead(29 * 60), tick=False):
        page = await browser.ours.get(WARNING)
        assert "Aangemeld blijven" in page.text
        form = {
            name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text)
        }
        back = await browser.ours.post(EXTEND, data=form, headers=HTML)
        assert back.headers["location"] == "/me/sessions"
    with time_machine.travel(clock.ahead(58 * 60), tick=False):
        assert (await browser.ours.get("/sso/session/status")).json()["left"] > 0


async def test_warning_before_its_time_leads_back(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    answer = await browser.ours.get(WARNING)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me/sessions")


async def test_session_that_is_over_says_so_and_leads_back_through_the_login(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    form = await marked(browser)
    with time_machine.travel(clock.ahead(31 * 60), tick=False):
        for page in (
            await browser.ours.get(WARNING),
            await browser.ours.post(EXTEND, data=form, headers=HTML),
        ):
            assert "U bent afgemeld" in page.text
            assert "/sso/login?return_to=%2Fme%2Fsessions" in page.text


async def test_absolute_end_is_moved_by_a_login_only(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    start = clock.now()
    for minutes in range(20, 720, 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            await browser.ours.get("/me/sessions")
    with time_machine.travel(start + timedelta(minutes=719), tick=False):
        said = (await browser.ours.get("/sso/session/status")).json()
        assert said["last"]
        page = (await browser.ours.get(WARNING)).text
        assert "Opnieuw aanmelden" in page
        assert "Aangemeld blijven" not in page
        assert "prompt=login" in page
        await browser.ours.post(EXTEND, data=await marked(browser), headers=HTML)
        assert (await browser.ours.get("/sso/session/status")).json()["left"] <= 60


async def test_status_counts_what_is_unread_and_is_there_without(played: Played):
    counts: list[int | None] = [2, 1]

    def counting(name: str, at: int) -> Block:
        async def unread(tx: Tx, actings: Sequence[Acting]) -> Sequence[int]:
            count = counts[at]
            if count is None:
                raise UnavailableError("fails", "It fails.")
            return [count for _ in actings]

        part = HeaderPart(label=texts(nl=name), path=f"/{name}", unread=unread)
        return Block(name=name, title=texts(nl=name), header=part)

    browser, _ = browsers(played, counting("letters", 0), counting("files", 1))
    await enter(browser)
    said = (await browser.ours.get("/sso/session/status")).json()
    assert said["unread"] == 3
    counts[1] = None
    without = (await browser.ours.get("/sso/session/status")).json()
    assert without["unread"] is None
    assert without["mark"] == said["mark"]


async def test_status_tells_a_page_that_its_citizen_is_gone(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    before = (await browser.ours.get("/sso/session/status")).json()["mark"]
    await enter(browser, WOUT, prompt="login")
    after = (await browser.ours.get("/sso/session/status")).json()["mark"]
    assert after
    assert after != before


async def test_warning_leads_to_no_other_website(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    form = await marked(browser)
    for text in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = await browser.ours.get("/sso/session", params={"return_to": text})
        assert answer.headers["location"] == "/me"
        answer = await browser.ours.post(EXTEND, data=form | {"return_to": text}, headers=HTML)
        assert answer.headers["location"] == "/me"


async def test_session_is_prolonged_by_our_own_pages_only(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    form = await marked(browser)
    with time_machine.travel(clock.ahead(29 * 60), tick=False):
        for origin in ("https://evil.example", "null", f"{ISSUER}.evil.example"):
            answer = await browser.ours.post(EXTEND, data=form, headers=HTML | {"origin": origin})
            assert "location" not in answer.headers
        assert (await browser.ours.get("/sso/session/status")).json()["left"] <= 60


async def test_citizen_who_stays_has_the_whole_time_again_however_short_it_is(
    played: Played, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CITIZEN_PROFILE_SSO_IDLE", "135")
    browser, _ = browsers(played)
    await enter(browser)
    form = await marked(browser)
    with time_machine.travel(clock.ahead(16), tick=False):
        assert (await browser.ours.get("/sso/session/status")).json()["left"] < 120
        await browser.ours.post(EXTEND, data=form, headers=HTML)
        assert (await browser.ours.get("/sso/session/status")).json()["left"] == 135
