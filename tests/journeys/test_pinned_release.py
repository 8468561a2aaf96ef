"""A site that pinned the first release of the header still works with the gateway of today."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.away import Server
from tests.journeys.provider import push
from tests.journeys.steps import header, log_in, toggle, unread
from tests.region import Region, demo

pytestmark = pytest.mark.journey

CITIZEN = "Amina El Idrissi"
TOLD = 5
"""How many notifications the demo's provider sends everybody at its start, and files in which it asks something."""
SNIPPET = """
<link rel="stylesheet" href="GATEWAY/header/1.0.0/fallback.css"
 integrity="sha384-mEgEMA2ppEBagyW5Ih+NizE04nFdtEG3bTEytl6MHivutfsYQ3zeIWENViKz3n3H" crossorigin="anonymous">
<script type="module" src="GATEWAY/header/1.0.0/citizen-profile-header.js"
 integrity="sha384-nHn+tTthNf/x+Pg2PmqLAa0psCiul23IyYVOM52wxjRWF+xVzuLcxUmWo9mpXSkr" crossorigin="anonymous"></script>
<citizen-profile-header api="GATEWAY" organisation="Stad Gent" login-url="/login" logout-url="/logout">
  <a href="/">Stad Gent</a><a href="/login">Aanmelden</a>
</citizen-profile-header>
"""
"""What the gateway gave to web teams while 1.0.0 was the newest."""


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """Run a demo in which Gent never changed its snippet; the database does not matter here."""
    with demo(tmp_path_factory.mktemp("region")) as running:
        config = running.folder / "var" / "config" / "gent.json"
        gent = Server(running, running.site("gent"), str(config))
        with gent.stopped():
            pinned = json.loads(config.read_bytes()) | {
                "snippet": SNIPPET.replace("GATEWAY", running.gateway)
            }
            config.write_text(json.dumps(pinned))
        yield running
        gent.end()


def test_pinned_release_shows_name_and_count_and_opens_what_is_new(region: Region, browser: BrowserContext):
    page = browser.new_page()
    page.goto(region.site("gent"))
    expect(page.locator("script[src*='/header/']")).to_have_attribute("src", re.compile("/header/1\\.0\\.0/"))
    log_in(page, CITIZEN)
    expect(toggle(page)).to_contain_text(CITIZEN)
    expect(unread(page)).to_have_text(str(TOLD))

    push(region, CITIZEN, title="Uw parkeerkaart is klaar")
    expect(unread(page)).to_have_text(str(TOLD + 1))
    toggle(page).click()
    newest = header(page).locator("[part~=item]").first
    expect(newest).to_contain_text("Parkeerkaart")
    newest.click()
    page.wait_for_url(f"{region.gateway}/me/item/*")
    page.goto(region.site("gent"))
    expect(unread(page)).to_have_text(str(TOLD))

    toggle(page).click()
    header(page).get_by_role("link", name="Afmelden").click()
    expect(header(page).get_by_role("link", name="Aanmelden")).to_be_visible()
