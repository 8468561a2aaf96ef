"""What the citizen sees in each state."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_region import Region

pytestmark = pytest.mark.matrix

HEADER = "citizen-profile-header"
STATUS = f"{HEADER} [part=status]:visible"


@pytest.mark.smoke
def test_citizen_sees_name_role_and_unread_count(page: Page, region: Region):
    page.goto(region.site)
    toggle = page.get_by_role("button", name="Marieke Van den Broeck")
    expect(toggle).to_have_accessible_name(re.compile("In eigen naam.*2 ongelezen berichten"))
    expect(page.locator(".badge")).to_have_text("2")


@pytest.mark.smoke
def test_without_a_session_on_the_site_there_is_a_way_to_log_in(page: Page, region: Region):
    region.logged_in = False
    page.goto(region.site)
    login = page.get_by_role("link", name="Aanmelden")
    expect(login).to_have_attribute("href", f"{region.site}/login")
    login.click()
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()


def test_panel_names_sender_first_says_dates_in_words_and_leads_to_the_gateway(page: Page, region: Region):
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    first = page.get_by_role("link", name=re.compile("Stad Gent.*4 minuten geleden.*Herinnering"))
    expect(first).to_have_attribute("href", f"{region.gateway}/me/item/item-1")
    expect(page.get_by_role("link", name="3 dagen geleden")).to_be_visible()
    expect(page.get_by_role("link", name="Berichten 2 ongelezen")).to_have_attribute(
        "href", f"{region.gateway}/me"
    )
    expect(page.get_by_role("link", name="Parkeren")).to_have_attribute("href", f"{region.gateway}/parking")
    expect(page.get_by_role("link", name="Naar Mijn Profiel")).to_be_visible()
    page.get_by_role("link", name="Afmelden").click()
    expect(page.get_by_role("link", name="Aanmelden")).to_be_visible()


def test_empty_panel_says_what_will_come(page: Page, region: Region):
    region.summary["entries"][0]["count"] = 0
    region.summary |= {"items": [], "unreadCount": 0}
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    expect(page.get_by_text("U hebt geen berichten.")).to_be_visible()
    expect(page.locator(".badge")).to_be_hidden()


def test_more_than_99_is_99_plus(page: Page, region: Region):
    region.summary["unreadCount"] = 100
    page.goto(region.site)
    expect(page.locator(".badge")).to_have_text("99+")


def test_an_entry_never_leads_away_from_the_gateway(page: Page, region: Region):
    region.summary["entries"] = [
        {"block": "evil", "label": "Elders", "path": "//evil.example/x", "count": 0},
        {"block": "evil", "label": "Script", "path": "javascript:alert(1)", "count": 0},
    ]
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    for label in ("Elders", "Script"):
        expect(page.get_by_role("link", name=label)).to_have_attribute("href", f"{region.gateway}/me")


@pytest.mark.smoke
def test_text_from_the_gateway_is_text_and_never_markup(page: Page, region: Region):
    region.summary["name"] = "<img src=x onerror=alert(1)>"
    page.goto(region.site)
    expect(page.locator(f"{HEADER} b")).to_have_text("<img src=x onerror=alert(1)>")
    assert page.locator(f"{HEADER} img").count() == 0


def test_a_slow_gateway_is_named_after_three_seconds_with_links(page: Page, region: Region):
    region.answers = "hang"
    page.goto(region.site)
    expect(page.locator(STATUS)).to_contain_text("Het laden duurt lang.")
    expect(page.get_by_role("link", name="Aanmelden")).to_be_visible()


@pytest.mark.smoke
def test_a_gateway_that_is_down_leaves_links_and_comes_back_by_itself(page: Page, region: Region):
    region.answers = "503"
    page.goto(region.site)
    expect(page.locator(STATUS)).to_contain_text("Mijn Profiel is nu niet bereikbaar.")
    expect(page.get_by_role("link", name="Aanmelden")).to_be_visible()
    region.answers = "well"
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()


def test_garbage_from_a_proxy_is_the_same_as_down(page: Page, region: Region):
    region.answers = "garbage"
    page.goto(region.site)
    expect(page.locator(STATUS)).to_contain_text("Mijn Profiel is nu niet bereikbaar.")


def test_when_down_the_last_known_count_stays_with_a_clear_word(page: Page, region: Region):
    page.goto(region.site)
    toggle = page.get_by_role("button", name="Marieke")
    toggle.click()
    region.answers = "503"
    page.evaluate("document.querySelector('citizen-profile-header').refresh()")
    expect(page.locator(STATUS)).to_contain_text(
        "Mijn Profiel is nu niet bereikbaar. Wat u hier ziet, is van"
    )
    expect(toggle).to_contain_text("Niet bijgewerkt")
    expect(page.locator(".badge")).to_have_text("2")
    region.answers = "well"
    page.get_by_role("button", name="Opnieuw proberen").click()
    expect(toggle).to_contain_text("In eigen naam")
    expect(toggle).to_be_focused()


def test_offline_is_named_and_passes(page: Page, region: Region):
    page.goto(region.site)
    toggle = page.get_by_role("button", name="Marieke")
    toggle.click()
    page.context.set_offline(True)
    expect(page.locator(STATUS)).to_contain_text("Geen internetverbinding.")
    page.context.set_offline(False)
    expect(page.locator(STATUS)).to_have_count(0)


def test_page_is_readable_without_the_script(page: Page, region: Region):
    page.route("**/*.js", lambda route: route.abort())
    page.goto(region.site)
    expect(page.locator(HEADER).get_by_role("link", name="Aanmelden")).to_be_visible()


def test_without_attributes_the_module_knows_its_own_gateway(page: Page, region: Region):
    region.attributes = 'organisation="Stad Gent"'
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()


def test_page_with_its_own_name_above_needs_no_organisation(page: Page, region: Region):
    region.attributes = f'api="{region.gateway}"'
    page.goto(region.site)
    expect(page.get_by_role("link", name="Mijn Profiel")).to_have_attribute("href", f"{region.gateway}/me")
