"""Notifications in Chromium, from the button to what is shown.

No vendor's push service can be reached from here: the browser's own subscribing is played by the tests' push service,
and what that decrypts is handed to the worker through the developer tools.
"""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from blocks.notifications import browsers
from blocks.notifications.channels import web_push
from profile_core.contract import GuardedClient
from tests.conftest import KINDS
from tests.notifications.parcels import parcel
from tests.notifications.played import CITIZENS, Stage
from tests.notifications.processes import Processes
from tests.notifications.push_service import PushService
from tests.notifications.tokens import bearer

pytestmark = [
    pytest.mark.matrix,
    pytest.mark.parametrize("database", KINDS[:1], indirect=True),
]
PUSH = "/me/settings/push"
SUBSCRIBE = """given => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).buffer;
  let subscribed = null;
  PushManager.prototype.getSubscription = async () => subscribed;
  PushManager.prototype.subscribe = async (options) => {
    subscribed = {
      endpoint: given.endpoint,
      options: { applicationServerKey: options.applicationServerKey },
      getKey: (name) => bytes(given[name]),
      unsubscribe: async () => { subscribed = null; return true; },
    };
    return subscribed;
  };
}"""
SHARED = """given => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).buffer;
  const known = ({ endpoint, ...keys }) => ({
    endpoint,
    options: { applicationServerKey: bytes(document.querySelector("[data-key]").dataset.key) },
    getKey: (name) => bytes(keys[name]),
    unsubscribe: async () => { localStorage.setItem("over", endpoint); return true; },
  });
  PushManager.prototype.getSubscription = async () => known(given[localStorage.getItem("over") ? 1 : 0]);
  PushManager.prototype.subscribe = PushManager.prototype.getSubscription;
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/me/");
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, lang, tag, data }) => ({ title, body, lang, tag, data }));
}"""
CLICK = """async () => {
  const opened = [];
  self.clients.openWindow = async (address) => { opened.push(address); };
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
  return opened;
}"""


@pytest.fixture
async def context() -> AsyncIterator[BrowserContext]:
    """Open a browser that fails the test on what it complains of, such as broken CSP.

    That it has no push service of its own, it may say: a test's window is a private one.
    """
    program = shutil.which("chromium") or pytest.skip("Chromium is not installed: apt install chromium")
    complaints: list[str] = []
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        opened = await browser.new_context(locale="nl-BE")
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("weberror", lambda error: complaints.append(str(error.error)))
        yield opened
        await browser.close()
    assert [one for one in complaints if "incognito mode" not in one] == []


@pytest.fixture
async def service(stage: Stage) -> AsyncIterator[PushService]:
    opened = PushService()
    await opened.open()
    opened.key = (await web_push.current(stage.platform)).public
    yield opened
    opened.close()


async def opened(context: BrowserContext, stage: Stage, address: str) -> Page:
    """Open the page as the citizen."""
    await context.set_extra_http_headers(bearer(stage.citizen()))
    page = await context.new_page()
    await page.goto(f"{address}{PUSH}?lang=nl")
    return page


@pytest.mark.smoke
async def test_what_is_pushed_is_shown_and_leads_to_the_notification(
    context: BrowserContext, stage: Stage, running: Processes, service: PushService
):
    address, _ = running.gateway()
    await context.grant_permissions(["notifications"], origin=address)
    given = service.browser("phone")
    await context.add_init_script(f"({SUBSCRIBE})({json.dumps(given.given())})")
    page = await opened(context, stage, address)
    await expect(page.get_by_text("Meldingen staan uit in deze browser.")).to_be_visible()
    await page.get_by_role("button", name="Zet meldingen aan").click()
    await expect(page.get_by_role("heading", name="Uw browsers met meldingen")).to_be_visible()
    [mine] = await browsers.mine(stage.platform, replace(stage.citizen(), at_pages=True))
    assert mine.endpoint == given.endpoint

    async with GuardedClient(production=False) as http:
        sent = parcel(stage.citizen().subject, stage.gent, "web_push")
        assert (await web_push.channel(stage.platform).carry(http, sent)).kind == "done"
    [said] = service.taken["/phone"]
    [shown] = await delivered(page, address, said)
    assert shown == {
        "title": "Parkeerkaart",
        "body": "Van: Stad Gent",
        "lang": "nl",
        "tag": said["tag"],
        "data": {"path": sent.items[0].path},
    }
    [worker] = context.service_workers
    assert await worker.evaluate(CLICK) == [f"{address}{sent.items[0].path}"]


