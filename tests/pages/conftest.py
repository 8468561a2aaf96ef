"""The gallery of pages, served for real, and Chromium to look at it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.pages.gallery import served


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """Serve the gallery; gives its address."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start Chromium for one module, whose tests must all be synchronous: so is this driver."""
    program = shutil.which("chromium") or pytest.skip("Chromium is not installed: apt install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
