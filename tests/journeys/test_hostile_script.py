"""A hostile script on the municipal page is given every chance: it reads the summary, and nothing else.

The attempts stand in ``hostile.js``, what they mean in ``docs/security/header.md``, under the same names.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from embed_header.document import DOCUMENT
from tests.journeys.elsewhere import Elsewhere, listening
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
    "load one as a widget of the header": [
        "/header/widgets/..%2F..%2Fevil/BBB.js",
        "/header/widgets/ELSEWHERE%2Fevil.js%3F/DDD.js",
        "/header/widgets/notifications/.._.._.._evil.js",
    ],
    "have the header's own Trusted Types policy let another address through": [],
    "have that policy make markup or a script": [],
    "bend that policy by swapping built-ins, and load one": "refused",
}
"""What came of the attempts that brought nothing. ``TypeError`` is a browser that would not ask or not tell;
``[0, 0]`` are the tokens that were given for a foreign gateway, and the proofs that went there. The addresses are all
that the header asked for when it was told of blocks of these names: widgets of the gateway, which has none such."""
READ = {
    "read the panel in the shadow root": True,
    "listen to the header's own requests": [True, SUMMARY],
    "ask the header's document itself, with key and token": 200,
    "open a window whose address holds what it read": True,
}
"""What a script on the page can have: the summary, while the page is open."""
STOPPED_BY_THE_POLICY = {
    "send what it read to a server of its own": {
        "GET /image?loot": "img-src",
        "POST /beacon?loot": "connect-src",
        "POST /fetch?loot": "connect-src",
    },
    "load a script from elsewhere": {"GET /evil.js?plain": "require-trusted-types-for"},
    "load one through a Trusted Types policy of its own": {"GET /evil.js?mine": "script-src-elem"},
    "bend that policy by swapping built-ins, and load one": {"GET /evil.js?bent": "script-src-elem"},
}
"""What would have reached the script's own server, and the directive that kept it from there."""
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
def elsewhere() -> Iterator[Elsewhere]:
    with listening() as there:
        yield there


@pytest.fixture
def hostile(region: Region, browser: BrowserContext) -> Page:
    """Have the script in every page, and open that of a citizen who is logged in at Gent and knows our own pages."""
    browser.add_init_script(SCRIPT.read_text())
    page = browser.new_page()
    page.goto(region.site("gent"))
    log_in(page, CITIZEN)
    expect(toggle(page)).to_contain_text(CITIZEN)
    page.goto(f"{region.gateway}/me")
    page.goto(region.site("gent"))
    expect(toggle(page)).to_contain_text(CITIZEN)
    return page


def _tried(page: Page, region: Region, elsewhere: Elsewhere, *wanted: str) -> dict[str, Any]:
    """Let the script try these attempts, or all."""
    question = {"query": DOCUMENT, "variables": {"language": "nl"}}
    page.evaluate("(question) => (loot.question = question)", question)
    origins = {"gateway": region.gateway, "elsewhere": elsewhere.url}
    names = page.evaluate("({ gateway, elsewhere }) => Object.keys(attempts(gateway, elsewhere))", origins)
    asked = "async ({ name, gateway, elsewhere }) => outcome(attempts(gateway, elsewhere)[name])"
    return {name: page.evaluate(asked, {"name": name, **origins}) for name in wanted or names}


def test_script_on_the_page_reads_the_summary_and_nothing_else(
    hostile: Page, region: Region, elsewhere: Elsewhere
):
    loaded: list[Request] = []
    hostile.on("response", lambda answer: loaded.append(answer.request))
    came_of = _tried(hostile, region, elsewhere)
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
    assert elsewhere.heard_by_now({"GET /window?loot"}) == {"GET /window?loot"}
    assert hostile.evaluate("window.evil") is None
    scripts = {asked.url for asked in loaded if asked.resource_type == "script"}
    assert scripts
    assert all(url.startswith(f"{region.gateway}/header/widgets/") for url in scripts), scripts
    assert _stopped(elsewhere.url) <= set(hostile.evaluate("loot.violations"))
    assert hostile.evaluate("(address) => letThrough(address)", f"{region.gateway}/header/widgets/a/b.js")


def test_same_attempts_succeed_in_a_page_without_a_policy(
    browser: BrowserContext, region: Region, elsewhere: Elsewhere
):
    browser.add_init_script(SCRIPT.read_text())
    page = browser.new_page()
    page.goto(elsewhere.page_without_policy)
    page.evaluate(
        "loot.policies['citizen-profile'] = trustedTypes.createPolicy('any', { createScriptURL: (it) => it })"
    )
    came_of = _tried(page, region, elsewhere, *STOPPED_BY_THE_POLICY)
    assert [*came_of.values()] == [0, "it ran", "it ran", "it ran"]
    assert page.evaluate("window.evil") is True
    wanted = {line for lines in STOPPED_BY_THE_POLICY.values() for line in lines}
    assert wanted == elsewhere.heard_by_now(wanted)
    assert page.evaluate("loot.violations") == []


def _stopped(elsewhere: str) -> set[str]:
    """Return what the page is told of each request that its policy stopped."""
    return {
        f"{directive} {'trusted-types-sink' if directive.endswith('-for') else elsewhere + line.split()[1]}"
        for lines in STOPPED_BY_THE_POLICY.values()
        for line, directive in lines.items()
    }


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
