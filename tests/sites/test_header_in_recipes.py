"""The header on the pages of the recipes, in Chromium: it shows who is logged in, and that somebody logged out elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.embed_header.conftest import FLAGS
from tests.region import Region
from tests.sites.kit import PATH
from tests.sites.recipes import NODE, PYTHON, running

pytestmark = pytest.mark.matrix


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=[PYTHON, NODE], ids=str)
def address(
    request: pytest.FixtureRequest, region: Region, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("site")
    with running(request.param, region, folder) as site:
        yield site


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Log Lotte in, by the header's own link."""
    context = browser.new_context(locale="nl-BE")
    context.set_default_timeout(8_000)
    page = context.new_page()
    page.goto(address)
    header(page).get_by_role("link", name="Log in").click()
    page.get_by_role("link", name="Testaanmelding").click()
    page.get_by_role("button", name="Lotte").click()
    page.get_by_role("button", name="Lotte").click()
    expect(page).to_have_url(f"{address}/")
    yield page
    context.close()


def header(page: Page):
    return page.locator("citizen-profile-header")


def test_header_shows_who_is_logged_in_and_how_much_is_unread(page: Page):
    expect(header(page).get_by_role("button", name="Lotte Vermeulen")).to_be_visible()
    expect(page.get_by_text("Logged in: Lotte Vermeulen")).to_be_visible()


def test_header_and_site_both_know_of_a_logout_elsewhere(page: Page, region: Region, address: str):
    expect(header(page).get_by_role("button", name="Lotte Vermeulen")).to_be_visible()
    log_out_at(region.site("aalst"), page.context.new_page())
    with page.expect_response(lambda answer: answer.status == 401 and answer.url == f"{address}{PATH}"):
        page.reload()
    expect(header(page).get_by_role("link", name="Log in")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("Nobody is logged in.")).to_be_visible()


def log_out_at(other: str, page: Page) -> None:
    """Log in at another site of the same region, which asks for the role only, and log out there."""
    page.goto(f"{other}/login")
    page.get_by_role("button", name="Lotte").click()
    expect(page).to_have_url(f"{other}/")
    page.goto(f"{other}/logout")
    page.close()
