"""A provider's own channel: called by a signed webhook, it delivers by its own means and reports back."""

import json
from dataclasses import replace

import httpx2
import pytest
from standardwebhooks.webhooks import Webhook

from blocks.notifications import report
from blocks.notifications.model import Channels, DeliveryState, OwnChannel, OwnUse, Reason
from blocks.notifications.report import Report
from profile_core.contract import Caller
from profile_core.gateway.app import build
from profile_core.kit.keyring import Keyring
from profile_core.outbound.webhooks import WebhookUse, registry
from tests.notifications import tokens
from tests.notifications.asked import ask
from tests.notifications.delivery.outside import Region
from tests.notifications.played import CITIZENS, PERMIT
from tests.outbound.receiver import Received, Receiver

SMS = ("own:sms", "FIRST")
DELIVERED, FAILED = DeliveryState.DELIVERED, DeliveryState.FAILED
REPORT = """mutation Report($items: [DeliveryReport!]!, $dryRun: Boolean! = false) {
  reportDeliveries(items: $items, dryRun: $dryRun) {
    __typename
    ... on ReportedDelivery { deliveryId notificationId channelCode occasion state reason }
    ... on Error { code path }
  }
}"""


@pytest.fixture
async def receiver():
    opened = Receiver()
    await opened.open()
    yield opened
    opened.close()


@pytest.fixture
async def secret(region: Region, receiver: Receiver) -> str:
    """Let Ghent's type go out by its own SMS, called at the receiver."""
    sms = OwnChannel(code="sms", use=OwnUse.BESIDE, channel="pigeon")
    await region.define(PERMIT, channels=Channels(allowed=(), own=(sms,)))
    platform, uses = region.stage.platform, frozenset({WebhookUse.OWN_CHANNEL})
    url = receiver.address("/sms")
    _, made = await registry.register(platform.store, platform.keyring, region.stage.gent, url, uses)
    return made


async def called(region: Region, receiver: Receiver, count: int = 1) -> list[Received]:
    """Wait for calls, and until the worker has noted that they were taken."""

    async def _came() -> bool:
        return len(receiver.received) == count

    await region.until_true(_came)
    await region.quiet()
    return receiver.received


def said(key: str, state: DeliveryState = DELIVERED, reason: Reason | None = None, **other) -> Report:
    named = {"delivery": key, "notification": None, "channel": None, "occasion": None}
    return Report(**{**named, **other}, state=state, reason=reason)


async def reported(region: Region, *reports: Report, by: Caller | None = None, dry_run: bool = False):
    """Return (state, reason) of what was heard, and the code of what was refused."""
    platform = region.stage.platform
    outcomes = await report.report(platform, by or region.stage.gent, reports, dry_run=dry_run)
    return [(one.state, one.reason) if isinstance(one, report.Heard) else one.code for one in outcomes]


async def test_provider_is_called_with_what_it_knows_the_citizen_and_the_thing_by(region, receiver, secret):
    one = await region.send("permit-7")
    region.work()
    (call,) = await called(region, receiver)
    assert await region.lines(one) == {SMS: ("SENT", None)}
    event = Webhook(secret).verify(call.body, dict(call.headers))
    assert call.headers["content-type"] == "application/cloudevents+json"
    assert (event["id"], event["type"]) == (call.id, "citizen-profile.delivery.requested")
    data = event["data"]
    keyring: Keyring = region.stage.platform.keyring
    pairwise = data["recipient"]["pairwiseId"]
    assert keyring.from_pairwise(str(region.stage.gent.provider), pairwise) == region.citizen().subject.id
    assert (data["externalId"], data["type"], data["occasion"]) == ("permit-7", PERMIT, "FIRST")
    assert (data["channelCode"], data["deliveryId"]) == ("own:sms", f"{one}:own:sms:FIRST")
    assert CITIZENS[0] not in call.body


@pytest.mark.parametrize(
    ("state", "reason"), [(DELIVERED, None), (FAILED, Reason.BOUNCED), (FAILED, Reason.PROVIDER_REFUSED)]
)
async def test_report_ends_a_delivery_once_and_the_provider_follows_it(
    region, receiver, secret, state, reason
):
    one = await region.send()
    region.work()
    (call,) = await called(region, receiver)
    key = json.loads(call.body)["data"]["deliveryId"]
    for _ in range(3):
        assert await reported(region, said(key, state, reason)) == [(state, reason)]
    assert await region.lines(one) == {SMS: (state, reason)}
    ends = [told.state for told in await region.told() if told.channel == "own:sms"]
    assert ends == ["SENT", state]


