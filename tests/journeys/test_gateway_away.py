"""The gateway is stopped, hangs or answers garbage: municipal sites stay usable and say so, and all comes back.

But for the first test the browser has seen both sites before, so that the header's script comes out of its cache.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.away import Server
from tests.journeys.steps import acting, header, log_in, toggle, unread, who
from tests.region import Region, demo

pytestmark = pytest.mark.journey

CITIZEN = "Amina El Idrissi"
TOLD = "5"
"""How many notifications the demo's provider sends everybody at its start, and files in which it asks something."""
SITES = ("gent", "aalst")
WAYS = (
    "stopped",
    pytest.param("hanging", marks=pytest.mark.matrix),
    pytest.param("talking_garbage", marks=pytest.mark.matrix),
)
NOTICED_WITHIN = 20_000
BACK_WITHIN = 90_000
"""Milliseconds; the header asks later and later."""


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run one demo for all; the database does not matter here."""
    with demo(tmp_path_factory.mktemp("region")) as running:
        yield running


@pytest.fixture(scope="module")
def gateway(region: Region) -> Iterator[Server]:
    taken = Server(region, region.gateway, "serve")
    yield taken
    taken.end()


@pytest.mark.parametrize("how", WAYS)
def test_who_comes_for_the_first_time_waits_for_us_in_nothing(
    how: str, region: Region, gateway: Server, browser: BrowserContext
):
    """Nothing of ours is in the cache of a new profile: what hangs is the header's script, and it alone."""
    page = browser.new_page()
    with gateway.away(how):
        for site in SITES:
            page.goto(region.site(site), wait_until="domcontentloaded")
            links = page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link")
            name = links.first.inner_text()
            links.first.click(no_wait_after=True)
            expect(page.get_by_role("heading", level=1)).to_have_text(name)
            expect(header(page).get_by_role("link", name="Aanmelden")).to_be_visible()


@pytest.mark.parametrize("how", WAYS)
def test_before_anybody_logged_in_pages_are_whole_and_logging_in_says_why_not(
    how: str, region: Region, gateway: Server, browser: BrowserContext
):
    page = browser.new_page()
    for site in SITES:
        page.goto(region.site(site))
        expect(header(page).locator("[part~=login]")).to_be_visible()
    with gateway.away(how):
        for site in SITES:
            page.goto(region.site(site))
            _assert_usable(page)
            header(page).get_by_role("link", name="Aanmelden").click()
            expect(page.get_by_text("U kunt nu niet aanmelden.")).to_be_visible(timeout=NOTICED_WITHIN)
            assert page.url.startswith(region.site(site))
            _assert_usable(page)
    log_in(page, CITIZEN)
    expect(unread(page)).to_have_text(TOLD)


@pytest.mark.parametrize("how", WAYS)
def test_who_is_logged_in_reads_that_we_are_away_and_finds_all_back(
    how: str, region: Region, gateway: Server, browser: BrowserContext
):
    loaded_anew, stays_open = browser.new_page(), browser.new_page()
    loaded_anew.goto(region.site("gent"))
    log_in(loaded_anew, CITIZEN)
    stays_open.goto(region.site("aalst"))
    stays_open.get_by_role("link", name="Aanmelden").click()
    for page in (loaded_anew, stays_open):
        expect(unread(page)).to_have_text(TOLD)
    with gateway.away(how):
        _assert_usable(loaded_anew)
        expect(header(loaded_anew)).to_contain_text(
            "Mijn Profiel is nu niet bereikbaar.", timeout=NOTICED_WITHIN
        )
        expect(header(loaded_anew).get_by_role("button", name="Opnieuw proberen")).to_be_visible()
        expect(acting(loaded_anew)).to_contain_text(CITIZEN)
        stays_open.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        expect(who(stays_open)).to_contain_text("Niet bijgewerkt", timeout=NOTICED_WITHIN)
        expect(toggle(stays_open)).to_contain_text(CITIZEN)
        expect(unread(stays_open)).to_have_text(TOLD)
        toggle(stays_open).click()
        expect(header(stays_open)).to_contain_text("Wat u hier ziet, is van")
        _assert_usable(stays_open)
    for page in (loaded_anew, stays_open):
        expect(unread(page)).to_have_text(TOLD, timeout=BACK_WITHIN)
        expect(who(page)).to_contain_text("In eigen naam")


def _assert_usable(page: Page) -> None:
    """The site's own links lead on to pages that can be read, and there is a way to log in."""
    links = page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link")
    for link in (links.first, links.last):
        name = link.inner_text()
        link.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(header(page).get_by_role("link", name="Aanmelden")).to_be_visible()
