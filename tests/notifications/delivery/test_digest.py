"""Who wants a channel once a day gets all of a day together."""

import pytest

from blocks.notifications.model import NOBODY, Channels, Choice, Preference
from blocks.notifications.rows import preferences
from profile_core.contract import clock
from tests.notifications.delivery.outside import outcome
from tests.notifications.played import TASK

PIGEON, DRUM = ("pigeon", "FIRST"), ("drum", "FIRST")
SENT, WAITS = ("SENT", None), ("SCHEDULED", None)
OTHER = "79060399930"


@pytest.fixture
async def daily(region):
    """A region whose first citizen wants every channel daily; pigeons can carry several, drums cannot."""
    async with region.stage.platform.store.begin() as tx:
        for channel in ("pigeon", "drum"):
            wanted = Preference(provider=NOBODY, type=NOBODY, channel=channel, choice=Choice.DAILY)
            await preferences.put(tx, region.citizen().subject, wanted)
    return region


async def waiting(daily, *names: str):
    """Send some, and wait until each waits for its digest."""
    await daily.define(channels=Channels(allowed=("pigeon",)))
    sent = [await daily.send(name) for name in names]
    daily.work()
    for one in sent:
        await daily.until(one, {PIGEON: WAITS})
    await daily.quiet()
    return sent


async def test_what_is_wanted_daily_goes_together_once_and_by_a_channel_that_can(daily):
    mine = [await daily.send(name) for name in ("1", "2", "3")]
    other = await daily.send("4", to=OTHER)
    daily.work()
    for one in mine:
        await daily.until(one, {PIGEON: WAITS, DRUM: SENT})
    await daily.until(other, {PIGEON: SENT, DRUM: SENT})
    await daily.soon()
    for one in mine:
        await daily.until(one, {PIGEON: SENT, DRUM: SENT})
    digest = daily.pigeon.carried[-1]
    assert [item.notification for item in digest.items] == mine
    assert len(daily.pigeon.carried) == 2


async def test_what_was_read_before_is_left_out_of_the_digest(daily):
    kept, read = await waiting(daily, "kept", "read")
    await daily.change(read, read_at=clock.now())
    await daily.soon()
    await daily.until(kept, {PIGEON: SENT})
    await daily.until(read, {PIGEON: ("CANCELLED", "READ")})
    [digest] = daily.pigeon.carried
    assert [item.notification for item in digest.items] == [kept]


async def test_a_digest_that_fails_fails_for_each_of_its_notifications(daily):
    sent = await waiting(daily, "1", "2")
    daily.pigeon.outcomes = {"1": [outcome("refused", "BOUNCED")]}
    await daily.soon()
    for one in sent:
        await daily.until(one, {PIGEON: ("FAILED", "BOUNCED")})
    ends = [told for told in await daily.told() if told.channel == "pigeon"]
    assert sorted(told.notification for told in ends) == sorted(sent)


async def test_what_is_mandatory_waits_for_no_digest(daily):
    await daily.define(channels=Channels(allowed=("pigeon",), mandatory=("pigeon",)))
    one = await daily.send()
    daily.work()
    await daily.until(one, {PIGEON: SENT})


@pytest.mark.parametrize("over", ["deadline", "expires_at"])
async def test_what_a_digest_would_tell_too_late_goes_by_itself(daily, over):
    await daily.define(TASK, channels=Channels(allowed=("pigeon",)))
    one = await daily.send(type=TASK, **{over: clock.ahead(60)})
    daily.work()
    await daily.until(one, {PIGEON: SENT})
