"""The mailbox of a demo, as the citizen who reads a mail there and goes on from it."""

from playwright.sync_api import Page, expect

from tests.journeys.visit import until
from tests.region import Region


def give_address(page: Page, region: Region, address: str) -> None:
    """From the settings: give an address, and the code that its mail brings."""
    page.get_by_role("link", name="E-mailadres toevoegen").click()
    page.get_by_label("E-mailadres").fill(address)
    page.get_by_role("button", name="Code sturen").click()
    page.get_by_label("Code").fill(_code(page, region, address))
    page.get_by_role("button", name="Adres bevestigen").click()
    expect(page.get_by_text("Uw e-mailadres is bevestigd")).to_be_visible()


def follow(page: Page, region: Region, address: str) -> None:
    """Open the newest mail to an address and follow its link to a message."""
    _open_newest(page, region, address)
    page.get_by_role("link", name="As HTML").click()
    page.locator("a[href*='/me/item/']").first.click()


def _code(page: Page, region: Region, address: str) -> str:
    box = page.context.new_page()
    _open_newest(box, region, address)
    said = [line.strip() for line in box.locator("pre").first.inner_text().splitlines()]
    box.close()
    return next(line for line in said if line.isdigit() and len(line) == 6)


def _open_newest(page: Page, region: Region, address: str) -> None:
    page.goto(region.facts["mailbox"])
    mails = page.get_by_role("listitem").filter(has_text=address)
    until(mails.count, page.reload)
    mails.first.get_by_role("link").click()
