"""How tests of pages look: in which windows, at which sizes, by which rules, and in which scenes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize

from profile_core.kit.texts import LANGUAGES
from tests.pages.gallery import scenes

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
ASK = """async ([rules, within]) => {
    const options = {runOnly: rules, resultTypes: ['violations'], selectors: false};
    const found = await axe.run(within ?? document, options);
    const said = found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html} ${n.failureSummary}`));
    return [found.passes.length, said];
}"""
"""Only what is wrong comes back: to describe what passed costs more than to examine it."""
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
Scheme = Literal["light", "dark"]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
IN_LANGUAGES = [
    code if code == LANGUAGES[0] else pytest.param(code, marks=pytest.mark.matrix) for code in LANGUAGES
]
EVERY_SCENE = pytest.mark.parametrize("scene", sorted(scenes()))
SMOKE = ("inbox", "roles", "mandate-give", "error-404")
SMOKE_OF_SCENES = pytest.mark.parametrize(
    "scene",
    [pytest.param(name, marks=pytest.mark.smoke) if name in SMOKE else name for name in sorted(scenes())],
)


def opened(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(locale="nl-BE")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


def visit(window: Page, address: str, viewport: ViewportSize = PHONE, scheme: Scheme = "light") -> None:
    window.set_viewport_size(viewport)
    window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    answer = window.goto(address)
    assert answer is not None
    assert answer.status == 200
    window.evaluate("() => document.fonts.ready.then(() => null)")


def box(found: Locator) -> FloatRect:
    """Return where an element stands that must be on the page."""
    place = found.bounding_box()
    assert place is not None
    return place


def violations(window: Page, rules: list[str]) -> list[str]:
    """Ask axe, which the page must know already; an answer without any pass proves nothing."""
    passes, found = window.evaluate(ASK, [rules, None])
    assert passes
    return found
