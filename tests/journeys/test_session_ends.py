"""A session that is about to end warns in a browser, with script and without, and notices another citizen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.conftest import KINDS
from tests.journeys.conftest import CHROMIUM, one_region
from tests.journeys.steps import FIRST_WAY
from tests.region import Region

LOTTE, WOUT = "Lotte Vermeulen", "Wout De Backer"
PATIENCE = 60_000.0


@pytest.fixture(scope="module", params=KINDS[:1])
def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run a demo, on one kind of database, whose sessions end soon: the warning comes after fifteen seconds."""
    with one_region(request, tmp_path_factory.mktemp("region"), CITIZEN_PROFILE_SSO_IDLE="135") as running:
        yield running


def enter(page: Page, region: Region, citizen: str) -> None:
    """Log in at our own pages, for oneself where there is a choice."""
    page.goto(f"{region.gateway}/sso/login?prompt=login&return_to=/me/sessions")
    page.get_by_role("link", name=FIRST_WAY).click()
    page.get_by_role("button", name=citizen).click()
    oneself = page.get_by_role("button", name="Voor mezelf")
    expect(oneself.or_(page.get_by_role("heading", name="Uw aanmeldingen"))).to_be_visible()
    if oneself.is_visible():
        oneself.click()
    page.wait_for_url("**/me/sessions*")


def test_citizen_who_is_warned_stays_by_one_key_and_learns_that_another_came(
    region: Region, browser: BrowserContext
):
    page = browser.new_page()
    enter(page, region, LOTTE)
    expect(page.get_by_role("button", name="Aangemeld blijven")).to_be_focused(timeout=PATIENCE)
    with page.expect_response("**/sso/session") as prolonged:
        page.keyboard.press("Enter")
    assert prolonged.value.status == 303
    expect(page.locator("dialog")).not_to_be_visible()
    enter(browser.new_page(), region, WOUT)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("dialog")).to_contain_text("Iemand anders heeft zich aangemeld", timeout=PATIENCE)
    page.get_by_role("button", name="Sluiten").click()
    page.get_by_role("link", name="Hier afmelden").wait_for()


def test_citizen_without_script_is_led_to_the_warning_and_back(region: Region):
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = chromium.new_context(java_script_enabled=False, locale="nl-BE").new_page()
        enter(page, region, LOTTE)
        page.wait_for_url("**/sso/session?return_to=/me/sessions*", timeout=PATIENCE)
        page.get_by_role("button", name="Aangemeld blijven").click()
        page.wait_for_url(f"{region.gateway}/me/sessions", timeout=PATIENCE)
        expect(page.get_by_role("heading", name="Uw aanmeldingen")).to_be_visible()
        chromium.close()
