"""A citizen who comes from a site to the profile, in a role, with or without scripts."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.steps import choose_role, header, log_in, toggle
from tests.region import Region

MYSELF = "Voor mezelf"
_PATIENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """``role`` is the name of whom the citizen acts for, or ``MYSELF``.

    Without scripts a site cannot show who is logged in: the citizen types the profile's address.
    """

    region: Region
    context: BrowserContext
    citizen: str
    role: str
    scripts: bool

    @property
    def whom(self) -> str:
        """Return whom everything is about."""
        return self.citizen if self.role == MYSELF else self.role

    def log_in(self) -> Page:
        """Log in at Gent, in the role; who was logged in before is forgotten."""
        page = self.context.new_page()
        for before in self.context.pages[:-1]:
            before.close()
        self.context.clear_cookies()
        page.goto(self.region.site("gent"))
        log_in(page, self.citizen)
        choose_role(page, self.role)
        page.wait_for_url(f"{self.region.site('gent')}/**")
        return page

    def go_on(self, page: Page) -> None:
        """From a site to the profile."""
        if self.scripts:
            toggle(page).click()
            header(page).get_by_role("link", name="Mijn Profiel").click()
        else:
            page.goto(f"{self.region.gateway}/me")
        heading = page.get_by_role("heading", level=1)
        heading.wait_for()
        if "Voor wie" in heading.inner_text():
            choose_role(page, self.role)
        expect(heading).to_have_text("Overzicht")
        expect(page.get_by_role("banner")).to_contain_text(self.citizen)
        if self.role != MYSELF:
            expect(page.get_by_role("banner")).to_contain_text(f"voor {self.role}")

    def come(self) -> Page:
        """Log in and go on to the profile."""
        page = self.log_in()
        self.go_on(page)
        return page


def part(page: Page, name: str) -> None:
    """Go to a part of the profile."""
    page.get_by_role("navigation", name="Onderdelen van uw profiel").get_by_role("link", name=name).click()


def rows(page: Page, words: str) -> Locator:
    """Return the lines of the lists that hold some words."""
    return page.locator("main .cp-list > li").filter(has_text=re.compile(re.escape(words)))


def until(so: Callable[[], object], again: Callable[[], object] = lambda: None) -> None:
    """Look whether it is so; if not, do something and look again."""
    end = time.monotonic() + _PATIENCE
    while not so():
        assert time.monotonic() < end
        time.sleep(0.25)
        again()
