"""Letters as a mail program shows them: no barrier, nothing sticks out, on a phone and at night."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from profile_core.kit.texts import LANGUAGES
from tests.notifications.mail.written import every_letter, on_paper, part, read

AXE = (Path(__file__).parents[2] / "vendor/axe.min.js").read_text()
IN_LANGUAGES = [
    code if code == LANGUAGES[0] else pytest.param(code, marks=pytest.mark.matrix) for code in LANGUAGES
]
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def window() -> Iterator[Page]:
    """Open one narrow window, which asks nobody for anything."""
    program = shutil.which("chromium") or pytest.skip("Chromium is not installed: apt install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 320, "height": 640})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        yield page
        browser.close()
        assert asked == []


@pytest.mark.parametrize("name", ["code", "digest", "mandatory", "replaced"])
@pytest.mark.parametrize("language", IN_LANGUAGES)
def test_letter_has_no_barrier_by_day_or_night(window: Page, name: str, language: str):
    window.set_content(part(read(on_paper(every_letter(language)[name])), "html"))
    window.evaluate(AXE)
    for scheme in ("light", "dark"):
        window.emulate_media(color_scheme=scheme)
        found = window.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert found["passes"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert window.evaluate("() => document.documentElement.scrollWidth") <= 320
