"""A hostile script on the municipal page is given every chance: it reads the summary, and nothing else.

The attempts stand in ``hostile.js``, what they mean in ``docs/security/header.md``, under the same names.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from embed_header.document import DOCUMENT
from tests.journeys.steps import header, log_in, toggle
from tests.region import ROOT, Region, demo

pytestmark = pytest.mark.journey

SCRIPT = Path(__file__).with_name("hostile.js")
TOLD = (ROOT / "docs/security/header.md").read_text()
CITIZEN = "Amina El Idrissi"
SUMMARY = "entries,items,name,role,unreadCount"
REFUSED = {
    "export the private key": "InvalidAccessError",
    "export it wrapped by a key of its own": "InvalidAccessError",
    "use a proof a second time": 401,
    "use the token as a bearer token": 401,
    "use the token with a key of its own": 401,
    "ask as a provider": "TypeError",
    "turn the header token into another at our token endpoint": "TypeError",
    "have the site's server ask for more than the header's scope": "header",
    "fetch the profile page with the citizen's cookies": "TypeError",
    "open the profile page in a window and read it": "SecurityError",
    "find something kept in the browser": "0,0,0,",
    "point the header to a gateway of its own": [0, 0],
    "send what it read to a server of its own": "TypeError",
    "load a script from elsewhere": "TypeError",
    "load one through a Trusted Types policy of its own": "refused",
    "load one as a widget of the header": 0,
}
"""What came of the attempts that brought nothing. ``TypeError`` is a browser that would not ask or not tell;
``[0, 0]`` are the tokens that were given for a foreign gateway, and the proofs that went there."""
READ = {
    "read the panel in the shadow root": True,
    "listen to the header's own requests": [True, SUMMARY],
    "ask the header's document itself, with key and token": 200,
}
"""What a script on the page can have: the summary, while the page is open."""
OUT_OF_REACH = (
    "ask for titles and texts",
    "ask the header's document with one field more",
    "mark everything as read",
)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    with demo(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture
def came_of(region: Region, browser: BrowserContext) -> dict[str, Any]:
    """Let the script try everything on the page of a citizen who is logged in at Gent and knows our own pages."""
    browser.add_init_script(SCRIPT.read_text())
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, CITIZEN)
    expect(toggle(page)).to_contain_text(CITIZEN)
    page.goto(f"{region.gateway}/me")
    page.goto(region.site("gent"))
    expect(toggle(page)).to_contain_text(CITIZEN)
    return _tried(page, region)


def _tried(page: Page, region: Region) -> dict[str, Any]:
    question = {"query": DOCUMENT, "variables": {"language": "nl"}}
    page.evaluate("(question) => (loot.question = question)", question)
    origins = {"gateway": region.gateway, "elsewhere": "http://evil.localhost:9"}
    names = page.evaluate("({ gateway, elsewhere }) => Object.keys(attempts(gateway, elsewhere))", origins)
    asked = "async ({ name, gateway, elsewhere }) => outcome(attempts(gateway, elsewhere)[name])"
    return {name: page.evaluate(asked, {"name": name, **origins}) for name in names}


def test_script_on_the_page_reads_the_summary_and_nothing_else(came_of: dict[str, Any], region: Region):
    assert {name: came_of[name] for name in READ} == READ
    assert {name: came_of[name] for name in REFUSED} == REFUSED
    for name in OUT_OF_REACH:
        status, text = came_of[name]
        assert status == 403, (name, text)
        assert json.loads(text)["errors"][0]["extensions"]["code"] == "token.reach"
    assert came_of["frame the profile page and read it"] in (
        "nothing to read",
        "nothing came",
        "SecurityError",
    )
    assert {*READ, *REFUSED, *OUT_OF_REACH, "frame the profile page and read it"} == set(came_of)


def test_every_attempt_stands_in_the_security_document():
    names = set(re.findall(r'^  "([^"]+)": ', SCRIPT.read_text(), re.MULTILINE))
    assert len(names) > 20
    table = TOLD.partition("## A hostile script")[2].partition("\n## ")[0]
    assert names == set(re.findall(r"^\| ([^|]+?) \| (?:\*\*|nothing)", table, re.MULTILINE))


def test_summary_names_no_case_and_what_was_taken_is_worth_nothing_when_the_citizen_logs_out(
    region: Region, browser: BrowserContext
):
    browser.add_init_script(SCRIPT.read_text())
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, CITIZEN)
    expect(toggle(page)).to_contain_text(CITIZEN)
    summary = page.evaluate("loot.answers.at(-1).header.summary")
    assert {key for item in summary["items"] for key in item} == {"id", "block", "name", "sender", "date"}
    question = {"query": DOCUMENT, "variables": {"language": "nl"}}
    page.evaluate("(question) => (loot.question = question)", question)

    out = browser.new_page()
    out.goto(region.site("aalst"))
    out.get_by_role("link", name="Aanmelden").click()
    expect(toggle(out)).to_contain_text(CITIZEN)
    toggle(out).click()
    header(out).get_by_role("link", name="Afmelden").click()
    expect(out.get_by_role("link", name="Aanmelden")).to_be_visible()

    at_once = page.evaluate("(gateway) => asked(`${gateway}/graphql`, headerQuestion())", region.gateway)
    assert at_once[0] == 401, at_once
