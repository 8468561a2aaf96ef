"""A form of ours in Chromium: its answer leads on, however often the site redirects after its callback."""

import asyncio
import shutil
from collections.abc import AsyncIterator

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from profile_core.contract import Store
from profile_core.directory.tables import application_table as a
from profile_core.kit.keyring import new_keyring
from tests.databases import free_port
from tests.sso.configured import Upstream
from tests.sso.conftest import Configure, application, identity_provider, platform_of, register
from tests.sso.played import Client, asked
from tests.sso.served import Served

pytestmark = pytest.mark.matrix

PORT, SITE_PORT = free_port(), free_port()
OURS = f"http://localhost:{PORT}"
BACK = f"http://127.0.0.1:{SITE_PORT}/callback"
HOME = f"http://localhost:{SITE_PORT}/home"
"""Of another origin than the callback, as where one site serves many."""


def site() -> Starlette:
    """Answer the callback with a redirect to another origin."""

    async def callback(request: Request) -> Response:
        return RedirectResponse(f"{HOME}?{request.url.query}", 303)

    async def home(_: Request) -> Response:
        return PlainTextResponse("home")

    return Starlette(routes=[Route("/callback", callback), Route("/home", home)])


@pytest.fixture
async def window(store: Store, configure: Configure) -> AsyncIterator[Page]:
    """Serve our provider, an identity provider and a site, and open a window without scripts."""
    program = shutil.which("chromium") or pytest.skip("Chromium is not installed: apt install chromium")
    served = Served()
    served.mount(site(), SITE_PORT)
    configure(Upstream(issuer=identity_provider(served, f"{OURS}/sso/callback/idp")))
    keyring = new_keyring()
    async with store.begin() as tx:
        await register(tx, keyring, Client("gent"), Client("aalst"), Client("parking"))
        leads = {"redirect_uris": [BACK], "post_logout_redirect_uris": [BACK]}
        await tx.run(a.update().where(a.c.client_id == "gent").values(**leads))
    app = application(platform_of(store, keyring, OURS))
    server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="error"))
    serving = asyncio.create_task(server.serve())
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = await browser.new_context(locale="nl-BE", java_script_enabled=False)
        context.set_default_timeout(15_000)
        yield await context.new_page()
        await browser.close()
    server.should_exit = True
    await serving
    served.stop()


@pytest.mark.parametrize("button", ["Toestaan", "Niet toestaan"])
async def test_form_leads_to_a_site_that_redirects_to_another_origin(window: Page, button: str):
    wish = asked(redirect_uri=BACK, scope="openid profile citizen")
    await window.goto(f"{OURS}/sso/authorize?{'&'.join(f'{name}={value}' for name, value in wish.items())}")
    await window.locator("button[value='lotte-vermeulen']").click()
    await window.get_by_role("button", name=button, exact=True).click()
    await window.wait_for_url(f"{HOME}?*")
    assert ("code=" in window.url) == (button == "Toestaan")
    await window.goto(f"{OURS}/sso/end-session?client_id=gent&post_logout_redirect_uri={BACK}")
    await window.locator("main form button").first.click()
    await window.wait_for_url(f"{HOME}*")
