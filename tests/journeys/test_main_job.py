"""J1 and J3 as citizens and a provider live them: log in once, be told, read, be out everywhere."""

import json
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.journeys.steps import header, log_in, toggle, unread
from tests.region import ROOT, Region

pytestmark = pytest.mark.journey

NODE = ROOT / ".venv" / "bin" / "node"
REGISTER = """
mutation Push($type: NotificationTypeInput!, $items: [NotificationInput!]!) {
  registerNotificationType(type: $type) { __typename ... on Error { code message } }
  registerNotifications(items: $items) { __typename ... on Error { code message } }
}
"""
CITIZEN = "Amina El Idrissi"
TOLD = 4
"""How many notifications the demo's provider sends everybody at its start."""
WITHIN = 5_000
"""Milliseconds from the push to the count on the page."""


def test_a_citizen_is_told_reads_and_is_out_everywhere(region: Region, browser: BrowserContext):
    asked = _record(browser)
    at_gent = browser.new_page()
    at_gent.goto(region.site("gent"))

    log_in(at_gent, CITIZEN)
    expect(toggle(at_gent)).to_contain_text(CITIZEN)
    expect(unread(at_gent)).to_have_text(str(TOLD))

    _push(region, CITIZEN, title="Uw parkeerkaart is klaar")
    expect(unread(at_gent)).to_have_text(str(TOLD + 1), timeout=WITHIN)

    _open_newest(at_gent, region)
    expect(at_gent.get_by_role("heading", level=1)).to_contain_text("Uw parkeerkaart is klaar")
    at_gent.goto(region.site("gent"))
    expect(unread(at_gent)).to_have_text(str(TOLD))

    at_aalst = browser.new_page()
    at_aalst.goto(region.site("aalst"))
    at_aalst.get_by_role("link", name="Aanmelden").click()
    expect(toggle(at_aalst)).to_contain_text(CITIZEN)

    toggle(at_aalst).click()
    at_aalst.get_by_role("link", name="Afmelden").click()
    at_aalst.wait_for_url(f"{region.site('aalst')}/**")
    expect(at_aalst.get_by_role("link", name="Aanmelden")).to_be_visible()
    at_gent.bring_to_front()
    expect(at_gent.get_by_role("link", name="Aanmelden")).to_be_visible(timeout=20_000)

    _assert_no_cookie_crossed_sites(asked)


def _open_newest(page: Page, region: Region) -> None:
    toggle(page).click()
    newest = header(page).locator("[part~=item]").first
    expect(newest).to_contain_text("Parkeerkaart")
    newest.click()
    page.wait_for_url(f"{region.gateway}/me/item/*")


def _push(region: Region, citizen: str, *, title: str) -> None:
    """Push as a provider whose client is other people's software."""
    provider = next(one for one in region.facts["providers"] if "Gent" in one["name"])
    number = next(one["national_number"] for one in region.facts["citizens"] if one["name"] == citizen)
    asked = {
        "issuer": region.facts["issuer"],
        "endpoint": region.facts["provider_graphql"],
        "client_id": provider["client_id"],
        "private_jwk": provider["private_jwk"],
        "scope": " ".join(provider["scopes"]),
        "document": REGISTER,
        "variables": {"type": _type(), "items": [_item(number, title)]},
    }
    done = subprocess.run(
        [NODE, Path(ROOT / "tests/node/push_with_graphql_request.mjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stdout, done.stdout


def _type() -> dict[str, object]:
    return {
        "code": "parking.card",
        "service": "LPDC-44021-0101",
        "category": "mobility",
        "kind": "MESSAGE",
        "name": [{"language": "nl", "text": "Parkeerkaart", "default": True}],
    }


def _item(number: str, title: str) -> dict[str, object]:
    return {
        "type": "parking.card",
        "externalId": str(uuid4()),
        "recipient": {"nationalNumber": number},
        "title": [{"language": "nl", "text": title, "default": True}],
        "text": [{"language": "nl", "text": "U kunt ze afhalen aan het loket.", "default": True}],
    }


def _record(browser: BrowserContext) -> list[Request]:
    asked: list[Request] = []
    browser.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (Playwright marks what it is given)
    return asked


def _assert_no_cookie_crossed_sites(asked: list[Request]) -> None:
    """A page may speak to another site, but never with a cookie; only the citizen's own steps carry one."""
    sent = [(request.url, request.all_headers()) for request in asked]
    crossing = [
        (url, headers)
        for url, headers in sent
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"
    ]
    assert any("cookie" in headers for _, headers in sent), "the citizen's own steps carry cookies"
    assert any(url.endswith("/graphql") for url, _ in crossing)
    assert not [url for url, headers in crossing if "cookie" in headers]
