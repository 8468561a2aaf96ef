"""Three tiers in one element: links only, a site that tells who is there, a site that signs on with us."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_region import Region

pytestmark = pytest.mark.matrix

ELEMENT = "document.querySelector('citizen-profile-header')"
TOLD = {
    "active": True,
    "loginUrl": "/in",
    "logoutUrl": "/uit",
    "switchCapacityUrl": "/wissel?van=hier",
    "idpData": {
        "user": {"firstName": "Jan", "name": "De Smet"},
        "activeIdentity": {"onBehalfOf": {"code": "EA", "name": "Fietsatelier BV", "identifier": "0400"}},
        "identities": [
            {"onBehalfOf": {"code": "BUR", "firstName": "Jan", "name": "De Smet"}, "loginHint": "eyJh+/="},
            {"onBehalfOf": {"code": "VER", "name": "Turnkring"}},
        ],
    },
}


def visit(page: Page, region: Region, attributes: str) -> None:
    region.attributes += f" {attributes}"
    page.goto(region.site)
    page.locator("citizen-profile-header:defined").wait_for(state="attached")


@pytest.mark.smoke
def test_static_site_has_links_and_asks_nothing(page: Page, region: Region):
    visit(page, region, 'tier="0"')
    profile = page.get_by_role("link", name="Naar Mijn Profiel")
    expect(profile).to_have_attribute("href", f"{region.gateway}/me")
    expect(page.get_by_role("link", name="Stad Gent")).to_be_visible()
    page.evaluate(f"{ELEMENT}.refresh()")
    assert region.seen == []
    assert page.evaluate(f"[{ELEMENT}.session, {ELEMENT}.unreadCount]") == [None, None]


@pytest.mark.smoke
def test_site_with_its_own_login_tells_who_is_there(page: Page, region: Region):
    visit(page, region, 'tier="1"')
    expect(page.get_by_role("link", name="Aanmelden")).to_have_attribute("href", f"{region.site}/login")
    assert page.evaluate(f"(told) => {ELEMENT}.setProfile(told)", TOLD) is True
    toggle = page.get_by_role("button", name="Jan De Smet")
    expect(toggle).to_have_accessible_name(re.compile("Fietsatelier BV"))
    expect(page.locator(".badge")).to_be_hidden()
    toggle.click()
    expect(page.get_by_role("link", name="Afmelden")).to_have_attribute("href", f"{region.site}/uit")
    expect(page.get_by_role("link", name="Verder als Jan De Smet")).to_have_attribute(
        "href", f"{region.site}/wissel?van=hier&login_hint=eyJh%2B%2F%3D"
    )
    expect(page.get_by_role("link", name="Verder als Turnkring")).to_have_attribute(
        "href", f"{region.site}/wissel?van=hier"
    )
    assert page.evaluate(f"{ELEMENT}.session") == {
        "name": "Jan De Smet",
        "role": {"code": "EA", "name": "Fietsatelier BV"},
    }
    assert region.seen == [], "a site of tier 1 asks us nothing"


def test_what_was_told_before_is_kept_but_for_who_it_was(page: Page, region: Region):
    visit(page, region, 'tier="1"')
    page.evaluate(f"(told) => {ELEMENT}.setProfile(told)", TOLD)
    page.evaluate(f"{ELEMENT}.setProfile({{ active: false }})")
    expect(page.get_by_role("link", name="Aanmelden")).to_have_attribute("href", f"{region.site}/in")
    assert page.evaluate(f"{ELEMENT}.getProfile().then(({{ idpData }}) => idpData ?? null)") is None
    heard = page.evaluate("heard.filter(([name]) => name === 'session-change').map(([, { phase }]) => phase)")
    assert heard == ["in", "out"]
    page.evaluate(f"{ELEMENT}.setProfile({{ active: true }})")
    assert page.evaluate(f"{ELEMENT}.session.name") == "Mijn Profiel", "the next one is not the one before"


def test_profile_told_to_a_header_that_signs_on_with_us_changes_nobody(page: Page, region: Region):
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    assert page.evaluate(f"(told) => {ELEMENT}.setProfile(told)", TOLD) is False
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "\x00java\tscript:alert(1)"])
def test_no_address_that_a_site_tells_is_a_script(page: Page, region: Region, address: str):
    visit(page, region, 'tier="1"')
    told = TOLD | {"loginUrl": address, "logoutUrl": address, "switchCapacityUrl": address}
    page.evaluate(f"(told) => {ELEMENT}.setProfile(told)", told)
    page.get_by_role("button", name="Jan").click()
    for link in page.locator("citizen-profile-header a").all():
        assert (link.evaluate("(a) => a.href") or "http:").startswith("http:"), link


def test_page_that_says_nobody_is_logged_in_is_believed(page: Page, region: Region):
    visit(page, region, 'signed-in="false"')
    expect(page.get_by_role("link", name="Aanmelden")).to_be_visible()
    assert region.seen == []
    page.evaluate(f"{ELEMENT}.setAttribute('signed-in', 'true')")
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()


def test_site_may_ask_for_the_token_in_its_own_way(page: Page, region: Region):
    visit(page, region, 'signed-in="false"')
    page.evaluate(
        f"""() => {{
          {ELEMENT}.tokenProvider = (proof) =>
            fetch("/citizen-profile/header-token?mine", {{ method: "POST", headers: {{ DPoP: proof }} }});
          {ELEMENT}.setAttribute("signed-in", "true");
        }}"""
    )
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    assert [seen.query for seen in region.seen if "header-token" in seen.path] == ["mine", "mine"]


def test_role_switch_leads_to_the_site_and_the_page_may_take_over(page: Page, region: Region):
    visit(page, region, 'switch-capacity-url="/login?switch"')
    page.get_by_role("button", name="Marieke").click()
    switch = page.get_by_role("link", name="Andere rol kiezen")
    expect(switch).to_have_attribute("href", f"{region.site}/login?switch")
    page.evaluate(
        "document.addEventListener('cp-capacity-switch', (e) => (e.preventDefault(), heard.push('switch')))"
    )
    switch.click()
    assert page.url == f"{region.site}/"
    assert "switch" in page.evaluate("heard")


def test_on_a_consent_screen_nothing_leads_away(page: Page, region: Region):
    region.slots = '<ul slot="links"><li><a href="/nieuws">Nieuws</a></li></ul>'
    visit(page, region, 'variant="consent"')
    page.locator(".toggle").wait_for(state="attached")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Bekijk uw ophaalkalender")).to_be_focused()
    expect(page.locator(".toggle")).to_be_hidden()
    expect(page.get_by_text("Nieuws")).to_be_hidden()
    expect(page.locator(".brand")).to_have_text("Stad Gent")
    expect(page.locator(".brand")).to_be_visible()
    page.evaluate(f"{ELEMENT}.removeAttribute('variant')")
    expect(page.get_by_role("link", name="Nieuws")).to_be_visible()


def test_site_may_use_words_of_its_own(page: Page, region: Region):
    visit(page, region, "")
    page.evaluate(f"{ELEMENT}.messages = {{ logout: 'Stoppen' }}")
    page.get_by_role("button", name="Marieke").click()
    expect(page.get_by_role("link", name="Stoppen")).to_be_visible()
    expect(page.get_by_role("link", name="Naar Mijn Profiel")).to_be_visible()


def test_header_says_what_it_is(page: Page, region: Region):
    visit(page, region, "")
    told = page.evaluate(f"{ELEMENT}.getConfig()")
    assert told == {
        "version": page.evaluate(f"{ELEMENT}.version"),
        "gateway": region.gateway,
        "tier": 2,
        "language": "nl",
        "widgets": ["notifications"],
    }


def test_words_of_the_site_may_be_there_before_the_element(page: Page, region: Region):
    held = []
    page.route("**/citizen-profile-header.js", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks what it is given)
    region.logged_in = False
    with page.expect_request("**/citizen-profile-header.js"):
        page.goto(region.site, wait_until="commit")
    page.evaluate(f"Object.assign({ELEMENT}, {{ messages: {{ login: 'Kom binnen' }} }})")
    held[0].continue_()
    expect(page.get_by_role("link", name="Kom binnen")).to_be_visible()


@pytest.mark.parametrize(
    ("attributes", "phase"), [('tier="0"', "links"), ('tier="1"', "out"), ('signed-in="false"', "out")]
)
def test_header_that_asks_nothing_is_ready_at_once(page: Page, region: Region, attributes: str, phase: str):
    visit(page, region, attributes)
    assert page.evaluate("heard.filter(([name]) => name === 'ready')") == [["ready", {"phase": phase}]]


def test_what_was_told_follows_the_language_of_the_page(page: Page, region: Region):
    visit(page, region, 'tier="1"')
    page.evaluate(f"{ELEMENT}.setProfile({{ active: true }})")
    expect(page.get_by_role("button", name="In eigen naam")).to_be_visible()
    page.evaluate("document.documentElement.lang = 'fr'")
    expect(page.get_by_role("button", name="Mon Profil En votre nom")).to_be_visible()


def test_odd_identities_of_a_site_leave_the_panel_whole(page: Page, region: Region):
    visit(page, region, 'tier="1"')
    odd = TOLD | {
        "idpData": TOLD["idpData"] | {"identities": [None, {"onBehalfOf": None}, {"loginHint": "x"}]}
    }
    assert page.evaluate(f"(told) => {ELEMENT}.setProfile(told)", odd) is True
    page.get_by_role("button", name="Jan").click()
    expect(page.get_by_role("link", name="Afmelden")).to_be_visible()


def test_panel_that_is_open_closes_for_a_consent_screen(page: Page, region: Region):
    visit(page, region, "")
    page.get_by_role("button", name="Marieke").click()
    expect(page.locator("#panel")).to_be_visible()
    page.evaluate(f"{ELEMENT}.setAttribute('variant', 'consent')")
    expect(page.locator("#panel")).to_be_hidden()
    page.evaluate(f"{ELEMENT}.openPanel()")
    expect(page.locator("#panel")).to_be_hidden()


def test_same_address_again_changes_nothing(page: Page, region: Region):
    visit(page, region, "")
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    asked = region.asked
    page.evaluate(f"for (let at = 0; at < 9; at += 1) {ELEMENT}.setAttribute('api', '{region.gateway}')")
    page.evaluate(f"{ELEMENT}.refresh()")
    assert region.asked == asked + 1


def test_address_that_is_none_leaves_the_header_with_its_own_gateway(page: Page, region: Region):
    region.attributes = 'organisation="Stad Gent" api="http://["'
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
