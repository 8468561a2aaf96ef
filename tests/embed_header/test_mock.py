"""The mock for a site's own tests: the real element, a region played in the page, and nothing over the network."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.standing import stood
from tests.testing.processes import ROOT

pytestmark = pytest.mark.matrix

MOCK = ROOT / "embed_header" / "dist" / "mock"
GATEWAY = "https://profile.invalid"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
PAGE = f"""<!doctype html><html lang="nl"><title>Stad Gent</title>
<script type="module" src="/test.js"></script>
<citizen-profile-header api="{GATEWAY}" widgets="notifications sha384-a parking sha384-b"></citizen-profile-header>
<main><h1>Stad Gent</h1></main></html>"""


@dataclass
class Site:
    """A site and its test: ``options`` is what the test plays; ``asked`` are the paths that reached the server."""

    address: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.answer, methods=["GET", "POST"])])

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        if request.url.path == "/":
            return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})
        if request.url.path == "/test.js":
            installed = f"window.mock = installMock({json.dumps(self.options)});"
            return _script(f'import {{ installMock }} from "/mock.js"; {installed}')
        if request.url.path == "/mock.js":
            return _script((MOCK / "citizen-profile-header-mock.js").read_text())
        return JSONResponse({"own": "answer"})


def _script(text: str) -> Response:
    return Response(text, media_type="text/javascript")


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    with stood(site.app()) as port:
        site.address = f"http://localhost:{port}"
        yield site


@pytest.fixture
def visit(site: Site, page: Page):
    """Open the site's page, where the test plays a region."""
    left: list[str] = []
    page.on("request", lambda request: left.append(request.url))

    def _visit(**options: Any) -> Locator:
        site.options = options
        page.goto(site.address)
        return page.locator("citizen-profile-header")

    yield _visit
    assert page.evaluate("violations") == []
    assert [address for address in left if not address.startswith(site.address)] == []


def say(page: Page, **changes: Any) -> None:
    page.evaluate("changes => mock.set(changes)", changes)


SEEN = {
    "in": ("button", "Lotte Vermeulen"),
    "out": ("link", "Aanmelden"),
    "slow": ("link", "Aanmelden"),
    "down": ("link", "Aanmelden"),
    "ended": ("link", "Aanmelden"),
}
SAID = {
    "slow": "Het laden duurt lang.",
    "down": "Mijn Profiel is nu niet bereikbaar.",
    "ended": "U bent afgemeld.",
}


@pytest.mark.parametrize("state", SEEN)
def test_each_state_is_as_it_is_with_a_region(visit, state: str):
    header = visit(state=state)
    role, name = SEEN[state]
    expect(header.get_by_role(role, name=name)).to_be_visible()
    if state in SAID:
        expect(header.locator("[part=bar]").get_by_text(SAID[state])).to_be_visible()


@pytest.mark.smoke
def test_citizen_and_news_are_those_of_the_test(visit):
    header = visit(
        citizen={"name": "Wout De Backer", "role": {"code": "EA", "name": "Fietsatelier BV"}},
        unreadCount=100,
        items=[
            {
                "id": "a",
                "name": "Aanslagbiljet",
                "sender": {"name": "Belastingen"},
                "date": "2026-01-05T10:00:00Z",
            }
        ],
        entries=[
            {"block": "notifications", "label": "Berichten", "path": "/me", "count": 100},
            {"block": "parking", "label": "Parkeren", "path": "/me/parking", "count": 3},
        ],
    )
    header.get_by_role("button", name="Wout De Backer").click()
    expect(header.locator("[part=badge]")).to_have_text("99+")
    expect(header).to_contain_text("Fietsatelier BV")
    item = header.get_by_role("link", name="Aanslagbiljet")
    expect(item).to_have_attribute("href", f"{GATEWAY}/me/item/a")
    expect(header.get_by_role("link", name="Parkeren")).to_have_attribute("href", f"{GATEWAY}/me/parking")


def test_what_changes_is_seen_at_once(visit, page: Page):
    header = visit(unreadCount=2)
    badge = header.locator("[part=badge]")
    expect(badge).to_have_text("2")
    say(page, unreadCount=3)
    expect(badge).to_have_text("3")
    say(page, state="down")
    expect(header).to_contain_text("Niet bijgewerkt")
    say(page, state="in", citizen={"name": "Amina", "role": {"code": "BUR", "name": "Voor mezelf"}})
    expect(header.get_by_role("button", name="Amina")).to_contain_text("Voor mezelf")
    say(page, state="ended")
    expect(header).to_contain_text("U bent afgemeld.")
    again = "document.querySelector('citizen-profile-header')"
    assert page.evaluate(f"{again}.refresh().then(() => {again}.session)") is None
    say(page, state="in")
    expect(header.get_by_role("button", name="Amina")).to_be_visible()


def test_slow_region_answers_when_another_state_is_set(visit, page: Page):
    header = visit(state="slow")
    expect(header).to_contain_text("Het laden duurt lang.")
    say(page, state="in")
    expect(header.get_by_role("button", name="Lotte Vermeulen")).to_be_visible()


def test_requests_of_the_site_go_where_they_went(visit, page: Page, site: Site):
    visit()
    ask = "Promise.all(['/own', new Request('/own')].map(async (what) => (await fetch(what)).json()))"
    assert page.evaluate(ask) == [{"own": "answer"}] * 2
    assert site.asked.count("/own") == 2
    assert "/citizen-profile/header-token" not in site.asked


@pytest.mark.smoke
def test_removed_it_leaves_the_page_its_own_fetch(visit, page: Page, site: Site):
    header = visit()
    expect(header.get_by_role("button", name="Lotte Vermeulen")).to_be_visible()
    with page.expect_request("**/citizen-profile/header-token"):
        page.evaluate(
            "mock.remove(); document.querySelector('main').append(document.createElement('citizen-profile-header'))"
        )
    assert page.evaluate("fetch.toString()") == "function fetch() { [native code] }"
