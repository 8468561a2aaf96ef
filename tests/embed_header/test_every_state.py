"""In every state, at the width of a phone and of a desk, in light and dark: no barrier, no jump, no rule broken."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from profile_core.kit.texts import LANGUAGES
from tests.embed_header.played_region import Region
from tests.embed_header.state import HEADER, bring
from tests.embed_header.states import STATES
from tests.pages.windows import ASK

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""1280 x 1024 at 400 % (WCAG 1.4.10); a phone for axe."""
PHONE: ViewportSize = {"width": 360, "height": 720}
DESK: ViewportSize = {"width": 1280, "height": 720}
IN_LANGUAGES = [
    code if code == LANGUAGES[0] else pytest.param(code, marks=pytest.mark.matrix) for code in LANGUAGES
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page with the header in one state, as it was asked for at one size; what its scripts threw."""

    page: Page
    size: ViewportSize
    thrown: list[str]


@pytest.fixture(scope="module")
def examined(window: Page) -> Page:
    """Let axe be there whenever a page is: that is quicker than to send it after each."""
    window.add_init_script(AXE)
    return window


@pytest.fixture(scope="module", params=IN_LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(
    scope="module", params=[ZOOMED, pytest.param(DESK, marks=pytest.mark.matrix)], ids=["phone", "desk"]
)
def size(request: pytest.FixtureRequest) -> ViewportSize:
    return request.param


@pytest.fixture(scope="module", params=list(STATES))
def shown(
    request: pytest.FixtureRequest, examined: Page, standing: Region, language: str, size: ViewportSize
) -> Shown:
    """Bring the header to a state once, for all that is claimed of it."""
    thrown: list[str] = []
    examined.on("pageerror", lambda error: thrown.append(str(error)))
    examined.set_viewport_size(size)
    examined.emulate_media(color_scheme="light")
    bring(STATES[request.param], examined, standing, language)
    return Shown(page=examined, size=size, thrown=thrown)


def test_nothing_moves_and_no_rule_is_broken(shown: Shown):
    assert shown.page.evaluate("[violations, shifts]") == [[], []]
    assert shown.thrown == []


def test_nothing_sticks_out(shown: Shown):
    assert shown.page.evaluate("document.documentElement.scrollWidth") == shown.size["width"]


def test_axe_finds_nothing(shown: Shown, language: str):
    """Colours do not depend on words, so the dark ones are looked at in one language."""
    page = shown.page
    page.set_viewport_size(PHONE if shown.size == ZOOMED else DESK)
    assert violations(page, RULES) == []
    if language == LANGUAGES[0]:
        page.emulate_media(color_scheme="dark")
        assert violations(page, ["color-contrast"]) == []


def violations(page: Page, rules: list[str]) -> list[str]:
    """Ask axe about the header; an answer without any pass proves nothing."""
    passes, found = page.evaluate(ASK, [rules, HEADER])
    assert passes
    return found
