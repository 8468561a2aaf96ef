"""The explorer for providers runs from our own origin under a strict policy."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from tests.gateway.conftest import Process, start_gateway


@pytest.fixture(scope="module")
def gateway(migrated_file: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with start_gateway(migrated_file, tmp_path_factory.mktemp("explored")) as process:
        yield process


@pytest.fixture
def page() -> Iterator[Page]:
    program = shutil.which("chromium") or pytest.skip("Chromium is not installed: apt install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def test_developer_explores_the_provider_schema_and_nothing_foreign_is_loaded(gateway, page):
    complaints: list[str] = []
    addresses: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", complain)
    page.on("request", lambda request: addresses.append(request.url))
    policy = page.goto(f"{gateway.url}/provider/explorer").headers["content-security-policy"]
    page.fill("#token", "program:gent")
    page.get_by_role("button", name="Explore").click()
    page.get_by_role("button", name="Execute query").click()
    page.locator(".result-window").get_by_text("directory.provider_unknown").wait_for()
    page.get_by_role("button", name="Show Documentation Explorer").click()
    page.get_by_text("Query", exact=True).first.click()
    page.locator(".graphiql-doc-explorer").get_by_text("PlayedForPrograms").wait_for()
    assert "unsafe" not in policy
    assert complaints == []
    assert all(address.startswith((gateway.url, "data:")) for address in addresses)
