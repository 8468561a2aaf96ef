"""Published numbers force how it ends, for test applications only."""

import pytest

from blocks.notifications import types
from blocks.notifications.model import Channels
from blocks.notifications.sandbox import NUMBERS, Forced
from profile_core.testing import citizens
from tests.notifications.played import PERMIT, agree, live, type_draft

NUMBER = {forced: number for number, forced in NUMBERS.items()}
PIGEON = ("pigeon", "FIRST")


@pytest.fixture
async def sandbox(region):
    """A region whose permits go by pigeon, which carries nothing in these tests."""
    await region.define(channels=Channels(allowed=("pigeon",)))
    return region


async def test_each_number_forces_its_outcome_whatever_address_it_has(sandbox):
    ends = {
        Forced.DELIVERED: ("SENT", None),
        Forced.NO_PROFILE: ("FAILED", "NO_VERIFIED_ADDRESS"),
        Forced.OPTED_OUT: ("SUPPRESSED_BY_PREFERENCE", None),
        Forced.BOUNCED: ("FAILED", "BOUNCED"),
        Forced.SLOW: ("SENT", None),
    }
    reached = {
        sandbox.citizen(number).subject for forced, number in NUMBER.items() if forced is Forced.NO_PROFILE
    }
    everybody = {sandbox.citizen(number).subject for number in NUMBER.values()}
    sandbox.pigeon.unreached = everybody - reached
    sent = {forced: await sandbox.send(to=NUMBER[forced]) for forced in ends}
    sandbox.work()
    for forced, line in ends.items():
        await sandbox.until(sent[forced], {PIGEON: line})
        assert await sandbox.inbox(sent[forced]) == "DELIVERED"
    await sandbox.quiet()
    assert sandbox.pigeon.carried == []
    assert [told.notification for told in await sandbox.told("paper.needed")] == [sent[Forced.NO_PROFILE]]


async def test_mandatory_goes_to_who_opted_out(sandbox):
    await sandbox.define(channels=Channels(allowed=("pigeon",), mandatory=("pigeon",)))
    one = await sandbox.send(to=NUMBER[Forced.OPTED_OUT])
    sandbox.work()
    await sandbox.until(one, {PIGEON: ("SENT", None)})


async def test_what_a_live_application_sends_is_forced_to_nothing(sandbox):
    caller = live(sandbox.stage.gent)
    await types.register(
        sandbox.stage.platform, caller, type_draft(sandbox.stage.gent, PERMIT), dry_run=False
    )
    await agree(sandbox.stage.platform, caller)
    await sandbox.define(channels=Channels(allowed=("pigeon",)))
    one = await sandbox.send(to=NUMBER[Forced.BOUNCED], caller=caller)
    sandbox.work()
    await sandbox.until(one, {PIGEON: ("SENT", None)})
    assert len(sandbox.pigeon.carried) == 1


def test_every_number_is_published_as_synthetic():
    published = {citizen.national_number for citizen in citizens.load()}
    assert set(NUMBERS) <= published
    assert set(NUMBERS.values()) == set(Forced)