async def delivered(page: Page, address: str, said: dict[str, Any]) -> list[dict[str, Any]]:
    """Hand a message to the worker as the browser does, and return what it shows."""
    tools = await page.context.new_cdp_session(page)
    registered: list[str] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registered.extend(one["registrationId"] for one in event["registrations"]),
    )
    await tools.send("ServiceWorker.enable")
    while not registered:
        await page.wait_for_timeout(20)
    push = {"origin": address, "registrationId": registered[0], "data": json.dumps(said)}
    await tools.send("ServiceWorker.deliverPushMessage", push)
    while not (shown := await page.evaluate(SHOWN)):
        await page.wait_for_timeout(20)
    return shown


async def test_browser_of_two_people_tells_the_one_who_turned_it_on_last(
    context: BrowserContext, stage: Stage, running: Processes, service: PushService
):
    """What it was for the other is over at the push service, which then refuses what is sent there."""
    address, _ = running.gateway()
    await context.grant_permissions(["notifications"], origin=address)
    other, mine = service.browser("other").given(), service.browser("mine").given()
    first = replace(stage.citizen(CITIZENS[1]), at_pages=True)
    await browsers.add(stage.platform, first, **other, language="nl")
    await context.add_init_script(f"({SHARED})({json.dumps([other, mine])})")
    page = await opened(context, stage, address)
    await page.get_by_role("button", name="Zet meldingen aan").click()
    await expect(page.get_by_role("heading", name="Uw browsers met meldingen")).to_be_visible()
    assert await page.evaluate('localStorage.getItem("over")') == other["endpoint"]
    [known] = await browsers.mine(stage.platform, replace(stage.citizen(), at_pages=True))
    assert known.endpoint == mine["endpoint"]


async def test_browser_that_is_turned_off_shows_the_button_again(
    context: BrowserContext, stage: Stage, running: Processes, service: PushService
):
    address, _ = running.gateway()
    await context.grant_permissions(["notifications"], origin=address)
    await context.add_init_script(f"({SUBSCRIBE})({json.dumps(service.browser().given())})")
    page = await opened(context, stage, address)
    await page.get_by_role("button", name="Zet meldingen aan").click()
    await page.get_by_role("button", name="Zet uit").click()
    await expect(page.get_by_role("button", name="Zet meldingen aan")).to_be_visible()
    assert await browsers.mine(stage.platform, replace(stage.citizen(), at_pages=True)) == []


async def test_citizen_who_says_no_is_told_where_to_change_it(
    context: BrowserContext, stage: Stage, running: Processes
):
    address, _ = running.gateway()
    page = await opened(context, stage, address)
    await page.evaluate(
        "() => { Object.defineProperty(Notification, 'permission', { get: () => 'denied' }); }"
    )
    await page.get_by_role("button", name="Zet meldingen aan").click()
    await expect(page.get_by_text("Uw browser laat geen meldingen toe")).to_be_visible()
    await expect(page.get_by_role("button", name="Zet meldingen aan")).to_be_visible()


async def test_without_script_the_page_says_that_messages_are_in_the_profile(
    context: BrowserContext, stage: Stage, running: Processes
):
    address, _ = running.gateway()
    plain = await context.browser.new_context(java_script_enabled=False, locale="nl-BE")  # pyright: ignore[reportOptionalMemberAccess]
    page = await opened(plain, stage, address)
    await expect(page.get_by_text("U vindt uw berichten altijd op Mijn profiel.")).to_be_visible()
    await expect(page.get_by_role("button", name="Zet meldingen aan")).to_have_count(0)
