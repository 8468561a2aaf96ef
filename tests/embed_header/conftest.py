"""A played region and a real Chromium that looks at it under the strictest page policy."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.embed_header.played_region import Region, played

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
addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective + " " + event.blockedURI));
new PerformanceObserver((list) => { 
  for (const { value, sources } of list.getEntries())
    shifts.push([value, sources.map(({ node, previousRect: a, currentRect: b }) => [node?.nodeName, a.x, a.y, a.width, a.height, b.x, b.y, b.width, b.height].join(" "))]);
})
  .observe({ type: "layout-shift", buffered: true });
for (const name of ["ready", "session-change", "unread-change", "panel-open", "panel-close", "error"])
  document.addEventListener("cp-" + name, ({ detail }) => heard.push([name, detail]));
"""


def item(number: int, name: str, sender: str, **ago: float) -> dict[str, Any]:
    date = (datetime.now(UTC) - timedelta(**ago)).isoformat()
    return {"id": f"item-{number}", "name": name, "sender": {"name": sender}, "date": date}


@pytest.fixture
def region() -> Iterator[Region]:
    with played() as region:
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


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
