"""A region and a browser for journeys. Third-party cookies are blocked, as they are for citizens."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from tests.conftest import KINDS, one_empty_database
from tests.region import Region, demo

CHROMIUM = Path("/usr/bin/chromium")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="module", params=KINDS)
def region(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run the demo for the journeys of one file, on a database of its own."""
    with one_region(request, tmp_path_factory.mktemp("region")) as running:
        yield running


@contextmanager
def one_region(request: pytest.FixtureRequest, folder: Path, **settings: str) -> Iterator[Region]:
    """Run the demo with settings besides its own, on a database of the kind that is the fixture's parameter."""
    with one_empty_database(request, folder) as database:
        settings["CITIZEN_PROFILE_DATABASE_URL"] = database.url
        settings["CITIZEN_PROFILE_LAYOUT"] = "partitioned" if database.kind == "partitioned" else "plain"
        with demo(folder, **settings) as running:
            yield running


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[BrowserContext]:
    """Open Chromium with a new profile that blocks third-party cookies."""
    with one_browser(tmp_path) as context:
        yield context


@contextmanager
def one_browser(folder: Path, *, scripts: bool = True) -> Iterator[BrowserContext]:
    """Open Chromium with a new profile in a folder; without scripts none runs on any page."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt install chromium")
    profile = folder / "chromium"
    (profile / "Default").mkdir(parents=True)
    blocked = {"profile": {"block_third_party_cookies": True, "cookie_controls_mode": 1}}
    (profile / "Default" / "Preferences").write_text(json.dumps(blocked))
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=str(CHROMIUM),
            args=_QUIET,
            locale="nl-BE",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        yield context
        context.close()
