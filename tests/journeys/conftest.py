"""A region and a browser for journeys. Third-party cookies are blocked, as they are for citizens."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from tests.databases import Database
from tests.region import Region, demo

CHROMIUM = Path("/usr/bin/chromium")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture
def region(empty_database: Database, tmp_path: Path) -> Iterator[Region]:
    """Run the demo on this test's own database."""
    layout = "partitioned" if empty_database.kind == "partitioned" else "plain"
    settings = {"CITIZEN_PROFILE_DATABASE_URL": empty_database.url, "CITIZEN_PROFILE_LAYOUT": layout}
    with demo(tmp_path, **settings) as running:
        yield running


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[BrowserContext]:
    """Open Chromium with a new profile that blocks third-party cookies."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt install chromium")
    profile = tmp_path / "chromium"
    (profile / "Default").mkdir(parents=True)
    blocked = {"profile": {"block_third_party_cookies": True, "cookie_controls_mode": 1}}
    (profile / "Default" / "Preferences").write_text(json.dumps(blocked))
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=str(CHROMIUM), args=_QUIET, locale="nl-BE"
        )
        context.set_default_timeout(15_000)
        yield context
        context.close()
