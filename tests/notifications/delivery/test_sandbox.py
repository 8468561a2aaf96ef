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


@pytest.mark.parametrize(
    ("forced", "line", "paper"),
    [
        (Forced.DELIVERED, ("SENT", None), 0),
        (Forced.NO_PROFILE, ("FAILED", "NO_VERIFIED_ADDRESS"), 1),
        (Forced.OPTED_OUT, ("SUPPRESSED_BY_PREFERENCE", None), 0),
        (Forced.BOUNCED, ("FAILED", "BOUNCED"), 0),
        (Forced.SLOW, ("SENT", None), 0),
    ],
)
async def test_number_forces_its_outcome_whatever_address_it_has(sandbox, forced, line, paper):
    if forced is not Forced.NO_PROFILE:
        sandbox.pigeon.unreached.add(sandbox.citizen(NUMBER[forced]).subject)
    one = await sandbox.send(to=NUMBER[forced])
    sandbox.work()
    await sandbox.until(one, {PIGEON: line})
    await sandbox.quiet()
    assert sandbox.pigeon.carried == []
    assert await sandbox.inbox(one) == "DELIVERED"
    assert len(await sandbox.told("paper.needed")) == paper


async def test_mandatory_goes_to_who_opted_out(sandbox):
    await sandbox.define(channels=Channels(allowed=("pigeon",), mandatory=("pigeon",)))
    one = await sandbox.send(to=NUMBER[Forced.OPTED_OUT])
    sandbox.work()
    await sandbox.until(one, {PIGEON: ("SENT", None)})


async def test_what_a_live_application_sends_is_forced_to_nothing(sandbox):
    caller = live(sandbox.stage.gent)
    await types.register(sandbox.stage.platform, caller, type_draft(sandbox.stage.gent, PERMIT), dry_run=False)
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
