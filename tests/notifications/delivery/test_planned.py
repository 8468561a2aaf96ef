"""By which channels a notification goes out, and what is written of those by which it does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blocks.notifications.model import NOBODY, Channels, Choice, OwnChannel, OwnUse, Preference, SendingWindow
from blocks.notifications.occasions import outside
from blocks.notifications.plan import channels_of
from blocks.notifications.rows import preferences
from profile_core.contract import InvalidError, clock
from tests.notifications.delivery.outside import Carrier, Region, block
from tests.notifications.played import PERMIT

SENT = ("SENT", None)
FAILED = ("FAILED", "NO_VERIFIED_ADDRESS")
OFF = ("SUPPRESSED_BY_PREFERENCE", None)
FIRST_BY = {name: (name, "FIRST") for name in ("pigeon", "drum")}


async def choose(region: Region, channel: str, choice: Choice) -> None:
    wanted = Preference(provider=NOBODY, type=NOBODY, channel=channel, choice=choice)
    async with region.stage.platform.store.begin() as tx:
        await preferences.put(tx, region.citizen().subject, wanted)


async def test_it_comes_into_the_inbox_and_goes_out_by_each_channel_once(region):
    one = await region.send()
    region.work()
    await region.until(one, {FIRST_BY["pigeon"]: SENT, FIRST_BY["drum"]: SENT})
    await region.quiet()
    assert await region.inbox(one) == "DELIVERED"
    for carrier in (region.pigeon, region.drum):
        [parcel] = carrier.carried
        [item] = parcel.items
        assert (item.notification, item.external_id, item.type_code) == (one, "1", PERMIT)
        assert (item.occasion, item.path, item.sender_code) == ("FIRST", f"/me/item/{one}", "gent")
        assert (parcel.channel, parcel.subject) == (carrier.code, region.citizen().subject)
    ends = [(told.channel, told.occasion, told.state) for told in await region.told()]
    assert sorted(ends) == [
        ("drum", "FIRST", "SENT"),
        ("inbox", "FIRST", "DELIVERED"),
        ("pigeon", "FIRST", "SENT"),
    ]
    assert await region.told("paper.needed") == []


async def test_a_type_without_outside_channels_stays_in_the_inbox(region):
    await region.define(channels=Channels(allowed=()))
    one = await region.send()
    region.work()
    await region.until_true(lambda: _delivered(region, one))
    await region.quiet()
    assert await region.lines(one) == {}
    assert await region.told("paper.needed") == []


async def test_who_is_reached_by_one_channel_has_no_failed_line_of_the_other(region):
    region.drum.unreached.add(region.citizen().subject)
    one = await region.send()
    region.work()
    await region.until(one, {FIRST_BY["pigeon"]: SENT})
    await region.quiet()
    assert await region.lines(one) == {FIRST_BY["pigeon"]: SENT}


async def test_whom_no_channel_reaches_needs_paper_and_the_provider_is_told_once(region):
    for carrier in (region.pigeon, region.drum):
        carrier.unreached.add(region.citizen().subject)
    one = await region.send()
    region.work()
    await region.until(one, {FIRST_BY["pigeon"]: FAILED, FIRST_BY["drum"]: FAILED})
    await region.quiet()
    [told] = await region.told("paper.needed")
    assert (told.notification, told.provider) == (one, region.stage.gent.provider)
    assert await region.inbox(one) == "DELIVERED", "the inbox has it all the same"


async def test_what_the_citizen_switched_off_is_not_sent(region):
    await choose(region, "drum", Choice.OFF)
    one = await region.send()
    region.work()
    await region.until(one, {FIRST_BY["pigeon"]: SENT, FIRST_BY["drum"]: OFF})
    assert region.drum.carried == []
    assert await region.told("paper.needed") == []


async def test_mandatory_is_sent_though_switched_off_and_fails_where_there_is_no_address(region):
    await region.define(channels=Channels(allowed=("pigeon", "drum"), mandatory=("pigeon", "drum")))
    await choose(region, "pigeon", Choice.OFF)
    region.drum.unreached.add(region.citizen().subject)
    one = await region.send()
    region.work()
    await region.until(one, {FIRST_BY["pigeon"]: SENT, FIRST_BY["drum"]: FAILED})


async def test_a_channel_that_this_deployment_lacks_has_no_line_but_paper_is_needed(region):
    await region.define(channels=Channels(allowed=("smoke",)))
    one = await region.send()
    region.work()
    await region.until_true(lambda: _told_paper(region))
    assert await region.lines(one) == {}


async def test_outside_its_window_it_waits_and_expired_before_it_opens_it_is_never_sent(region):
    local = clock.now()
    closed = tuple({1, 2, 3, 4, 5, 6, 7} - {(local + timedelta(days=n)).isoweekday() for n in (-1, 0, 1)})
    await region.define(sending_window=SendingWindow(days=closed))
    later = await region.send("later")
    never = await region.send("never", expires_at=clock.ahead(3600))
    region.work()
    waits, expired = ("SCHEDULED", None), ("EXPIRED", None)
    await region.until(later, {FIRST_BY["pigeon"]: waits, FIRST_BY["drum"]: waits})
    await region.until(never, {FIRST_BY["pigeon"]: expired, FIRST_BY["drum"]: expired})
    await region.quiet()
    assert region.pigeon.carried == []


async def test_before_it_is_valid_nobody_sees_it_and_put_off_once_more_it_waits_again(region):
    one = await region.send(valid_from=clock.ahead(3600))
    region.work()
    await region.soon()
    await region.quiet()
    assert await region.inbox(one) == "ACCEPTED"
    await region.change(one, valid_from=clock.ago(1))
    await region.soon()
    await region.until(one, {FIRST_BY["pigeon"]: SENT, FIRST_BY["drum"]: SENT})
    assert await region.inbox(one) == "DELIVERED"


@pytest.mark.parametrize(
    ("values", "state"),
    [({"retracted_at": clock.ago(1)}, "CANCELLED"), ({"expires_at": clock.ago(1)}, "EXPIRED")],
)
async def test_gone_before_it_was_announced_it_is_never_seen(region, values, state):
    one = await region.send()
    await region.change(one, **values)
    region.work()
    await region.quiet()
    assert await region.inbox(one) == state
    assert await region.lines(one) == {}


def test_own_channels_go_instead_of_ours_or_beside_them():
    sms = OwnChannel(code="sms", use=OwnUse.INSTEAD_OF, channel="email")
    of = Channels(allowed=("email", "web_push"), mandatory=("email",), own=(sms,))
    assert outside(of) == ["web_push", "own:sms"]
    assert outside(replace(of, own=(replace(sms, use=OwnUse.BESIDE),))) == ["email", "web_push", "own:sms"]


def test_a_channel_that_two_blocks_bring_is_refused(region):
    platform = region.stage.platform
    twice = replace(platform, blocks=(*platform.blocks, block(Carrier(code="drum"))))
    with pytest.raises(InvalidError, match="drum"):
        channels_of(twice)


async def _delivered(region: Region, one) -> bool:
    return await region.inbox(one) == "DELIVERED"


async def _told_paper(region: Region) -> bool:
    return bool(await region.told("paper.needed"))
