"""What a page shows to one citizen is never done as another, and a form must say to whom it was shown."""

import re

from tests.sso.at_gateway import HTML, browsers, enter, noting
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, WOUT, Browser


async def mark_on(browser: Browser) -> str:
    page = await browser.ours.get("/me/sessions")
    found = re.search(r'name="cp_session" value="([0-9a-f]{32})"', page.text)
    assert found, page.text
    return found[1]


async def test_form_shown_to_one_citizen_is_not_done_as_another(played: Played):
    done: list[str] = []
    browser, _ = browsers(played, noting(done))
    await enter(browser)
    of_lotte = await mark_on(browser)
    await enter(browser, WOUT, prompt="login")
    refused = await browser.ours.post("/me/note", data={"cp_session": of_lotte}, headers=HTML)
    assert (refused.status_code, done) == (409, [])
    assert "Er is niets gedaan" in refused.text
    said = await browser.ours.post("/me/note", data={"cp_session": await mark_on(browser)}, headers=HTML)
    assert (said.text, done) == ("done", ["Wout De Backer"])


async def test_form_without_a_mark_is_refused(played: Played):
    done: list[str] = []
    browser, _ = browsers(played, noting(done))
    await enter(browser)
    for data in ({}, {"cp_session": ""}, {"cp_session": "0" * 32}, {"cp_session": "é"}):
        assert (await browser.ours.post("/me/note", data=data, headers=HTML)).status_code in (400, 409)
    assert done == []


async def test_mark_does_not_give_the_session_away(played: Played):
    browser, _ = browsers(played)
    await enter(browser)
    page = (await browser.ours.get("/me/sessions")).text
    cookie = browser.ours.cookies["__Host-cp-me"]
    sid, _, secret = cookie.partition(".")
    assert secret not in page
    assert sid not in page


async def test_form_of_who_is_logged_out_says_so_and_does_nothing(played: Played):
    done: list[str] = []
    browser, _ = browsers(played, noting(done))
    await enter(browser)
    mark = await mark_on(browser)
    browser.ours.cookies.clear()
    answer = await browser.ours.post("/me/note", data={"cp_session": mark}, headers=HTML)
    assert (answer.status_code, done) == (401, [])
    assert "niet meer aangemeld" in answer.text


async def test_mark_does_not_stand_in_for_the_origin(played: Played):
    done: list[str] = []
    browser, _ = browsers(played, noting(done))
    await enter(browser)
    headers = HTML | {"origin": f"{ISSUER}.evil.example"}
    form = {"cp_session": await mark_on(browser)}
    assert (await browser.ours.post("/me/note", data=form, headers=headers)).status_code == 401
    assert done == []
