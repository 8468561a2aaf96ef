"""J1 in more roles than one: a citizen, an enterprise and a child, each where the citizen chose it."""

import base64
import json
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import KINDS
from tests.journeys.conftest import one_region
from tests.journeys.steps import SECOND_WAY, acting, choose_role, log_in, toggle, unread, who
from tests.region import Region

pytestmark = pytest.mark.journey

CITIZEN = "Lotte Vermeulen"
ENTERPRISE = "Fietsatelier Voorbeeld BV"
CHILD = "Fien Vermeulen"
ONE_ROLE = "Amina El Idrissi"


@pytest.fixture(scope="module", params=KINDS[-1:])
def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run the demo on one kind of database: the main job is done on each."""
    with one_region(request, tmp_path_factory.mktemp("region")) as running:
        yield running


def test_two_sites_hold_different_roles_and_one_logout_ends_both(region: Region, browser: BrowserContext):
    at_gent, at_aalst = browser.new_page(), browser.new_page()
    at_gent.goto(f"{region.site('gent')}/dienst/kinderopvang")
    log_in(at_gent, CITIZEN, way=SECOND_WAY)
    choose_role(at_gent, CHILD)
    expect(acting(at_gent)).to_contain_text(f"U handelt voor {CHILD}")
    expect(unread(at_gent)).to_have_text("1")

    at_aalst.goto(region.site("aalst"))
    at_aalst.get_by_role("link", name="Aanmelden").click()
    choose_role(at_aalst, ENTERPRISE)
    expect(acting(at_aalst)).to_contain_text(f"U handelt voor {ENTERPRISE}")

    at_gent.reload()
    expect(acting(at_gent)).to_contain_text(f"U handelt voor {CHILD}")
    expect(who(at_gent)).to_contain_text(CHILD)
    acting(at_gent).get_by_role("link", name="Van rol veranderen").click()
    choose_role(at_gent, "Voor mezelf")
    expect(acting(at_gent)).to_contain_text(f"U handelt in eigen naam: {CITIZEN}")
    at_aalst.reload()
    expect(acting(at_aalst)).to_contain_text(f"U handelt voor {ENTERPRISE}")
    expect(who(at_aalst)).to_contain_text(ENTERPRISE)

    toggle(at_aalst).click()
    at_aalst.get_by_role("link", name="Afmelden").click()
    expect(at_aalst.get_by_role("link", name="Aanmelden")).to_be_visible()
    expect(acting(at_aalst)).to_have_count(0)
    expect(at_gent.get_by_role("link", name="Aanmelden")).to_be_visible(timeout=20_000)
    at_gent.reload()
    expect(acting(at_gent)).to_have_count(0)


def test_role_by_its_address_is_given_and_one_that_is_not_held_is_refused(
    region: Region, browser: BrowserContext
):
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, CITIZEN)
    choose_role(page, "Voor mezelf")
    acting(page).get_by_role("link", name=f"Handelen voor {ENTERPRISE}").click()
    expect(acting(page)).to_contain_text(f"U handelt voor {ENTERPRISE}")

    page.goto(f"{region.site('gent')}/login?role={_hint('EA', '0999990222')}")
    expect(page.get_by_text("Er is niets veranderd")).to_be_visible()
    expect(acting(page)).to_contain_text(f"U handelt voor {ENTERPRISE}")


def test_logout_reaches_a_site_that_nobody_looks_at(region: Region, browser: BrowserContext):
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, ONE_ROLE)
    expect(acting(page)).to_contain_text(ONE_ROLE)
    page.goto(region.site("aalst"))
    page.get_by_role("link", name="Aanmelden").click()
    expect(acting(page)).to_contain_text(ONE_ROLE)
    toggle(page).click()
    page.get_by_role("link", name="Afmelden").click()
    expect(acting(page)).to_have_count(0)
    page.route("**/header/**", lambda route: route.abort())
    assert not _still_acts(page, region.site("gent"))


def _still_acts(page: Page, site: str) -> bool:
    """Tell whether a site goes on with somebody; the page comes without the header, which would notice by itself."""
    for _ in range(80):
        page.goto(site)
        if acting(page).count() == 0:
            return False
        time.sleep(0.25)
    return True


def _hint(code: str, number: str) -> str:
    """Ask for an enterprise that somebody else has."""
    return quote(base64.b64encode(json.dumps({"cap_hint": code, "code_hint": number}).encode()).decode())
