"""What failed goes out once more, whoever replays it, and leaves nothing behind that failed with it."""

from dataclasses import replace as changed

import pytest

from blocks.notifications.model import NOBODY, Channels, Choice, Preference
from blocks.notifications.replay import Replayed, replay
from blocks.notifications.rows import followed, preferences
from profile_core.outbound import operating
from profile_core.worker.outbound import uses_of
from tests.notifications.delivery.outside import Region, outcome

PIGEON = ("pigeon", "FIRST")
SENT, WAITS, BOUNCED = ("SENT", None), ("SCHEDULED", None), ("FAILED", "BOUNCED")
ANY = followed.Filter()
DAY = 86_400.0


@pytest.fixture
async def pigeons(region: Region) -> Region:
    """A region whose permits go out by pigeon."""
    await region.define(channels=Channels(allowed=("pigeon",)))
    return region


async def failed_together(region: Region, *names: str, **callers):
    """Let a digest fail with some notifications in it; return them."""
    async with region.stage.platform.store.begin() as tx:
        daily = Preference(provider=NOBODY, type=NOBODY, channel="pigeon", choice=Choice.DAILY)
        await preferences.put(tx, region.citizen().subject, daily)
    sent = [await region.send(name, caller=callers.get(name)) for name in names]
    region.work()
    for one in sent:
        await region.until(one, {PIGEON: WAITS})
    await region.quiet()
    region.pigeon.outcomes = {names[0]: [outcome("refused", "BOUNCED")]}
    await region.soon()
    for one in sent:
        await region.until(one, {PIGEON: BOUNCED})
    return sent


async def replayed(region: Region, wanted: followed.Filter = ANY, *, dry_run: bool = False, caller=None):
    return await replay(region.stage.platform, caller or region.stage.gent, wanted, dry_run=dry_run)


def carried(region: Region) -> list[list[str]]:
    return [[item.external_id for item in parcel.items] for parcel in region.pigeon.carried]


@pytest.mark.parametrize("by_id", [True, False])
async def test_what_the_operator_replays_is_sent(pigeons: Region, by_id: bool):
    pigeons.pigeon.outcomes = {"1": [outcome("refused", "BOUNCED")]}
    one = await pigeons.send("1")
    pigeons.work()
    await pigeons.until(one, {PIGEON: BOUNCED})
    await pigeons.quiet()
    platform = pigeons.stage.platform
    if by_id:
        call = pigeons.pigeon.carried[0].id
        assert await operating.replay(platform.store, uses_of(platform), [call], seconds=DAY) == []
    else:
        use = "notifications.pigeon"
        assert await operating.replay_all(platform.store, uses_of(platform), use, seconds=DAY) == 1
    await pigeons.until(one, {PIGEON: SENT})
    assert len({parcel.id for parcel in pigeons.pigeon.carried}) == 1
    states = [told.state for told in await pigeons.told() if told.channel == "pigeon"]
    assert states == ["FAILED", "SCHEDULED", "SENT"]


async def test_a_digest_is_replayed_as_one_with_all_that_failed_in_it(pigeons: Region):
    sent = await failed_together(pigeons, "1", "2", "3")
    for dry_run in (True, False):
        assert await replayed(pigeons, dry_run=dry_run) == Replayed(replayed=3, left=0, more=False)
    for one in sent:
        await pigeons.until(one, {PIGEON: SENT})
    assert carried(pigeons) == [["1", "2", "3"]] * 2
    assert await replayed(pigeons) == Replayed(replayed=0, left=0, more=False)


async def test_a_part_of_a_digest_is_replayed_and_the_rest_can_be_later(pigeons: Region):
    first, second, third = await failed_together(pigeons, "1", "2", "3")
    assert (await replayed(pigeons, followed.Filter(external_id="2"))).replayed == 1
    await pigeons.until(second, {PIGEON: SENT})
    for one in (first, third):
        assert await pigeons.lines(one) == {PIGEON: BOUNCED}
    assert (await replayed(pigeons)).replayed == 2
    for one in (first, third):
        await pigeons.until(one, {PIGEON: SENT})
    assert carried(pigeons)[1:] == [["2"], ["1", "3"]]


async def test_one_provider_replays_nothing_of_anothers_that_failed_with_it(pigeons: Region):
    aalst = changed(pigeons, stage=changed(pigeons.stage, gent=pigeons.stage.aalst))
    await aalst.define(channels=Channels(allowed=("pigeon",)))
    mine, theirs = await failed_together(pigeons, "gent", "aalst", aalst=pigeons.stage.aalst)
    assert (await replayed(pigeons)).replayed == 1
    await pigeons.until(mine, {PIGEON: SENT})
    assert await pigeons.lines(theirs) == {PIGEON: BOUNCED}
    assert (await replayed(pigeons, caller=pigeons.stage.aalst)).replayed == 1
    await pigeons.until(theirs, {PIGEON: SENT})
    assert carried(pigeons) == [["gent", "aalst"], ["gent"], ["aalst"]]
