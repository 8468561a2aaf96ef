"""What citizens do on the sites of a region, in a browser."""

from playwright.sync_api import Locator, Page

FIRST_WAY = "Testaanmelding"
SECOND_WAY = "Digitale testsleutel"


def log_in(page: Page, citizen: str, *, way: str = FIRST_WAY) -> None:
    """From a site: log in, choose how, be somebody; who has one role is back, others choose it next."""
    page.get_by_role("link", name="Aanmelden").click()
    page.get_by_role("link", name=way).click()
    page.get_by_role("button", name=citizen).click()


def choose_role(page: Page, name: str) -> None:
    """On the page of roles: go on for oneself or for whom is named."""
    page.get_by_role("heading", name="Voor wie").wait_for()
    page.get_by_role("button", name=name).click()


def header(page: Page) -> Locator:
    return page.locator("citizen-profile-header")


def toggle(page: Page) -> Locator:
    return header(page).locator("[part~=toggle]")


def unread(page: Page) -> Locator:
    return header(page).locator("[part~=badge]")


def who(page: Page) -> Locator:
    """What the header says of who is logged in, in which role."""
    return header(page).locator(".who")


def acting(page: Page) -> Locator:
    """What the site says of in whose name the citizen acts."""
    return page.get_by_role("complementary", name="In wiens naam u handelt")
