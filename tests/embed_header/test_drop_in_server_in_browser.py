"""A browser runs the script of the Flemish header's address and finds in it what was imported, letter by letter."""

import asyncio
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from embed_header import configure
from embed_header.block import block as header
from embed_header.configure import Change
from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from tests.databases import Database
from tests.embed_header.conftest import FLAGS
from tests.embed_header.flemish_configs import CONFIG
from tests.embed_header.played_region import served
from tests.embed_header.registered_sites import GENT_BE, PLAYERS, register
from tests.gateway.platforms import played

pytestmark = pytest.mark.matrix

KNOWN = UUID("9717ae3b-84e8-43b2-a814-e35a2547927f")


async def configured(settings: Settings) -> None:
    platform = played(settings, PLAYERS, header)
    async with platform.store.begin() as tx:
        await register(tx)
    await configure.configure_any(platform, Change(origin=GENT_BE, id=KNOWN, flemish=CONFIG))
    await platform.store.close()


@pytest.fixture
def gateway(database: Database) -> Iterator[str]:
    """Serve a region where Ghent has its Flemish configuration."""
    settings = Settings(database_url=database.url, public_url="https://profile.example.org")
    asyncio.run(configured(settings))
    with served(build(played(settings, PLAYERS, header))) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def page(gateway: str) -> Iterator[Page]:
    """Open a browser when the databases are made: both want a loop of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser.new_page()
        browser.close()


def test_browser_finds_in_the_script_what_was_imported(gateway: str, page: Page):
    async def site(request: Request) -> HTMLResponse:
        address = f"{gateway}/api/v2/widget/{KNOWN}{request.url.path}"
        return HTMLResponse(f'<!doctype html><html lang="nl"><script src="{address}"></script>')

    with served(Starlette(routes=[Route("/{how}", site)])) as port:
        for how in ("entry", "embed"):
            page.goto(f"http://gent.localhost:{port}/{how}")
            assert page.evaluate("globalHeaderClient.getConfig()") == CONFIG
