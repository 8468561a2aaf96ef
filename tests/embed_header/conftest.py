"""A played region and a real Chromium that looks at it under the strictest page policy."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from profile_core.contract import Block, Platform
from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from tests.databases import Database
from tests.embed_header.played_drop_in import Played, playing
from tests.embed_header.played_region import Region, played
from tests.gateway.platforms import played as platform_of

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = """
window.violations = []; window.shifts = []; window.heard = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  violations.push([violatedDirective, blockedURI]));
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries())
    shifts.push([value, sources.map(({ currentRect: now, previousRect: was }) => [was.toJSON(), now.toJSON()])]);
}).observe({ type: "layout-shift", buffered: true });
for (const name of ["ready", "session-change", "unread-change", "panel-open", "panel-close", "error"])
  document.addEventListener("cp-" + name, ({ detail }) => heard.push([name, detail]));
"""


INBOX = Path(__file__).parents[2] / "blocks/notifications/widgets/inbox-1.js"


def item(number: int, name: str, sender: str, **ago: float) -> dict[str, Any]:
    date = (datetime.now(UTC) - timedelta(**ago)).isoformat()
    said = {"name": name, "sender": {"name": sender}, "date": date}
    return {"id": f"item-{number}", "block": "notifications", **said}


@pytest.fixture
def region() -> Iterator[Region]:
    with played() as region:
        region.widgets["notifications"] = INBOX.read_bytes()
        region.summary = {
            "name": "Marieke Van den Broeck",
            "role": {"code": "BUR", "name": "In eigen naam"},
            "unreadCount": 2,
            "items": [
                item(1, "Herinnering voor uw afspraak", "Stad Gent", minutes=4),
                item(2, "Aanslagbiljet", "Vlaamse Belastingdienst", days=3),
            ],
            "entries": [
                {"block": "notifications", "label": "Berichten", "path": "/me", "count": 2},
                {"block": "parking", "label": "Parkeren", "path": "/parking", "count": 0},
            ],
        }
        yield region


@pytest.fixture
def drop_in() -> Iterator[Played]:
    with playing() as played:
        yield played


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """Open one window for all states of a file: it is quicker than a new one for each."""
    context = browser.new_context(reduced_motion="reduce", timezone_id="Europe/Brussels")
    context.set_default_timeout(8_000)
    page = context.new_page()
    page.add_init_script(WATCH)
    yield page
    context.close()


@pytest.fixture(scope="module")
def standing() -> Iterator[Region]:
    """Play one region for all states of a file."""
    with played() as region:
        yield region


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 720}, reduced_motion="reduce")
    context.set_default_timeout(8_000)
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Give a page; what its scripts throw fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page threw: {error}"))
    return page


@pytest.fixture
async def open_gateway(database: Database) -> AsyncIterator[Callable[..., httpx2.AsyncClient]]:
    """Open gateways that compose the given blocks over this test's database."""
    opened: list[tuple[Platform, httpx2.AsyncClient]] = []
    address = "https://profile.example.org"

    def _open(*blocks: Block) -> httpx2.AsyncClient:
        platform = platform_of(Settings(database_url=database.url, public_url=address), *blocks)
        transport = httpx2.ASGITransport(build(platform))
        opened.append((platform, httpx2.AsyncClient(transport=transport, base_url=address)))
        return opened[-1][1]

    yield _open
    for platform, client in opened:
        await client.aclose()
        await platform.store.close()
