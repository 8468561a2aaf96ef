"""J3 and J5: a provider pushes, by our channels and by its own; over real processes, real SMTP and a real browser."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Page, async_playwright, expect
from standardwebhooks.webhooks import Webhook

from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.databases import Database
from tests.journeys.conftest import CHROMIUM
from tests.journeys.pushed import AN, BERT, MINE, Pushing, until
from tests.notifications.mail.mail_server import MailServer
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import Stage, set_up
from tests.notifications.processes import processes
from tests.outbound.receiver import Receiver

pytestmark = pytest.mark.journey

SETTINGS = "/me/settings"
REPLAY = """mutation Replay($filter: DeliveryFilter!) {
  replayDeliveries(filter: $filter) { ... on DeliveriesReplayed { replayed notReplayable more } ... on Error { code } }
}"""
WEBHOOK = """mutation Webhook($url: String!) {
  registerWebhook(url: $url, uses: [OWN_CHANNEL, DELIVERY_STATUS]) {
    ... on RegisteredWebhook { secret } ... on Error { code message }
  }
}"""
REPORT = """mutation Report($items: [DeliveryReport!]!) {
  reportDeliveries(items: $items) { ... on ReportedDelivery { state } ... on Error { code } }
}"""
COUNT = 6
INBOX = {"inbox": ("DELIVERED", None)}
SENT, BOUNCED, NOWHERE = ("SENT", None), ("FAILED", "BOUNCED"), ("FAILED", "NO_VERIFIED_ADDRESS")


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Enter providers and citizens; gateway and worker are processes of their own."""
    settings = Settings(database_url=database.url)
    store = open_store(settings, LISTENERS)
    yield await set_up(platform_with(settings, new_keyring(), store))
    await store.close()


