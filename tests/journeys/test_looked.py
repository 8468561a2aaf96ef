"""J11: a citizen sees who looked at their data, and who acted for their enterprise; with scripts and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import KINDS
from tests.journeys.conftest import one_region
from tests.journeys.steps import choose_role, log_in
from tests.region import Region

pytestmark = pytest.mark.journey

CITIZEN, ENTERPRISE = "Lotte Vermeulen", "Fietsatelier Voorbeeld BV"
MYSELF = "Voor mezelf"


@pytest.fixture(scope="module", params=KINDS[-1:])
def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run the demo on one kind of database: what is asked of it is tested on each."""
    with one_region(request, tmp_path_factory.mktemp("region")) as running:
        yield running


@pytest.mark.parametrize("role", [MYSELF, ENTERPRISE], ids=["self", "enterprise"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_who_looked_is_named_with_when_why_and_the_ground(
    region: Region, browser: BrowserContext, tmp_path: Path, role: str, scripts: bool
):
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, CITIZEN)
    choose_role(page, role)
    page.locator("citizen-profile-header [part~=toggle]").wait_for()
    if not scripts:
        browser.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.goto(f"{region.gateway}/me/looked")
    if page.get_by_role("heading", name="Voor wie").count():
        choose_role(page, role)

    expect(page.get_by_role("heading", name="Wie keek in uw gegevens?")).to_be_visible()
    given = page.locator(".cp-looked > li").filter(has_text="Kreeg gegevens van uw aanmelding").first
    expect(given).to_contain_text("Stad Gent")
    expect(given).to_contain_text("AVG artikel 6")
    _photograph(page, tmp_path / f"looked-{scripts}-{role == MYSELF}")

    before = page.locator(".cp-looked > li").count()
    page.get_by_role("link", name="Alles, ook wat u zelf deed").click()
    expect(page.get_by_role("link", name="Alles, ook wat u zelf deed")).to_have_attribute(
        "aria-current", "page"
    )
    assert page.locator(".cp-looked > li").count() >= before
    page.get_by_role("link", name="Alleen anderen").click()
    expect(page.locator(".cp-looked > li")).to_have_count(before)


def _photograph(page: Page, name: Path) -> None:
    for width, height in ((360, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=f"{name}-{width}.png", full_page=True)
