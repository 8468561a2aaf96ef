"""The three forms of a report say the same, and the page is one that everybody can read."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from rich.console import Console

from profile_core.conformance import as_json, as_page, as_text
from profile_core.conformance.checks import CHECKS
from profile_core.conformance.model import Report, Result, State

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
MARKS = {"ok": State.OK, "WRONG": State.WRONG, "unseen": State.UNSEEN}
HOSTILE = "“</li><script>alert(1)</script>[red]x[/red]”"


def report(*, good: bool = False) -> Report:
    """Return a report in which every third check failed and every seventh was not made."""
    results = [_result(at, check, good=good) for at, check in enumerate(CHECKS)]
    return Report(url="http://localhost:8610", block="notifications", results=tuple(results), calls=7)


def _result(at: int, check, *, good: bool) -> Result:
    if not good and at % 3 == 0:
        return Result(check=check, wrong=(f"seen {at}", HOSTILE))
    return Result(check=check, unseen="Not to be seen." if not good and at % 7 == 1 else "")


def on_paper(said: Report) -> str:
    paper = io.StringIO()
    as_text.write(said, Console(file=paper, width=400, highlight=False))
    return paper.getvalue()


@pytest.fixture(scope="module")
def window() -> Iterator[Page]:
    """Open one narrow window, which asks nobody for anything and has nothing to complain of."""
    program = shutil.which("chromium") or pytest.skip("Chromium is not installed: apt install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 320, "height": 640}, bypass_csp=False)
        yield page
        browser.close()


def test_text_json_and_page_say_the_same():
    states = {result.check.code: result.state for result in report().results}
    marked = re.findall(r"^(ok|WRONG|unseen) +([a-z-]+):", on_paper(report()), re.MULTILINE)
    assert {code: MARKS[mark] for mark, code in marked} == states
    told = json.loads(as_json.written(report()))
    assert {one["code"]: State(one["state"]) for one in told["checks"]} == states
    page = re.findall(r'<li id="([a-z-]+)" data-state="([a-z-]+)">', as_page.written(report()))
    assert {code: State(state) for code, state in page} == states


def test_what_is_wrong_has_its_remedy_and_its_section_everywhere():
    one = next(result for result in report().results if result.wrong).check
    told = next(
        check for check in json.loads(as_json.written(report()))["checks"] if check["code"] == one.code
    )
    assert (told["remedy"], told["section"]) == (one.remedy, f"docs/source-api/openapi.yaml, {one.section}")
    for form in (on_paper(report()), as_page.written(report()).replace("</code>", "")):
        assert one.remedy in form
        assert f"docs/source-api/openapi.yaml, {one.section}" in form


def test_words_of_a_stranger_stay_words():
    assert HOSTILE in on_paper(report())
    assert "<script" not in as_page.written(report())


@pytest.mark.parametrize("good", [True, False])
def test_page_has_no_barrier_fetches_nothing_and_keeps_its_own_policy(
    window: Page, tmp_path: Path, good: bool
):
    file = tmp_path / "report.html"
    file.write_text(as_page.written(report(good=good)))
    asked: list[str] = []
    complaints: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: complaints.append(message.text))
    window.goto(file.as_uri())
    assert window.evaluate("() => getComputedStyle(document.body).fontSize") == "18px", "the style is let in"
    window.evaluate(AXE)
    for scheme in ("light", "dark"):
        window.emulate_media(color_scheme=scheme)
        found = window.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert found["passes"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert window.evaluate("() => document.documentElement.scrollWidth") <= 320
    assert asked == [file.as_uri()]
    assert complaints == []


def test_page_lets_no_script_in(window: Page, tmp_path: Path):
    file = tmp_path / "report.html"
    file.write_text(
        as_page.written(report()).replace("</main>", "<script>document.title = 'x'</script></main>")
    )
    window.goto(file.as_uri())
    assert window.title() != "x"