async def test_first_report_stands(region, receiver, secret):
    one = await region.send()
    region.work()
    (call,) = await called(region, receiver)
    key = json.loads(call.body)["data"]["deliveryId"]
    twice = said(key), said(key, FAILED, Reason.BOUNCED)
    assert await reported(region, *twice) == [(DELIVERED, None), "report.ended"]
    assert await region.lines(one) == {SMS: ("DELIVERED", None)}


async def test_report_that_comes_before_we_noted_that_the_call_was_taken_stands(region, receiver, secret):
    """The provider is quicker than our commit."""
    receiver.silent.add("here.localhost")
    one = await region.send()
    region.work()

    async def _came() -> bool:
        return bool(receiver.received)

    await region.until_true(_came)
    key = json.loads(receiver.received[0].body)["data"]["deliveryId"]
    assert await reported(region, said(key)) == [(DELIVERED, None)]
    receiver.speak()
    await region.quiet()
    assert await region.lines(one) == {SMS: ("DELIVERED", None)}
    assert len(receiver.received) == 1


async def test_without_a_report_it_fails_and_a_late_one_takes_its_place(region, receiver, secret):
    one, other = await region.send("1"), await region.send("2", to=CITIZENS[1])
    region.work()
    await called(region, receiver, 2)
    await region.soon()
    for each in (one, other):
        await region.until(each, {SMS: ("FAILED", "NO_REPORT")})
    keys = [f"{each}:own:sms:FIRST" for each in (one, other)]
    late = said(keys[0]), said(keys[1], FAILED, Reason.INVALID_ADDRESS)
    assert await reported(region, *late) == [(DELIVERED, None), (FAILED, Reason.INVALID_ADDRESS)]
    assert await reported(region, said(keys[1])) == ["report.ended"]
    assert await region.lines(one) == {SMS: ("DELIVERED", None)}
    assert await region.lines(other) == {SMS: ("FAILED", "INVALID_ADDRESS")}


async def test_bad_items_harm_no_neighbour_and_nobody_reports_for_another(region, receiver, secret):
    one = await region.send()
    region.work()
    (call,) = await called(region, receiver)
    key = json.loads(call.body)["data"]["deliveryId"]
    by_key = said("", delivery=None, notification=str(one), channel="own:sms")
    bad = [
        said("nothing"),
        said(key.replace("own:sms", "inbox")),
        said(key.replace("FIRST", "UNREAD")),
        said(key, FAILED),
        said("", delivery=None, notification=str(one), channel=None),
        by_key,
    ]
    assert await reported(region, *bad) == [
        "report.delivery",
        "report.delivery",
        "report.unknown",
        "report.reason",
        "report.delivery",
        (DELIVERED, None),
    ]
    assert await reported(region, said(key), by=region.stage.aalst) == ["report.unknown"]
    assert await region.lines(one) == {SMS: ("DELIVERED", None)}


async def test_dry_run_answers_the_same_and_changes_nothing(region, receiver, secret):
    one = await region.send()
    region.work()
    (call,) = await called(region, receiver)
    key = json.loads(call.body)["data"]["deliveryId"]
    dry = await reported(region, said(key, FAILED, Reason.BOUNCED), said(key), dry_run=True)
    assert dry == [(FAILED, Reason.BOUNCED), "report.ended"]
    assert await region.lines(one) == {SMS: ("SENT", None)}


async def test_report_comes_by_graphql_with_a_result_for_each_item(region, receiver, secret):
    one = await region.send()
    region.work()
    (call,) = await called(region, receiver)
    key = json.loads(call.body)["data"]["deliveryId"]
    platform = with_tokens(region)
    transport = httpx2.ASGITransport(build(platform), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=platform.settings.public_url) as client:
        items = [
            {"deliveryId": key, "state": "FAILED", "reason": "BOUNCED"},
            {"notificationId": "x", "state": "DELIVERED"},
        ]
        answer = await ask(client, region.stage.gent, REPORT, items=items)
    assert answer["data"]["reportDeliveries"] == [
        {
            "__typename": "ReportedDelivery",
            "deliveryId": key,
            "notificationId": str(one),
            "channelCode": "own:sms",
            "occasion": "FIRST",
            "state": "FAILED",
            "reason": "BOUNCED",
        },
        {"__typename": "InvalidError", "code": "report.delivery", "path": ["items", "1"]},
    ]


def with_tokens(region: Region):
    platform = region.stage.platform
    return replace(platform, blocks=(tokens.block, *platform.blocks))
