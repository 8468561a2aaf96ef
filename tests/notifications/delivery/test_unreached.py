"""Paper is needed once nothing of a notification reached its citizen, also when that turns out late."""

import pytest

from blocks.notifications import report
from blocks.notifications.model import Channels, DeliveryState, OwnChannel, OwnUse, Reason
from tests.notifications.delivery.outside import Region, outcome

PIGEON, DRUM, SMS = [(code, "FIRST") for code in ("pigeon", "drum", "own:sms")]
GONE, UNREACHED = ("FAILED", "INVALID_ADDRESS"), ("FAILED", "RECIPIENT_NOT_REACHABLE")
SMS_TOO = OwnChannel(code="sms", use=OwnUse.BESIDE, channel="pigeon")


async def test_an_address_that_proves_to_be_none_asks_for_paper(region: Region):
    await region.define(channels=Channels(allowed=("pigeon",)))
    region.pigeon.outcomes = {"1": [outcome("refused", "INVALID_ADDRESS")]}
    one = await region.send("1")
    region.work()
    await region.until(one, {PIGEON: GONE})
    await region.quiet()
    assert [told.notification for told in await region.told("paper.needed")] == [one]


@pytest.mark.parametrize("last", ["done", "refused"])
async def test_only_the_last_channel_that_fails_asks_for_paper(region: Region, last: str):
    region.pigeon.outcomes = {"1": [outcome("refused", "INVALID_ADDRESS")]}
    region.drum.outcomes = {"1": [outcome(last)]}
    one = await region.send("1")
    region.work()
    await region.until(one, {PIGEON: GONE, DRUM: ("SENT", None) if last == "done" else UNREACHED})
    await region.quiet()
    needed = [told.notification for told in await region.told("paper.needed")]
    assert needed == ([] if last == "done" else [one])


async def test_what_a_machine_did_wrong_asks_for_no_paper(region: Region):
    region.pigeon.outcomes = {"1": [outcome("refused", "BOUNCED")]}
    region.drum.outcomes = {"1": [outcome("refused", "INVALID_ADDRESS")]}
    one = await region.send("1")
    region.work()
    await region.until(one, {PIGEON: ("FAILED", "BOUNCED"), DRUM: GONE})
    await region.quiet()
    assert await region.told("paper.needed") == []


async def test_a_report_that_a_citizen_cannot_be_reached_asks_for_paper(region: Region):
    await region.define(channels=Channels(allowed=("pigeon",), own=(SMS_TOO,)))
    region.pigeon.outcomes = {"1": [outcome("refused", "INVALID_ADDRESS")]}
    one = await region.send("1")
    region.work()
    await region.until(one, {PIGEON: GONE, SMS: ("SCHEDULED", None)})
    await region.quiet_but_stopped()
    assert await region.told("paper.needed") == []
    said = report.Report(
        delivery=f"{one}:own:sms:FIRST",
        notification=None,
        channel=None,
        occasion=None,
        state=DeliveryState.FAILED,
        reason=Reason.RECIPIENT_NOT_REACHABLE,
    )
    for _ in range(2):
        await report.report(region.stage.platform, region.stage.gent, [said], dry_run=False)
    assert [told.notification for told in await region.told("paper.needed")] == [one]
