"""What blocks draw in the panel: loaded when it opens, run only when the page pinned it, given nothing else."""

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_region import Region

pytestmark = pytest.mark.matrix

PARKING = b"""
customElements.define("citizen-profile-parking", class extends HTMLElement {
  set data(told) { this.told = told; this.textContent = `${told.items.length} kaarten, ${told.language}`; }
});
"""


@pytest.fixture
def region(region: Region) -> Region:
    region.widgets["parking"] = PARKING
    return region


def opened(page: Page, region: Region) -> None:
    page.goto(region.site)
    page.get_by_role("button", name="Marieke").click()
    expect(page.locator("#panel")).to_be_visible()


def asked(region: Region) -> list[str]:
    return [seen.path.split("/")[3] for seen in region.seen if seen.path.startswith("/header/widgets/")]


@pytest.mark.smoke
def test_widgets_are_loaded_when_the_panel_opens_and_once(page: Page, region: Region):
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    assert asked(region) == []
    for _ in range(2):
        page.get_by_role("button", name="Marieke").click()
        expect(page.get_by_text("0 kaarten, nl")).to_be_visible()
        page.keyboard.press("Escape")
    assert sorted(asked(region)) == ["notifications", "parking"]


def test_widget_is_given_its_own_block_and_nothing_of_another(page: Page, region: Region):
    opened(page, region)
    told = page.locator("citizen-profile-parking").evaluate("(widget) => widget.told")
    assert told == {
        "language": "nl",
        "label": "Parkeren",
        "count": 0,
        "href": f"{region.gateway}/parking",
        "items": [],
    }


def test_widget_hears_what_changes(page: Page, region: Region):
    opened(page, region)
    region.summary["items"].append(region.summary["items"][0] | {"id": "kaart-1", "block": "parking"})
    region.summary["unreadCount"] = 3
    expect(page.get_by_text("1 kaarten, nl")).to_be_visible()
    page.evaluate("document.documentElement.lang = 'fr'")
    expect(page.get_by_text("1 kaarten, fr")).to_be_visible()


def test_block_that_the_page_does_not_name_runs_nothing_in_it(page: Page, region: Region):
    region.pins = ""
    opened(page, region)
    expect(page.get_by_role("link", name="Parkeren")).to_have_attribute("href", f"{region.gateway}/parking")
    expect(page.get_by_role("link", name="Berichten 2 ongelezen")).to_be_visible()
    assert asked(region) == []


@pytest.mark.smoke
def test_module_that_is_another_than_the_page_pinned_does_not_run(page: Page, region: Region):
    region.pins = region.pinned
    region.answers_widget = PARKING + b"// changed on the way"
    opened(page, region)
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Marieke").click()
    assert "parking" in asked(region)
    assert page.evaluate("customElements.get('citizen-profile-parking') === undefined")
    expect(page.get_by_role("link", name="Parkeren")).to_be_visible()


def test_module_that_is_gone_leaves_a_link(page: Page, region: Region):
    region.pins = "parking sha384-" + "A" * 64
    opened(page, region)
    expect(page.get_by_role("link", name="Parkeren")).to_be_visible()


def test_module_that_is_late_is_not_waited_for_and_drawn_when_it_comes(page: Page, region: Region):
    held = []
    page.route("**/header/widgets/parking/**", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks what it is given)
    opened(page, region)
    expect(page.get_by_role("link", name="Parkeren")).to_be_visible()
    held[0].continue_()
    expect(page.get_by_text("0 kaarten, nl")).to_be_visible()


@pytest.mark.parametrize("block", ["../../header/1.1.0", "https://evil.example", "a%2f..%2f", "Ä b"])
def test_no_name_of_a_block_leads_out_of_the_folder(page: Page, region: Region, block: str):
    region.summary["entries"] = [{"block": block, "label": "Elders", "path": "/me", "count": 0}]
    region.pins = f"{block} sha384-{'A' * 64}"
    loaded = []
    page.on(
        "request", lambda request: loaded.append(request.url) if request.resource_type == "script" else None
    )
    opened(page, region)
    expect(page.get_by_role("link", name="Elders")).to_be_visible()
    assert all(url.startswith(f"{region.gateway}/header/") for url in loaded)
    assert not [url for url in loaded[1:] if "/header/widgets/" not in url]


def test_policy_lets_through_widgets_and_no_other_address(page: Page, region: Region):
    page.add_init_script(
        """const make = trustedTypes.createPolicy.bind(trustedTypes);
        trustedTypes.createPolicy = (...rest) => (window.policies ??= []).push(make(...rest)) && policies.at(-1);"""
    )
    opened(page, region)
    assert page.evaluate("policies.map(({ name }) => name)") == ["citizen-profile"]
    for address in (
        f"{region.gateway}/graphql",
        "https://evil.example/header/widgets/x.js",
        f"{region.gateway}/header/widgets/../../graphql",
        "data:text/javascript,alert(1)",
    ):
        refused = "(address) => { try { policies[0].createScriptURL(address); } catch { return true; } }"
        assert page.evaluate(refused, address) is True, address


def test_page_that_forbids_our_policy_has_links_and_a_panel(page: Page, region: Region):
    region.policy = "; trusted-types somebody-elses"
    opened(page, region)
    expect(page.get_by_role("link", name="Parkeren")).to_be_visible()
    expect(page.get_by_role("link", name="Afmelden")).to_be_visible()


def test_module_that_could_not_be_had_is_asked_for_again_at_the_next_opening(page: Page, region: Region):
    page.route("**/header/widgets/parking/**", lambda route: route.abort())
    opened(page, region)
    page.keyboard.press("Escape")
    page.unroute("**/header/widgets/parking/**")
    page.get_by_role("button", name="Marieke").click()
    expect(page.get_by_text("0 kaarten, nl")).to_be_visible()


def test_panel_that_is_closed_while_it_waits_for_widgets_stays_closed(page: Page, region: Region):
    page.route("**/header/widgets/parking/**", lambda _: None)
    page.goto(region.site)
    expect(page.get_by_role("button", name="Marieke")).to_be_visible()
    element = "document.querySelector('citizen-profile-header')"
    page.evaluate(
        f"(async () => {{ const opening = {element}.openPanel(); {element}.closePanel(); await opening; }})()"
    )
    expect(page.locator("#panel")).to_be_hidden()
    assert page.evaluate("heard.filter(([name]) => name === 'panel-open')") == []
