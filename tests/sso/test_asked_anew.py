"""Whose login was ended or fell out of use is not logged in again by what the identity provider remembers."""

import httpx2
import pytest
import time_machine

from profile_core.kit import clock
from tests.sso.at_gateway import HTML, browsers, enter
from tests.sso.conftest import Played
from tests.sso.played import Browser, asked, fields_of
from tests.sso.tabs import LOGIN, ME, SSO, held, hold, lost
from tests.sso.test_sessions_page import PAGE, form_on, post

IDLE = 31 * 60
TWO_DAYS = 2 * 86_400


def is_anew(answer: httpx2.Response) -> bool:
    said = fields_of(answer.headers["location"])
    assert "127.0.0.1" in answer.headers["location"]
    return (said.get("prompt"), said.get("max_age")) == ("login", "0")


async def asks(browser: Browser) -> list[bool]:
    """Tell of our pages and of a site whether they send the citizen to log in anew."""
    answers = [await browser.go("/sso/login"), await browser.go("/sso/authorize", **asked())]
    return [is_anew(answer) for answer in answers]


async def test_login_that_was_ended_on_another_device_does_not_come_back_without_a_question(played: Played):
    phone, desk = browsers(played)
    await enter(phone)
    await enter(desk)
    assert await post(desk, await form_on(desk, "end")) == 303
    assert await asks(phone) == [True, True]
    there = await phone.go("/sso/authorize", **asked())
    assert "code" in fields_of((await phone.back(await phone.through(there))).headers["location"])
    phone.ours.cookies.delete(SSO)
    assert await asks(phone) == [False, False]


@pytest.mark.parametrize("left", [{LOGIN}, {SSO}, {ME}], ids=["browser", "session", "pages"])
async def test_one_cookie_that_is_left_is_enough(played: Played, left: set[str]):
    phone, desk = browsers(played)
    await enter(phone)
    await enter(desk)
    await post(desk, await form_on(desk, "end"))
    hold(phone, {name: value for name, value in held(phone).items() if name in left})
    assert await asks(phone) == [True, True]


@pytest.mark.parametrize("later", [IDLE, TWO_DAYS], ids=["out of use", "long over"])
async def test_after_disuse_whoever_sits_there_must_show_who_they_are(played: Played, later: int):
    browser, _ = browsers(played)
    await enter(browser)
    with time_machine.travel(clock.ahead(later), tick=False):
        assert await asks(browser) == [True, True]
        assert (await browser.ours.get(PAGE, headers=HTML)).status_code == 303


async def test_browser_where_nobody_was_is_asked_no_more_than_the_site_asks(played: Played):
    assert await asks(played.browser) == [False, False]


async def test_login_whose_answer_was_lost_is_no_login_that_ended(played: Played):
    await lost(played.browser, "lotte-vermeulen")
    assert await asks(played.browser) == [False, False]
