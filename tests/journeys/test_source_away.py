"""J4: a provider keeps its data and is asked; when it is down the rest is there, and the list says who did not answer."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from tests.journeys.steps import log_in
from tests.region import Region

pytestmark = pytest.mark.journey

CITIZEN = "Amina El Idrissi"
GOOD, SLOW, BROKEN = "Brugge", "Kortrijk", "Oostende"
EACH = {GOOD: 3, SLOW: 2, BROKEN: 2}
"""So many things each source of the demo has for everybody."""
PUSHED = 4
SINCE = re.compile(rf"{BROKEN} antwoordt niet sinds \w+ \d+ \w+, \d\d:\d\d; zonet")
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
_FOUND_AGAIN = 60
"""Seconds until a source that is back must have been found again."""


def test_source_that_is_away_is_named_and_found_again_by_itself(
    region: Region, browser: BrowserContext, tmp_path: Path
):
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, CITIZEN)
    page.locator("citizen-profile-header [part~=toggle]").wait_for()

    _look(page, region)
    expect(_notice(page)).to_contain_text(f"{SLOW} doet er lang over")
    expect(_notice(page)).to_contain_text(SINCE)
    _assert_shows(page, {GOOD})
    _photograph(page, tmp_path / "away")

    _until(lambda: _look(page, region) and _rows(page, SLOW).count() > 0)
    asked = _calls(region, BROKEN)
    for _ in range(5):
        _look(page, region)
        expect(_notice(page)).to_contain_text(SINCE)
        _assert_shows(page, {GOOD, SLOW})
    assert _calls(region, BROKEN) - asked <= 1, "it is not asked at every look"

    _rows(page, GOOD).first.get_by_role("link").click()
    page.locator("h1").wait_for()
    _look(page, region)
    expect(_unread(page, GOOD)).to_have_count(EACH[GOOD] - 1)
    _down(region, GOOD, down=True)
    _down(region, BROKEN, down=False)
    _until(lambda: _look(page, region) and _rows(page, BROKEN).count() > 0)
    _assert_shows(page, {GOOD, SLOW, BROKEN})
    expect(page.locator("main")).not_to_contain_text(f"{BROKEN} antwoordt niet")

    _down(region, GOOD, down=False)
    _until(lambda: _look(page, region) and not _notice(page).count())
    _assert_shows(page, {GOOD, SLOW, BROKEN})
    expect(_unread(page, GOOD)).to_have_count(EACH[GOOD] - 1)
    _photograph(page, tmp_path / "back")


def test_without_script_it_says_the_same(region: Region, browser: BrowserContext):
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, CITIZEN)
    page.locator("citizen-profile-header [part~=toggle]").wait_for()
    browser.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    _down(region, BROKEN, down=True)
    _until(lambda: _look(page, region) and BROKEN in _notice(page).inner_text())
    _assert_shows(page, {GOOD})
    _down(region, BROKEN, down=False)


def _look(page: Page, region: Region) -> bool:
    page.goto(f"{region.gateway}/me/inbox")
    return True


def _notice(page: Page) -> Locator:
    """Say which services do not answer; there is none when all do."""
    return page.locator("main .cp-notice").filter(has_text="antwoord")


def _rows(page: Page, sender: str) -> Locator:
    return page.locator("main .cp-list > li").filter(has_text=re.compile(rf"^\s*{sender}\b"))


def _unread(page: Page, sender: str) -> Locator:
    return _rows(page, sender).filter(has_text="Ongelezen")


def _assert_shows(page: Page, senders: set[str]) -> None:
    """Of each sender all is there, once; what Gent pushed too."""
    for sender in senders:
        expect(_rows(page, sender)).to_have_count(EACH[sender])
    assert _rows(page, "Stad Gent").count() >= PUSHED


def _photograph(page: Page, name: Path) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.screenshot(path=f"{name}-{size['width']}.png", full_page=True)


def _control(region: Region, sender: str) -> str:
    return next(one["control"] for one in region.facts["sources"] if one["name"] == sender)


def _down(region: Region, sender: str, *, down: bool) -> None:
    faults = ["error-500"] if down else []
    httpx2.post(_control(region, sender), json={"faults": faults}).raise_for_status()


def _calls(region: Region, sender: str) -> int:
    """Return how often a source was asked."""
    return sum(httpx2.get(_control(region, sender)).json()["calls"].values())


def _until(so: Callable[[], bool]) -> None:
    """Look again until it is so."""
    until = time.monotonic() + _FOUND_AGAIN
    while not so():
        assert time.monotonic() < until
        time.sleep(1)
