"""What a site puts into the header: seen without the script, the same with it, and never in the way."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.embed_header.played_region import Region

pytestmark = pytest.mark.matrix

SLOTS = """<p slot="alert" data-kind="warning">Het stadhuis is maandag gesloten. <a href="/x">Lees meer</a></p>
<a slot="brand" href="/"><img src="{gateway}/logo.svg" width="120" height="40" alt="Stad Gent"></a>
<ul slot="links"><li><a href="/afspraak">Afspraak maken</a></li><li><a href="/nieuws">Nieuws</a></li></ul>
<details slot="contact"><summary>Hulp nodig?</summary>
<ul><li><a href="tel:+3292101010">Bel 09 210 10 10</a></li></ul></details>
<ul slot="languages"><li><a hreflang="fr" lang="fr" href="/fr">Français</a></li></ul>
"""


@pytest.fixture
def region(region: Region) -> Region:
    region.slots = SLOTS.format(gateway=region.gateway)
    region.fallback = '<a href="/login">Aanmelden</a>'
    return region


def links(page: Page) -> list[str]:
    return [link.inner_text() for link in page.locator("citizen-profile-header a:visible").all()]


@pytest.mark.smoke
def test_without_the_script_all_of_it_is_there(page: Page, region: Region):
    page.route("**/*.js", lambda route: route.abort())
    page.goto(region.site)
    expect(page.get_by_role("img", name="Stad Gent")).to_be_visible()
    assert {"Lees meer", "Afspraak maken", "Nieuws", "Français", "Aanmelden"} <= set(links(page))
    page.get_by_text("Hulp nodig?").click()
    expect(page.get_by_role("link", name="Bel 09 210 10 10")).to_be_visible()


def test_with_the_script_it_stays_and_the_name_gives_way_to_the_logo(page: Page, region: Region):
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    assert {"Lees meer", "Afspraak maken", "Nieuws", "Français"} <= set(links(page))
    expect(page.get_by_role("img", name="Stad Gent")).to_be_visible()
    assert "Aanmelden" not in links(page)


@pytest.mark.parametrize("width", [320, 360, 700, 1280])
def test_nothing_moves_when_the_script_comes(context: BrowserContext, region: Region, width: int):
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 720})
    held = []
    page.route("**/citizen-profile-header.js", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks what it is given)
    page.goto(region.site, wait_until="commit")
    page.get_by_role("heading").wait_for()
    before = page.get_by_role("heading").bounding_box()
    held[0].continue_()
    page.locator(".toggle").wait_for()
    assert page.get_by_role("heading").bounding_box() == before
    assert page.evaluate("[violations, shifts]") == [[], []]
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_help_closes_with_escape_and_by_a_press_elsewhere(page: Page, region: Region):
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(200, 700)):
        page.get_by_text("Hulp nodig?").click()
        expect(page.get_by_role("link", name="Bel 09 210 10 10")).to_be_visible()
        close()
        expect(page.get_by_role("link", name="Bel 09 210 10 10")).to_be_hidden()


def test_escape_in_the_help_gives_the_focus_back_to_what_opened_it(page: Page, region: Region):
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    page.get_by_text("Hulp nodig?").click()
    page.get_by_role("link", name="Bel 09 210 10 10").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Hulp nodig?"


def test_page_may_take_over_the_choice_of_a_language(page: Page, region: Region):
    page.goto(region.site)
    page.evaluate(
        "document.addEventListener('cp-language-change', (e) => (e.preventDefault(), heard.push(e.detail)))"
    )
    page.get_by_role("link", name="Français").click()
    assert page.url == f"{region.site}/"
    assert {"language": "fr"} in page.evaluate("heard")
    page.reload()
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(f"{region.site}/fr")
