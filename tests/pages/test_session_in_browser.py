"""The warning that a session ends, in Chromium: with script a dialog, without it a page; the keyboard is enough."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from profile_core.kit.texts import LANGUAGES
from tests.pages.session_scenes import STATES
from tests.pages.windows import AXE, DESK, PHONE, RULES, violations

pytestmark = pytest.mark.matrix

SHOWN = [state for state in STATES if state != "prolonged"]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a page that fails on what the browser complains of, such as broken CSP."""
    context = chromium.new_context(locale="nl-BE", viewport=DESK, reduced_motion="reduce")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


@pytest.mark.parametrize("language", [pytest.param(LANGUAGES[0], marks=pytest.mark.smoke), *LANGUAGES[1:]])
@pytest.mark.parametrize("state", SHOWN)
def test_no_barrier_is_found_in_any_state_of_the_dialog(page: Page, gallery: str, state: str, language: str):
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)
        page.goto(f"{gallery}/scene/session-dialog-{state}?lang={language}")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.evaluate(AXE)
        assert violations(page, RULES) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, ["color-contrast"]) == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("state", SHOWN)
def test_dialog_has_a_name_and_takes_the_focus(page: Page, gallery: str, state: str):
    page.goto(f"{gallery}/scene/session-dialog-{state}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(dialog.locator("h2:visible").inner_text())
    assert page.evaluate("() => document.activeElement.closest('dialog')?.id") == "cp-session"


def test_session_that_was_prolonged_elsewhere_warns_nobody(page: Page, gallery: str):
    page.clock.install()
    page.goto(f"{gallery}/scene/session-dialog-prolonged")
    page.clock.run_for(5000)
    expect(page.locator("dialog")).not_to_be_visible()


@pytest.mark.smoke
def test_warning_comes_two_minutes_before_and_what_was_typed_stays(page: Page, gallery: str):
    page.clock.install()
    asked = answering(page, left=150)
    page.goto(f"{gallery}/scene/session-dialog-typed")
    page.locator("#street").fill("1-ABC-123")
    page.clock.run_for(15_000)
    expect(page.locator("dialog")).not_to_be_visible()
    asked["left"] = 120
    page.clock.run_for(20_000)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    assert page.locator("#street").input_value() == "1-ABC-123"


@pytest.mark.smoke
def test_citizen_stays_logged_in_by_keyboard_alone(page: Page, gallery: str):
    posted: list[str] = []

    def prolong(route: Route) -> None:
        posted.append(route.request.post_data or "")
        asked["left"] = 1800
        route.fulfill(status=303, headers={"location": "/me"})

    asked = answering(page, left=100)
    page.route("**/session/ending", prolong)
    page.goto(f"{gallery}/scene/session-dialog-ending")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("button", name="Aangemeld blijven")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).not_to_be_visible()
    assert "cp_session=" in posted[0]
    assert page.url.endswith("session-dialog-ending")


def test_dialog_that_was_closed_comes_back_when_the_session_is_over(page: Page, gallery: str):
    page.clock.install()
    asked = answering(page, left=100)
    page.goto(f"{gallery}/scene/session-dialog-ending")
    page.clock.run_for(1000)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    asked["mark"] = ""
    page.clock.run_for(16_000)
    expect(page.get_by_role("dialog")).to_contain_text("U bent afgemeld")


@pytest.mark.smoke
def test_page_says_that_something_came_since_it_was_shown(page: Page, gallery: str):
    page.clock.install()
    said = answering(page, left=1800, unread=3)
    news = page.get_by_role("status").filter(has_text="Er is iets nieuws voor u.")

    def told(unread: int | None) -> None:
        said["unread"] = unread
        with page.expect_response("**/status"):
            page.clock.run_for(61_000)

    with page.expect_response("**/status"):
        page.goto(f"{gallery}/scene/session-quiet")
    for unread in (3, None, 2):  # the same, not known, one was read elsewhere
        told(unread)
        expect(news).to_have_count(0)
    told(3)
    expect(news).to_have_text("Er is iets nieuws voor u. Toon het")
    told(4)
    expect(news).to_have_text("Er is iets nieuws voor u. Toon het")
    said["unread"] = 9
    with page.expect_response("**/status"):
        page.get_by_role("link", name="Toon het").click()
    expect(news).to_have_count(0)


def answering(page: Page, **changed: object) -> dict[str, object]:
    """Answer the status by what stands in the dict that is returned."""
    said = STATES["ending"] | changed
    page.route("**/status", lambda route: route.fulfill(json=said))
    return said


def test_page_that_loses_the_network_warns_by_what_it_knows(chromium: Browser, gallery: str):
    page = chromium.new_page()
    page.route("**/status", lambda route: route.abort())
    page.goto(f"{gallery}/scene/session-dialog-ending")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.close()


@pytest.mark.smoke
def test_without_script_the_page_leads_to_the_warning(chromium: Browser, gallery: str):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route(
        "**/session/ending?*", lambda route: route.fulfill(body="the warning", content_type="text/html")
    )
    page.goto(f"{gallery}/scene/session-dialog-ending?lang=fr")
    page.wait_for_url("**/session/ending?return_to=/scene/session-dialog-ending%3Flang%3Dfr&lang=fr")
    context.close()


def test_with_script_no_page_is_left(page: Page, gallery: str):
    page.goto(f"{gallery}/scene/session-dialog-ending")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.locator("head meta[http-equiv=refresh]").count() == 0
