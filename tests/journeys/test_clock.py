"""A citizen's clock is ten minutes off, either way: nothing changes for the citizen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from profile_core.kit import clock
from tests.journeys.provider import push
from tests.journeys.steps import header, log_in, toggle, unread
from tests.region import Region, demo

pytestmark = pytest.mark.journey

CITIZENS = {10: "Amina El Idrissi", -10: "Giulia Rossi"}
"""By the minutes that the clock is off: what the first is sent is not the second's."""
TOLD = 5
"""How many notifications the demo's provider sends everybody at its start, and files in which it asks something."""
NEWEST = {10: re.compile("^1[01] minuten geleden$"), -10: re.compile("^nu$")}
"""What a person with such a clock reads of what came just now; never that it is still to come."""
_OFF = """(() => {
  const True = Date;
  globalThis.Date = class extends True {
    constructor(...given) { given.length ? super(...given) : super(True.now() + MINUTES * 60_000); }
    static now() { return True.now() + MINUTES * 60_000; }
  };
})()"""


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run one demo for both; the database does not matter here."""
    with demo(tmp_path_factory.mktemp("region")) as running:
        yield running


@pytest.mark.parametrize("minutes", [10, pytest.param(-10, marks=pytest.mark.matrix)])
def test_citizen_whose_clock_is_off_sees_what_others_see(
    minutes: int, region: Region, browser: BrowserContext
):
    browser.add_init_script(_OFF.replace("MINUTES", str(minutes)))
    citizen = CITIZENS[minutes]
    at_gent, at_aalst = browser.new_page(), browser.new_page()
    at_gent.goto(region.site("gent"))
    assert _minutes_off(at_gent) == minutes
    log_in(at_gent, citizen)
    expect(toggle(at_gent)).to_contain_text(citizen)
    expect(unread(at_gent)).to_have_text(str(TOLD))
    at_aalst.goto(region.site("aalst"))
    at_aalst.get_by_role("link", name="Aanmelden").click()
    expect(unread(at_aalst)).to_have_text(str(TOLD))

    push(region, citizen, title="Uw parkeerkaart is klaar")
    for page in (at_gent, at_aalst):
        expect(unread(page)).to_have_text(str(TOLD + 1))
    toggle(at_gent).click()
    newest = header(at_gent).locator("[part~=item]").first
    expect(newest).to_contain_text("Parkeerkaart")
    expect(newest.locator("time")).to_have_text(NEWEST[minutes])

    header(at_gent).get_by_role("link", name="Afmelden").click()
    for page in (at_gent, at_aalst):
        expect(header(page).get_by_role("link", name="Aanmelden")).to_be_visible(timeout=20_000)


def _minutes_off(page: Page) -> int:
    return round((page.evaluate("() => Date.now()") / 1000 - clock.now().timestamp()) / 60)
