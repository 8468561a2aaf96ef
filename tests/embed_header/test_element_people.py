"""By keyboard, by ear, in four languages, under the strictest page policy."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.embed_header.played_region import Region

pytestmark = pytest.mark.matrix

ELEMENT = "document.querySelector('citizen-profile-header')"


@pytest.mark.smoke
def test_whole_road_by_keyboard(page: Page, region: Region):
    page.goto(region.site)
    toggle = page.get_by_role("button", name="Marieke")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(toggle).to_be_focused()
    page.keyboard.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    for name in ("Berichten", "Herinnering", "Aanslagbiljet", "Parkeren", "Naar Mijn Profiel", "Afmelden"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    expect(page.locator("#panel")).to_be_hidden()


def test_panel_closes_when_the_focus_or_the_pointer_goes_elsewhere(page: Page, region: Region):
    page.goto(region.site)
    toggle = page.get_by_role("button", name="Marieke")
    toggle.click()
    page.get_by_role("link", name="Afmelden").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Bekijk uw ophaalkalender")).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    page.mouse.click(300, 700)
    expect(toggle).to_have_attribute("aria-expanded", "false")


def test_focus_cannot_be_missed_and_targets_can_be_hit(page: Page, region: Region):
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    page.keyboard.press("Tab")  # from now on the focus is the keyboard's
    for target in page.locator("citizen-profile-header :is(a, button):visible").all():
        target.focus()
        outline = target.evaluate("(element) => getComputedStyle(element).outline")
        assert re.search(r"solid 3px", outline), outline
        box = target.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 44, target


@pytest.mark.parametrize(
    ("language", "login", "unread"),
    [
        ("nl-BE", "Aanmelden", "2 ongelezen berichten"),
        ("fr", "Se connecter", "2 messages non lus"),
        ("de", "Anmelden", "2 ungelesene Mitteilungen"),
        ("en", "Log in", "2 unread messages"),
        ("it", "Log in", "2 unread messages"),
    ],
)
def test_header_speaks_the_language_of_the_page(
    page: Page, region: Region, language: str, login: str, unread: str
):
    region.language = language
    page.goto(region.site)
    expect(page.get_by_role("button", name=unread)).to_be_visible()
    region.logged_in = False
    page.reload()
    expect(page.get_by_role("link", name=login)).to_be_visible()


@pytest.mark.smoke
def test_page_that_changes_its_language_takes_the_header_along(page: Page, region: Region):
    page.goto(region.site)
    expect(page.get_by_role("button", name="2 ongelezen berichten")).to_be_visible()
    page.evaluate("document.documentElement.lang = 'en'")
    expect(page.get_by_role("button", name="2 unread messages")).to_be_visible()
    page.evaluate(f"{ELEMENT}.refresh()")  # ends when the question under way does
    assert region.languages[1] == "en"


def test_page_can_follow_and_steer(page: Page, region: Region):
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    assert page.evaluate(f"{ELEMENT}.session") == {
        "name": "Marieke Van den Broeck",
        "role": {"code": "BUR", "name": "In eigen naam"},
    }
    page.evaluate(f"{ELEMENT}.openPanel()")
    expect(page.locator("#panel")).to_be_visible()
    page.evaluate(f"{ELEMENT}.closePanel()")
    heard = page.evaluate("heard.map(([name]) => name)")
    assert heard == ["ready", "session-change", "unread-change", "panel-open", "panel-close"]


@pytest.mark.parametrize("name", ["cp-login", "cp-logout", "cp-notification-open"])
def test_page_may_take_over_what_leads_away(page: Page, region: Region, name: str):
    region.logged_in = name != "cp-login"
    page.goto(region.site)
    page.evaluate(f"document.addEventListener('{name}', (event) => event.preventDefault())")
    if region.logged_in:
        page.get_by_role("button", name="Marieke").click()
        expect(page.get_by_role("link", name="Aanslagbiljet")).to_be_visible()
    links = {"cp-login": "Aanmelden", "cp-logout": "Afmelden", "cp-notification-open": "Aanslagbiljet"}
    asked = len(region.seen)
    page.get_by_role("link", name=links[name]).click()
    page.wait_for_timeout(500)
    assert page.url == f"{region.site}/"
    assert region.logged_in == (name != "cp-login")
    assert len(region.seen) == asked, "the page was loaded again"


def test_header_is_dark_only_where_the_page_is(browser_page_dark: Page, region: Region):
    page = browser_page_dark
    colour = f"getComputedStyle({ELEMENT}).backgroundColor"
    page.goto(region.site)
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    region.style = ":root{color-scheme:light dark}"
    page.reload()
    assert page.evaluate(colour) == "rgb(26, 34, 33)"


@pytest.fixture
def browser_page_dark(context: BrowserContext) -> Page:
    page = context.new_page()
    page.emulate_media(color_scheme="dark")
    return page
