"""What a citizen meets in Chromium: every page in every state, by eye, by ear, by keyboard and on paper."""

import re

import pytest
from playwright.sync_api import Browser, Page

from profile_core.kit.texts import LANGUAGES
from tests.pages.windows import (
    DESK,
    EVERY_SCENE,
    IN_LANGUAGES,
    PHONE,
    RULES,
    SMOKE_OF_SCENES,
    Scheme,
    box,
    violations,
    visit,
)


@EVERY_SCENE
@pytest.mark.parametrize(
    "viewport", [PHONE, pytest.param(DESK, marks=pytest.mark.matrix)], ids=["360", "1280"]
)
@pytest.mark.parametrize("language", IN_LANGUAGES)
def test_no_barrier_is_found_in_light_or_dark(
    examined: Page, gallery: str, scene: str, viewport, language: str
):
    """Colours do not depend on words, so the dark ones are looked at in one language."""
    visit(examined, f"{gallery}/scene/{scene}?lang={language}", viewport)
    assert examined.locator("html").get_attribute("lang") == language
    assert violations(examined, RULES) == []
    if language == LANGUAGES[0]:
        examined.emulate_media(color_scheme="dark")
        assert violations(examined, ["color-contrast"]) == []


@pytest.mark.matrix
@SMOKE_OF_SCENES
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_sticks_out_at_400_percent_zoom(window: Page, gallery: str, scene: str, language: str):
    """WCAG 1.4.10: 1280 px at 400 % are 320 px."""
    visit(window, f"{gallery}/scene/{scene}?lang={language}", {"width": 320, "height": 256})
    assert window.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.matrix
@SMOKE_OF_SCENES
def test_every_control_is_a_finger_wide(window: Page, gallery: str, scene: str):
    """44 px; a list's link stretches over its whole row."""
    visit(window, f"{gallery}/scene/{scene}")
    controls = window.locator(
        "a:visible:not(.cp-skip):not(.cp-list a), button:visible, input:visible, .cp-list > li"
    )
    heights: list[tuple[str, float]] = controls.evaluate_all(
        "(all) => all.map((control) => [control.innerText, control.getBoundingClientRect().height])"
    )
    assert heights
    assert [name for name, height in heights if height < 44] == []


def test_first_tab_skips_to_the_content(window: Page, gallery: str):
    visit(window, f"{gallery}/scene/inbox")
    window.keyboard.press("Tab")
    assert window.locator(":focus").inner_text() == "Naar de inhoud"
    assert box(window.locator(":focus"))["height"] >= 44
    window.keyboard.press("Enter")
    assert window.locator(":focus").get_attribute("id") == "main"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_focus_is_a_ring_that_nobody_can_miss(window: Page, gallery: str, scheme: Scheme):
    visit(window, f"{gallery}/scene/inbox-many", scheme=scheme)
    stops = window.locator("a, button").count()
    for _ in range(stops):
        window.keyboard.press("Tab")
        rings = window.evaluate(
            """() => [document.activeElement, document.activeElement.closest('li')].filter(Boolean)
                .map(e => getComputedStyle(e)).filter(s => s.outlineStyle === 'solid')
                .map(s => parseFloat(s.outlineWidth))"""
        )
        assert max(rings, default=0) >= 3, window.locator(":focus").inner_text()


def test_whole_inbox_is_walked_by_keyboard_alone(window: Page, gallery: str):
    visit(window, f"{gallery}/scene/inbox")
    for _ in range(20):
        window.keyboard.press("Tab")
        if "parkeervergunning" in window.locator(":focus").inner_text():
            break
    window.keyboard.press("Enter")
    window.wait_for_url("**/scene/item")
    assert window.locator("h1").inner_text() == "Uw parkeervergunning loopt af"


def test_row_of_the_inbox_opens_wherever_it_is_touched(window: Page, gallery: str):
    visit(window, f"{gallery}/scene/inbox")
    window.locator(".cp-list > li").first.click(position={"x": 300, "y": 80})
    window.wait_for_url("**/scene/item")


def test_navigation_stands_beside_the_text_on_a_desk_and_above_it_on_a_phone(window: Page, gallery: str):
    visit(window, f"{gallery}/scene/inbox", DESK)
    beside, text = box(window.locator(".cp-beside")), box(window.locator("main"))
    assert beside["x"] + beside["width"] < text["x"]
    assert text["width"] <= 42 * 16
    visit(window, f"{gallery}/scene/inbox", PHONE)
    beside, text = box(window.locator(".cp-beside")), box(window.locator("main"))
    assert beside["y"] + beside["height"] <= text["y"]


def test_font_is_ours_and_its_stand_in_takes_the_same_room(chromium: Browser, gallery: str):
    heights = {}
    for name, blocked in (("font", False), ("stand-in", True)):
        context = chromium.new_context(viewport=DESK)
        page = context.new_page()
        if blocked:
            page.route("**/*.woff2", lambda route: route.abort())
        page.goto(f"{gallery}/scene/landing")
        loaded = page.evaluate(
            "() => document.fonts.ready.then(f => [...f].filter(face => face.status === 'loaded').map(face => face.family))"
        )
        assert any("Next" in family for family in loaded) is not blocked
        heights[name] = box(page.locator("main"))["height"]
        context.close()
    assert heights["stand-in"] == pytest.approx(heights["font"], abs=1)


def test_no_motion_for_who_asked_for_none(window: Page, gallery: str):
    visit(window, f"{gallery}/scene/parts")
    window.emulate_media(reduced_motion="no-preference")
    button = window.locator(".cp-button").first
    assert button.evaluate("e => getComputedStyle(e).transitionDuration").split(",")[0] == "0.12s"
    window.emulate_media(reduced_motion="reduce")
    assert set(button.evaluate("e => getComputedStyle(e).transitionDuration").split(", ")) == {"0s"}


def test_what_could_not_be_read_is_not_offered_to_be_unread(window: Page, gallery: str):
    unread = window.get_by_role("button", name="Markeer als ongelezen")
    visit(window, f"{gallery}/scene/item-plain")
    offered = unread.count()
    visit(window, f"{gallery}/scene/item-withheld")
    assert (offered, unread.count()) == (1, 0)


@pytest.mark.parametrize("scene", ["item", "item-plain", "item-overdue"])
def test_notification_fits_one_sheet_of_a4(window: Page, gallery: str, scene: str):
    visit(window, f"{gallery}/scene/{scene}", DESK)
    paper = window.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert [
        round(float(side)) for side in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)[0]
    ] == [595, 842]


def test_paper_shows_where_a_link_leads_and_leaves_out_what_only_clicks(window: Page, gallery: str):
    visit(window, f"{gallery}/scene/item", DESK)
    window.emulate_media(media="print")
    shown = window.locator(".cp-letter a.cp-button").evaluate("e => getComputedStyle(e, '::after').content")
    assert "https://stad.gent/" in shown
    assert not window.locator("footer").is_visible()
    assert not window.get_by_role("button").filter(visible=True).count()
    assert not window.locator(".cp-beside").is_visible()
    window.emulate_media(media="screen")
