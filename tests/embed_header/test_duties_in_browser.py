"""The pages of public duties in Chromium: on paper, without a shift, by keyboard. Barriers are looked for with all scenes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from profile_core.kit.texts import LANGUAGES
from tests.pages.conftest import chromium, gallery
from tests.pages.duty_scenes import duty_scenes

pytestmark = pytest.mark.matrix

__all__ = ["chromium", "gallery"]
SHEET: ViewportSize = {"width": 643, "height": 971}
"""What a sheet of A4 leaves inside margins of 20 mm, at 96 px to the inch."""
EVERY_SCENE = pytest.mark.parametrize("scene", sorted(duty_scenes()))
STICKING_OUT = """() => [...document.querySelectorAll("main *")]
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"""
SHIFTS = """() => new Promise(done => {
    let sum = 0
    new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value)).observe({type: "layout-shift", buffered: true})
    document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(sum))))
})"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


@EVERY_SCENE
@pytest.mark.parametrize(
    "language",
    [code if code == LANGUAGES[0] else pytest.param(code, marks=pytest.mark.matrix) for code in LANGUAGES],
)
def test_paper_is_a4_and_nothing_is_cut_off(page: Page, gallery: str, scene: str, language: str):
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    page.goto(f"{gallery}/scene/{scene}?lang={language}")
    assert page.evaluate(STICKING_OUT) == []
    assert not page.locator("nav.cp-contents").is_visible()
    paper = page.pdf(prefer_css_page_size=True)
    sheets = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert {(round(float(width)), round(float(height))) for width, height in sheets} == {(595, 842)}


@EVERY_SCENE
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_the_page_is_read(page: Page, gallery: str, scene: str, width: int):
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{gallery}/scene/{scene}")
    assert page.evaluate(SHIFTS) == 0


@pytest.mark.smoke
def test_contents_lead_to_every_part_by_keyboard(page: Page, gallery: str):
    for scene in ("about-help", "about-privacy"):
        page.goto(f"{gallery}/scene/{scene}")
        named = page.locator(".cp-contents a").all()
        assert [one.inner_text() for one in named] == page.locator("h2").all_inner_texts()
        for link in named:
            link.focus()
            page.keyboard.press("Enter")
            part = page.evaluate("() => document.querySelector(':target').innerText")
            assert part == link.inner_text()


@pytest.mark.smoke
def test_number_can_be_called_and_address_be_written_to(page: Page, gallery: str):
    page.goto(f"{gallery}/scene/about-help")
    office = page.locator(".cp-office a")
    assert [one.get_attribute("href") for one in office.all()] == [
        "tel:+3225550100",
        "mailto:profiel@example.org",
    ]
