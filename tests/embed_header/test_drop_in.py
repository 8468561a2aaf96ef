"""Pages that were written for the Flemish header show ours when nothing but the host name in them changes."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.embed_header.played_drop_in import STRICT, WIDGET, Played

pytestmark = pytest.mark.matrix

HEADER = "citizen-profile-header"
OWN_SCRIPTS = STRICT.replace("script-src", "script-src 'self'")
LEAST = (
    "default-src 'none'; script-src {gateway}; img-src {gateway}; "
    "require-trusted-types-for 'script'; trusted-types citizen-profile-drop-in"
)
WAITS = "await customElements.whenDefined('citizen-profile-header')"
MOVES = [320, 360, 1280]


def visit(page: Page, drop_in: Played, name: str, policy: str = "") -> None:
    drop_in.policy = policy
    page.goto(f"{drop_in.site}/pages/{name}.html")


@pytest.mark.parametrize("policy", [STRICT, LEAST])
@pytest.mark.parametrize("width", MOVES)
def test_embed_mounts_where_it_stands_breaks_no_rule_and_moves_nothing(
    page: Page, drop_in: Played, width: int, policy: str
):
    page.set_viewport_size({"width": width, "height": 720})
    visit(page, drop_in, "embed", policy)
    expect(page.get_by_role("link", name="Aanmelden")).to_have_attribute("href", f"{drop_in.site}/login")
    expect(page.locator(f"body > script + div > {HEADER}")).to_have_count(1)
    page.wait_for_function("document.querySelector('[slot=brand] img').naturalWidth")
    page.wait_for_timeout(300)
    assert page.evaluate("[violations, shifts]") == [[], []]
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.smoke
def test_entry_waits_for_mount_and_then_stands_on_top(page: Page, drop_in: Played):
    visit(page, drop_in, "entry")
    expect(page.locator(f"body > {HEADER}:first-child")).to_contain_text("Stad Gent")
    assert page.evaluate("shifts") == []


@pytest.mark.parametrize("width", MOVES)
def test_calls_before_mount_are_kept_and_the_header_stands_in_the_given_element(
    page: Page, drop_in: Played, width: int
):
    page.set_viewport_size({"width": width, "height": 720})
    visit(page, drop_in, "steered", OWN_SCRIPTS)
    assert page.evaluate("mounted") is True
    page.locator(f"#header > {HEADER}").get_by_role("button", name="John Doe In eigen naam").click()
    roles = page.locator(HEADER).get_by_role("link", name="Verder als")
    expect(roles).to_have_text(["Verder als Jane Smith", "Verder als Company XYZ"])
    expect(roles.last).to_have_attribute(
        "href", "https://switchcapacity.url.be/?login_hint=identity2-login-hint"
    )
    expect(page.get_by_role("link", name="Afmelden")).to_have_attribute("href", "https://logout.url.be/")
    feedback = page.get_by_role("link", name="Feedback")
    expect(feedback).to_have_attribute("href", "https://example.com/feedback")
    expect(feedback).to_have_attribute("target", "_blank")
    expect(feedback).to_have_attribute("rel", "noopener")
    expect(page.get_by_role("link", name="Startpagina")).to_have_count(0)
    assert page.evaluate("[violations, shifts]") == [[], []]
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.smoke
def test_bootstrap_of_the_flemish_package_finds_its_client_and_its_configuration(page: Page, drop_in: Played):
    visit(page, drop_in, "bootstrap")
    page.wait_for_function("window.config")
    expect(page.get_by_role("link", name="Stad Gent")).to_be_visible()
    assert json.loads(page.evaluate("JSON.stringify(config)")) == drop_in.config


def test_configuration_stays_what_it_was_whatever_the_page_sets(page: Page, drop_in: Played):
    visit(page, drop_in, "entry")
    page.evaluate("globalHeaderClient.branding.setHost({ label: 'Elders' })")
    page.evaluate("globalHeaderClient.getConfig().then((config) => (config.branding.level = 1))")
    assert page.evaluate("globalHeaderClient.getConfig()") == drop_in.config


@pytest.mark.smoke
def test_without_its_script_the_header_is_links_and_mount_says_false_until_it_can_be_had(
    page: Page, drop_in: Played
):
    drop_in.broken = True
    visit(page, drop_in, "steered", OWN_SCRIPTS)
    assert page.evaluate("mounted") is False
    expect(page.get_by_role("link", name="Stad Gent")).to_be_visible()
    expect(page.get_by_role("link", name="Afmelden")).to_have_attribute("href", "https://logout.url.be/")
    page.get_by_text("Hulp nodig?").click()
    expect(page.get_by_role("link", name="Mail Gentinfo")).to_be_visible()
    drop_in.broken = False
    assert page.evaluate("globalHeaderClient.mount()") is True
    expect(page.get_by_role("button", name="John Doe")).to_be_visible()


@pytest.mark.parametrize(("names", "mounted"), [("citizen-profile-drop-in", True), ("others", False)])
def test_page_that_names_its_trusted_types_decides_whether_ours_is_among_them(
    page: Page, drop_in: Played, names: str, mounted: bool
):
    visit(page, drop_in, "steered", f"{OWN_SCRIPTS}; trusted-types {names}")
    assert page.evaluate("mounted") is mounted
    expect(page.get_by_role("link", name="Stad Gent")).to_be_visible()


def test_mounting_twice_is_once_and_unmounting_leaves_nothing_behind(page: Page, drop_in: Played):
    twice = "[document.getElementById('header'), undefined].map(globalHeaderClient.mount)"
    body = f"window.mounted = Promise.all({twice})"
    page.route("**/mounted.js", lambda route: route.fulfill(body=body, content_type="text/javascript"))
    visit(page, drop_in, "steered")
    assert page.evaluate("mounted") == [True, True]
    expect(page.locator(HEADER)).to_have_count(1)
    expect(page.locator(f"#header > {HEADER}")).to_have_count(1)
    assert scripts_and_sheets(page) == [1, 1]
    assert page.evaluate("globalHeaderClient.unmount()") is True
    expect(page.locator(HEADER)).to_have_count(0)
    assert scripts_and_sheets(page) == [1, 0]
    assert page.evaluate("globalHeaderClient.unmount()") is False
    assert page.evaluate("globalHeaderClient.mount()") is True
    expect(page.get_by_role("button", name="John Doe")).to_be_visible()
    assert scripts_and_sheets(page) == [1, 1]


def test_page_that_throws_the_header_away_can_mount_it_again(page: Page, drop_in: Played):
    visit(page, drop_in, "entry")
    page.evaluate(f"(async () => {{ {WAITS}; document.querySelector('{HEADER}').remove() }})()")
    assert page.evaluate("globalHeaderClient.mount()") is True
    expect(page.locator(HEADER)).to_have_count(1)
    assert scripts_and_sheets(page) == [1, 1]


@pytest.mark.parametrize(("then", "mounted"), [("", True), ("; globalHeaderClient.unmount()", False)])
def test_mounting_in_the_head_waits_for_the_page_unless_it_is_called_off(
    page: Page, drop_in: Played, then: str, mounted: bool
):
    early = f"window.early = globalHeaderClient.mount(){then}"
    page.route("**/steered.js", lambda route: route.fulfill(body=early, content_type="text/javascript"))
    page.route("**/mounted.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    visit(page, drop_in, "steered")
    assert page.evaluate("early") is mounted
    expect(page.locator(f"body > {HEADER}:first-child")).to_have_count(int(mounted))


def test_entry_and_embed_in_one_page_are_one_header(page: Page, drop_in: Played):
    visit(page, drop_in, "embed")
    first: Any = page.evaluate_handle("globalHeaderClient")
    entry = f"{drop_in.gateway}/api/v2/widget/{WIDGET}"
    for how in ("entry", "embed"):
        page.add_script_tag(url=f"{entry}/{how}")
    assert page.evaluate("(first) => first === globalHeaderClient", first) is True
    expect(page.locator(HEADER)).to_have_count(1)


def scripts_and_sheets(page: Page) -> list[int]:
    """Count what mounting leaves in the page beside the header."""
    counted: list[int] = page.evaluate(
        "[document.querySelectorAll('script[type=module]').length, document.adoptedStyleSheets.length]"
    )
    return counted
