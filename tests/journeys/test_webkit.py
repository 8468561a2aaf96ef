"""The smoke journey in WebKitGTK, over TLS, with its own rules about cookies: known on two sites, out on both.

Over TLS, because this engine drops Secure cookies over http.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.shadowroot import ShadowRoot
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests import heard
from tests.journeys.steps import FIRST_WAY
from tests.journeys.webkit import webkit
from tests.region import Region, demo

pytestmark = [pytest.mark.journey, pytest.mark.matrix]

CITIZEN = "Amina El Idrissi"
TOLD = "5"
"""How many notifications the demo's provider sends everybody at its start, and files in which it asks something."""
ITEMS = 4
"""Notifications among them, which the panel names."""
WITHIN = 20.0
_COMING = (NoSuchElementException, StaleElementReferenceException)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run the demo on https; the database does not matter here."""
    with demo(tmp_path_factory.mktemp("region"), "--tls") as running:
        yield running


@pytest.fixture
def page(region: Region) -> Iterator[WebDriver]:
    """Open the browser, and keep where it went."""
    certificate = str(region.folder / "var" / "tls" / "certificate.pem")
    hosts = ("localhost", "gent.localhost", "aalst.localhost", "127.0.0.1")
    with webkit(dict.fromkeys(hosts, certificate)) as browser:
        yield browser


def test_webkit_knows_the_citizen_on_two_sites_and_one_logout_ends_both(region: Region, page: WebDriver):
    at_gent = _open(page, region.site("gent"))
    _in_header(page, "[part~=login]", "Aanmelden").click()
    _shown(page, "a", FIRST_WAY).click()
    _shown(page, "button", CITIZEN).click()
    _in_header(page, "[part~=toggle]", CITIZEN)
    _in_header(page, "[part~=badge]", TOLD)

    _open(page, region.site("aalst"))
    _in_header(page, "[part~=login]", "Aanmelden").click()
    _in_header(page, "[part~=badge]", TOLD)
    _in_header(page, "[part~=toggle]", CITIZEN).click()
    WebDriverWait(page, WITHIN).until(
        lambda _: len(_header(page).find_elements(By.CSS_SELECTOR, "[part~=item]")) == ITEMS
    )
    _in_header(page, "[part~=logout]", "Afmelden").click()
    _in_header(page, "[part~=login]", "Aanmelden")
    assert urlsplit(page.current_url).netloc == urlsplit(region.site("aalst")).netloc

    page.switch_to.window(at_gent)
    _in_header(page, "[part~=status]", "U bent afgemeld")
    _in_header(page, "[part~=login]", "Aanmelden")


def _open(page: WebDriver, address: str) -> str:
    """Open an address in a window of its own, which stays in sight, and return the window's name."""
    page.switch_to.new_window("window")
    page.get(address)
    return page.current_window_handle


def _shown(page: WebDriver, kind: str, text: str) -> WebElement:
    """Wait for an element of a kind that shows a text."""
    return _wait(page, lambda: _with_text(page.find_elements(By.CSS_SELECTOR, kind), text))


def _in_header(page: WebDriver, part: str, text: str) -> WebElement:
    """Wait for a part of the header that shows a text."""
    return _wait(page, lambda: _with_text(_header(page).find_elements(By.CSS_SELECTOR, part), text))


def _header(page: WebDriver) -> ShadowRoot:
    return page.find_element(By.TAG_NAME, "citizen-profile-header").shadow_root


def _with_text(elements: list[WebElement], text: str) -> WebElement | None:
    """Return the first that is shown and holds a text; WebDriver's own `text` leaves out what might be cut off."""
    for one in elements:
        if one.is_displayed() and text in str(one.get_property("textContent")):
            return one
    return None


def _wait(page: WebDriver, find: Callable[[], WebElement | None]) -> WebElement:
    """Ask until it is there: pages come one after another, and the header draws itself anew."""
    heard.keep_address("GET", page.current_url)
    found = WebDriverWait(page, WITHIN, 0.1, _COMING).until(lambda _: find())
    assert found
    return found
