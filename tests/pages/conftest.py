"""The gallery of pages, served for real, and Chromium to look at it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages.gallery import served
from tests.pages.windows import AXE, opened


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


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Page]:
    """Open one window for all tests of a file and fail on what it complains of, such as broken CSP."""
    yield from opened(chromium)


@pytest.fixture(scope="module")
def examined(chromium: Browser) -> Iterator[Page]:
    """Open a window in which axe is there whenever a page is: that is quicker than to send it after each."""
    for page in opened(chromium):
        page.add_init_script(AXE)
        yield page
