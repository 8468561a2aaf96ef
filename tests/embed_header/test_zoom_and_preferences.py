"""At 400 % zoom, with wider spacing, without motion, in forced colours: nothing is lost."""

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.embed_header.played_region import Region
from tests.embed_header.state import ELEMENT, HEADER, bring
from tests.embed_header.states import STATES

pytestmark = pytest.mark.matrix

SPACED = """html { font-size: 200% }
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"""
DRAWN = """(wanted) => {
  const style = getComputedStyle(document.querySelector("citizen-profile-header").shadowRoot.querySelector(wanted));
  return [style.borderTopStyle, style.backgroundColor === style.color];
}"""
RUNNING = f"""() => [...{ELEMENT}.shadowRoot.querySelectorAll("*")].flatMap((one) =>
  one.getAnimations().filter(({{ playState }}) => playState === "running"))
  .filter((one) => one.effect.getComputedTiming().activeDuration > 0).length"""


def zoomed(page: Page, region: Region, name: str, *, more: str = "") -> None:
    """1280 x 1024 at 400 % (WCAG 1.4.10)."""
    page.set_viewport_size({"width": 320, "height": 256})
    bring(STATES[name], page, region)
    if more:
        page.evaluate(
            f"""(css) => {{ const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
            document.adoptedStyleSheets = [sheet]; {ELEMENT}.shadowRoot.adoptedStyleSheets.push(sheet); }}""",
            more,
        )


def box(found: Locator) -> FloatRect:
    place = found.bounding_box()
    assert place is not None
    return place


@pytest.mark.parametrize("name", ["panel-everything", "long-panel", "down-panel", "told-roles"])
def test_all_of_the_panel_is_reached_by_scrolling_one_way(window: Page, standing: Region, name: str):
    zoomed(window, standing, name)
    panel = window.locator("#panel")
    assert panel.evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")
    for link in panel.locator(":is(a, button):visible").all():
        link.scroll_into_view_if_needed()
        place = box(link)
        assert place["x"] >= 0 and place["x"] + place["width"] <= 320
        assert place["y"] >= 0 and place["y"] + place["height"] <= 256 + 1, link.inner_text()
    assert window.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.smoke
def test_name_that_the_bar_cuts_off_stands_whole_in_the_panel(window: Page, standing: Region):
    zoomed(window, standing, "long-panel")
    person = standing.summary["name"], standing.summary["role"]["name"]
    assert window.locator(".who b").evaluate("(name) => name.scrollWidth > name.clientWidth")
    whole = window.get_by_text(", ".join(person), exact=True)
    expect(whole).to_be_visible()
    assert whole.evaluate("(line) => line.scrollWidth <= line.clientWidth")


@pytest.mark.parametrize("name", ["out", "in-unread", "panel-everything", "down", "everything-out"])
def test_letters_twice_as_big_and_further_apart_fit(window: Page, standing: Region, name: str):
    """WCAG 1.4.4 and 1.4.12."""
    zoomed(window, standing, name, more=SPACED)
    window.set_viewport_size({"width": 1280, "height": 900})
    assert window.evaluate("document.documentElement.scrollWidth") <= 1280
    for text in window.locator(f"{HEADER} :is(a, button, small, .word):visible").all():
        place = box(text)
        assert place["x"] >= 0 and place["x"] + place["width"] <= 1280 + 1, text.inner_text()


@pytest.mark.parametrize("name", ["loading", "panel", "contact-open"])
def test_no_motion_for_anybody_and_least_of_all_for_who_asked_for_none(
    window: Page, standing: Region, name: str
):
    for motion in ("reduce", "no-preference"):
        window.emulate_media(reduced_motion=motion)
        bring(STATES[name], window, standing)
        assert window.evaluate(RUNNING) == 0, motion
    window.emulate_media(reduced_motion="reduce")


@pytest.mark.parametrize(
    ("name", "part"), [("in-unread", ".badge"), ("out", ".button"), ("down-panel", ".quiet")]
)
def test_forced_colours_leave_badge_and_buttons_an_edge(window: Page, standing: Region, name: str, part: str):
    window.set_viewport_size({"width": 1280, "height": 720})
    window.emulate_media(forced_colors="active")
    bring(STATES[name], window, standing)
    assert window.evaluate(DRAWN, part) == ["solid", False]
    window.emulate_media(forced_colors="none")


@pytest.mark.smoke
def test_forced_colours_leave_the_focus_a_ring(window: Page, standing: Region):
    window.emulate_media(forced_colors="active")
    bring(STATES["out"], window, standing)
    window.keyboard.press("Tab")
    window.keyboard.press("Tab")
    ring = window.locator(".button:focus").evaluate(
        "(at) => [getComputedStyle(at).outlineStyle, getComputedStyle(at).outlineWidth]"
    )
    assert ring == ["solid", "3px"]
    window.emulate_media(forced_colors="none")