@pytest.fixture
async def pushing(stage: Stage, tmp_path: Path) -> AsyncIterator[Pushing]:
    """Run a gateway and a worker whose mail goes to a server here, and open a browser."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt install chromium")
    async with MailServer() as mail, async_playwright() as driver:
        said = {"HOST": "localhost", "PORT": str(mail.port), "SECURITY": "none", "TIMEOUT": "5"}
        named = {f"NOTIFICATIONS_SMTP_{name}": value for name, value in said.items()}
        named["NOTIFICATIONS_MAIL_SENDER"] = "Mijn Profiel <no-reply@profile.example.org>"
        with processes(stage, tmp_path) as running:
            address, _ = running.gateway(**named)
            running.start("work", PUBLIC_URL=address, **named)
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = await browser.new_context(locale="nl-BE")
            async with httpx2.AsyncClient(base_url=address) as client:
                yield Pushing(stage=stage, client=client, mail=mail, context=context)
            await browser.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    opened = Receiver()
    await opened.open()
    yield opened
    opened.close()


async def test_what_is_pushed_in_bulk_fails_with_a_reason_is_replayed_and_is_seen(pushing: Pushing):
    page = await pushing.page(pushing.stage.citizen(AN), SETTINGS)
    await pushing.gives_address(page)
    await pushing.has_type("parking.letter", allowed=["email"])
    pushing.mail.answers["DATA"] = ["554 5.7.1 not from you"] * COUNT
    an, bert = [[f"{to}-{n}" for n in range(COUNT)] for to in ("an", "bert")]
    sent = [*((AN, one) for one in an), *((BERT, one) for one in bert)]

    first = await pushing.sends("parking.letter", *sent)
    assert await pushing.sends("parking.letter", *sent) == first, "the same again made others"

    nowhere = {one: {**INBOX, "email": NOWHERE} for one in bert}
    await pushing.become({**{one: {**INBOX, "email": BOUNCED} for one in an}, **nowhere})
    assert len(pushing.mail.taken) == 1, "only the letter with the code was taken"
    assert sorted(await pushing.events("paper.needed")) == bert

    replayed = await pushing.asks(REPLAY, filter={"reason": "BOUNCED"})
    assert replayed["replayDeliveries"] == {"replayed": COUNT, "notReplayable": 0, "more": False}
    await pushing.become({**{one: {**INBOX, "email": SENT} for one in an}, **nowhere})
    again = await pushing.asks(REPLAY, filter={"reason": "BOUNCED"})
    assert again["replayDeliveries"]["replayed"] == 0
    letters = [one.message for one in pushing.mail.taken[1:]]
    assert [one["To"] for one in letters] == [MINE] * COUNT
    assert len({one["Message-ID"] for one in letters}) == COUNT

    await page.goto(pushing.at(f"/me/item/{first[0]}"))
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Uw kaart is klaar")


async def test_providers_own_sms_is_called_reported_and_left_to_the_citizens_choice(
    pushing: Pushing, receiver: Receiver
):
    made = await pushing.asks(WEBHOOK, url=receiver.address("/profile"))
    secret = made["registerWebhook"]["secret"]
    page = await pushing.page(pushing.stage.citizen(AN), SETTINGS)
    await pushing.gives_address(page)
    await _has_types(pushing)

    [instead] = await pushing.sends("parking.sms", (AN, "instead"))
    await pushing.sends("parking.both", (AN, "beside"))
    by_sms = {**INBOX, "own:sms": SENT}
    await pushing.become({"instead": by_sms, "beside": {**by_sms, "email": SENT}})
    calls = {one["externalId"]: one for one in _told(receiver, secret, "delivery.requested")}
    assert calls.keys() == {"instead", "beside"}
    assert calls["instead"]["link"].endswith(f"/me/item/{instead}")
    assert AN not in str(calls)
    assert len(pushing.mail.taken) == 2, "the code, and the letter beside the SMS"

    reports = [{"deliveryId": one["deliveryId"], "state": "DELIVERED"} for one in calls.values()]
    for _ in range(2):
        assert await pushing.asks(REPORT, items=reports) == {"reportDeliveries": [{"state": "DELIVERED"}] * 2}

    await _wants_no_mail(pushing, page)
    await pushing.sends("parking.both", (AN, "unwanted"))
    await pushing.sends("parking.letter", (BERT, "paper"))

    off, reported = ("SUPPRESSED_BY_PREFERENCE", None), {**INBOX, "own:sms": ("DELIVERED", None)}
    heard = {"instead": reported, "beside": {**reported, "email": SENT}}
    unwanted = {**INBOX, "own:sms": off, "email": off}
    await pushing.become({**heard, "unwanted": unwanted, "paper": {**INBOX, "email": NOWHERE}})

    async def is_told() -> bool:
        return [one["externalId"] for one in _told(receiver, secret, "paper.needed")] == ["paper"]

    await until(is_told)
    called = {one["externalId"] for one in _told(receiver, secret, "delivery.requested")}
    assert called == {"instead", "beside"}
    assert len(pushing.mail.taken) == 2


async def _has_types(pushing: Pushing) -> None:
    """Register a type whose SMS goes in the place of mail, one where it goes beside, and one of mail alone."""
    sms = {"code": "sms", "channel": "email"}
    await pushing.has_type("parking.sms", allowed=["email"], own=[{**sms, "use": "INSTEAD_OF"}])
    await pushing.has_type("parking.both", allowed=["email"], own=[{**sms, "use": "BESIDE"}])
    await pushing.has_type("parking.letter", allowed=["email"])


async def _wants_no_mail(pushing: Pushing, page: Page) -> None:
    """Switch mail off for all of Ghent, on the settings page."""
    await page.goto(pushing.at(SETTINGS))
    await page.get_by_role("link", name="Stad gent").click()
    of_all = page.get_by_role("group", name=re.compile("^E-mail.*Alles van deze afzender"))
    await of_all.get_by_label("Niet", exact=True).check()
    await page.get_by_role("button", name="Keuze bewaren").click()
    await expect(page.get_by_text("Uw keuze is bewaard")).to_be_visible()


def _told(receiver: Receiver, secret: str, kind: str) -> list[dict[str, str]]:
    """Return what came of a kind; each call's signature is verified as the provider's library does."""
    events = [Webhook(secret).verify(one.body, dict(one.headers)) for one in receiver.received]
    return [one["data"] for one in events if one["type"] == f"citizen-profile.{kind}"]
