"""A municipality moves to us: its id is kept, its page changes the host name, and the gateway does the rest."""

import asyncio
import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from embed_header import configure
from embed_header.block import block as header
from embed_header.configure import Change
from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from tests.databases import Database
from tests.embed_header.conftest import FLAGS, WATCH
from tests.embed_header.played_drop_in import FLANDERS, PAGES, STRICT, WIDGET
from tests.embed_header.played_region import served
from tests.embed_header.registered_sites import GENT_BE, PLAYERS, register
from tests.gateway.platforms import played

GATEWAY = "https://profile.example.org"


async def configured(settings: Settings) -> None:
    platform = played(settings, PLAYERS, header)
    async with platform.store.begin() as tx:
        await register(tx)
    config = json.loads((PAGES / "config.json").read_text().replace(FLANDERS, GATEWAY))
    await configure.configure_any(platform, Change(origin=GENT_BE, id=UUID(WIDGET), flemish=config))
    await platform.store.close()


@pytest.fixture
def gateway(database: Database) -> Iterator[str]:
    """Serve a region into which Ghent brought its Flemish configuration."""
    settings = Settings(database_url=database.url, public_url=GATEWAY)
    asyncio.run(configured(settings))
    with served(build(played(settings, PLAYERS, header))) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def page(gateway: str) -> Iterator[Page]:
    """Open a browser for which both names lead here."""

    def at_gateway(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(GATEWAY, gateway)))

    def at_site(route: Route) -> None:
        policy = STRICT.format(gateway=GATEWAY)
        html = (PAGES / "embed.html").read_text().replace(FLANDERS, GATEWAY)
        route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": policy})

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.route(f"{GATEWAY}/**", at_gateway)
        page.route(f"{GENT_BE}/**", at_site)
        yield page
        browser.close()


def test_page_that_changed_its_host_name_shows_the_header_from_the_real_gateway(page: Page):
    page.goto(f"{GENT_BE}/")
    expect(page.get_by_role("link", name="Stad Gent")).to_be_visible()
    expect(page.get_by_role("link", name="Aanmelden")).to_have_attribute("href", f"{GENT_BE}/login")
    profile = {"active": True, "idpData": {"user": {"firstName": "Marieke", "name": "Janssens"}}}
    assert page.evaluate("(who) => globalHeaderClient.accessMenu.setProfile(who)", profile) is True
    page.get_by_role("button", name="Marieke Janssens").click()
    expect(page.get_by_role("link", name="Naar Mijn Profiel")).to_have_attribute("href", f"{GATEWAY}/me")
    assert page.evaluate("violations") == []
