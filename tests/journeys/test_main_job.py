"""J1 and J3 as citizens and a provider live them: log in once, be told, read, be out everywhere."""

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.journeys.provider import push
from tests.journeys.steps import header, log_in, toggle, unread
from tests.region import Region

pytestmark = pytest.mark.journey

CITIZEN = "Amina El Idrissi"
TOLD = 5
"""How many notifications the demo's provider sends everybody at its start, and files in which it asks something."""
WITHIN = 5_000
"""Milliseconds from the push to the count on the page."""


def test_a_citizen_is_told_reads_and_is_out_everywhere(region: Region, browser: BrowserContext):
    asked = _record(browser)
    at_gent = browser.new_page()
    at_gent.goto(region.site("gent"))

    log_in(at_gent, CITIZEN)
    expect(toggle(at_gent)).to_contain_text(CITIZEN)
    expect(unread(at_gent)).to_have_text(str(TOLD))

    push(region, CITIZEN, title="Uw parkeerkaart is klaar")
    expect(unread(at_gent)).to_have_text(str(TOLD + 1), timeout=WITHIN)

    _open_newest(at_gent, region)
    expect(at_gent.get_by_role("heading", level=1)).to_contain_text("Uw parkeerkaart is klaar")
    at_gent.goto(region.site("gent"))
    expect(unread(at_gent)).to_have_text(str(TOLD))

    at_aalst = browser.new_page()
    at_aalst.goto(region.site("aalst"))
    at_aalst.get_by_role("link", name="Aanmelden").click()
    expect(toggle(at_aalst)).to_contain_text(CITIZEN)

    toggle(at_aalst).click()
    at_aalst.get_by_role("link", name="Afmelden").click()
    at_aalst.wait_for_url(f"{region.site('aalst')}/**")
    expect(at_aalst.get_by_role("link", name="Aanmelden")).to_be_visible()
    at_gent.bring_to_front()
    expect(at_gent.get_by_role("link", name="Aanmelden")).to_be_visible(timeout=20_000)

    _assert_no_cookie_crossed_sites(asked)


def _open_newest(page: Page, region: Region) -> None:
    toggle(page).click()
    newest = header(page).locator("[part~=item]").first
    expect(newest).to_contain_text("Parkeerkaart")
    newest.click()
    page.wait_for_url(f"{region.gateway}/me/item/*")


def _record(browser: BrowserContext) -> list[Request]:
    asked: list[Request] = []
    browser.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (Playwright marks what it is given)
    return asked


def _assert_no_cookie_crossed_sites(asked: list[Request]) -> None:
    """A page may speak to another site, but never with a cookie; only the citizen's own steps carry one."""
    sent = [(request.url, request.all_headers()) for request in asked]
    crossing = [
        (url, headers)
        for url, headers in sent
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"
    ]
    assert any("cookie" in headers for _, headers in sent), "the citizen's own steps carry cookies"
    assert any(url.endswith("/graphql") for url, _ in crossing)
    assert not [url for url, headers in crossing if "cookie" in headers]
