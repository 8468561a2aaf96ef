"""A provider's own channel: the provider takes it, and what it does not report on in its term has failed."""

import json

import pytest

from blocks.notifications.model import Channels, DeliveryKey, DeliveryState, OwnChannel, OwnUse
from blocks.notifications.progress import move
from blocks.notifications.rows.deliveries import To, keyed
from profile_core.outbound.webhooks import WebhookUse, registry
from tests.outbound.receiver import Receiver

SMS = ("own:sms", "FIRST")


@pytest.fixture
async def provider(region):
    """A provider that takes what goes by its own channel; permits go by sms instead of by pigeon."""
    receiver = Receiver()
    await receiver.open()
    platform = region.stage.platform
    uses = frozenset({WebhookUse.OWN_CHANNEL})
    await registry.register(platform.store, platform.keyring, region.stage.gent, receiver.address(), uses)
    sms = OwnChannel(code="sms", use=OwnUse.INSTEAD_OF, channel="pigeon", report_within=2)
    await region.define(channels=Channels(allowed=("pigeon",), own=(sms,)))
    yield receiver
    receiver.close()


async def test_taken_by_the_provider_it_is_sent_and_unreported_in_its_term_it_failed(region, provider):
    one = await region.send()
    region.work()
    await region.until(one, {SMS: ("SENT", None)})
    await region.quiet()
    [call] = provider.received
    assert json.loads(call.body)["data"]["externalId"] == "1"
    assert region.pigeon.carried == [], "it goes instead"
    await region.soon()
    await region.until(one, {SMS: ("FAILED", "NO_REPORT")})
    ends = [told.state for told in await region.told() if told.channel == "own:sms"]
    assert ends == ["SENT", "FAILED"]


async def test_reported_in_its_term_it_stays_as_reported(region, provider):
    one = await region.send()
    region.work()
    await region.until(one, {SMS: ("SENT", None)})
    key = DeliveryKey(notification=one, channel="own:sms", occasion="FIRST")
    async with region.stage.platform.store.begin() as tx:
        which = keyed(key, DeliveryState.SENT)
        await move(tx, region.citizen().subject, which, To(state=DeliveryState.DELIVERED))
    await region.soon()
    await region.quiet()
    assert await region.lines(one) == {SMS: ("DELIVERED", None)}


async def test_sent_once_more_it_has_a_term_of_its_own(region, provider):
    one = await region.send()
    region.work()
    await region.until(one, {SMS: ("SENT", None)})
    key = DeliveryKey(notification=one, channel="own:sms", occasion="FIRST")
    async with region.stage.platform.store.begin() as tx:
        for former, state in (("SENT", "FAILED"), ("FAILED", "SENT")):
            which = keyed(key, DeliveryState(former))
            await move(tx, region.citizen().subject, which, To(state=DeliveryState(state)))
    await region.soon()
    await region.quiet()
    assert await region.lines(one) == {SMS: ("SENT", None)}, "the first term is not that of the second"
