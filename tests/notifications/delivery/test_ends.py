"""How a delivery ends: by what its channel said, by what happened to the notification, by time."""

import pytest

from blocks.notifications.model import NOBODY, Channels, Choice, Preference, Reason
from blocks.notifications.progress import cancel
from blocks.notifications.rows import preferences
from profile_core.contract import clock
from profile_core.outbound.rows import stops
from tests.notifications.delivery.outside import outcome

PIGEON = ("pigeon", "FIRST")


@pytest.fixture
async def by_pigeon(region):
    """A region whose permits go by pigeon only."""
    await region.define(channels=Channels(allowed=("pigeon",)))
    return region


async def test_it_ends_as_its_channel_said_and_its_provider_is_told(by_pigeon):
    ends = {
        "sent": (outcome("done"), ("SENT", None)),
        "back": (outcome("refused", "BOUNCED"), ("FAILED", "BOUNCED")),
        "nowhere": (outcome("refused", "INVALID_ADDRESS"), ("FAILED", "INVALID_ADDRESS")),
        "refused": (outcome("refused"), ("FAILED", "RECIPIENT_NOT_REACHABLE")),
        "odd": (outcome("refused", "what nobody knows"), ("FAILED", "RECIPIENT_NOT_REACHABLE")),
        "late": (outcome("expired"), ("FAILED", "OUT_OF_TIME")),
        "late and back": (outcome("expired", "BOUNCED"), ("FAILED", "BOUNCED")),
    }
    by_pigeon.pigeon.outcomes = {name: [said] for name, (said, _) in ends.items()}
    sent = {name: await by_pigeon.send(name) for name in ends}
    by_pigeon.work()
    for name, (_, line) in ends.items():
        await by_pigeon.until(sent[name], {PIGEON: line})
    told = [
        (told.notification, told.state, told.reason)
        for told in await by_pigeon.told()
        if told.channel == "pigeon"
    ]
    assert sorted(told) == sorted((sent[name], *line) for name, (_, line) in ends.items())


async def test_what_fails_for_now_comes_again_under_the_same_id(by_pigeon):
    by_pigeon.pigeon.outcomes = {"1": [outcome("later"), outcome("later")]}
    one = await by_pigeon.send()
    by_pigeon.work()
    await by_pigeon.until(one, {PIGEON: ("SENT", None)})
    assert len({parcel.id for parcel in by_pigeon.pigeon.carried}) == 1
    assert len(by_pigeon.pigeon.carried) == 3


async def test_what_nobody_needs_any_more_is_not_sent(by_pigeon):
    ends = {
        "read_at": (clock.now(), ("CANCELLED", "READ")),
        "archived_at": (clock.now(), ("CANCELLED", "READ")),
        "done_at": (clock.now(), ("CANCELLED", "DONE")),
        "retracted_at": (clock.now(), ("CANCELLED", "RETRACTED")),
        "deleted_at": (clock.now(), ("CANCELLED", "RETRACTED")),
        "expires_at": (clock.ago(1), ("EXPIRED", None)),
    }
    await _stop(by_pigeon, stopped=True)
    sent = {name: await by_pigeon.send(name) for name in ends}
    by_pigeon.work()
    for name, (moment, _) in ends.items():
        await by_pigeon.until(sent[name], {PIGEON: ("SCHEDULED", None)})
        await by_pigeon.change(sent[name], **{name: moment})
    await _stop(by_pigeon, stopped=False)
    for name, (_, line) in ends.items():
        await by_pigeon.until(sent[name], {PIGEON: line})
    assert by_pigeon.pigeon.carried == []


async def test_switched_off_or_without_its_address_since_it_was_planned_it_is_not_sent(by_pigeon):
    await _stop(by_pigeon, stopped=True)
    off, homeless = await by_pigeon.send("1"), await by_pigeon.send("2", to="79060399930")
    by_pigeon.work()
    for one in (off, homeless):
        await by_pigeon.until(one, {PIGEON: ("SCHEDULED", None)})
    async with by_pigeon.stage.platform.store.begin() as tx:
        never = Preference(provider=NOBODY, type=NOBODY, channel="pigeon", choice=Choice.OFF)
        await preferences.put(tx, by_pigeon.citizen().subject, never)
    by_pigeon.pigeon.unreached.add(by_pigeon.citizen("79060399930").subject)
    await _stop(by_pigeon, stopped=False)
    await by_pigeon.until(off, {PIGEON: ("SUPPRESSED_BY_PREFERENCE", None)})
    await by_pigeon.until(homeless, {PIGEON: ("FAILED", "NO_VERIFIED_ADDRESS")})
    assert by_pigeon.pigeon.carried == []


async def test_stopped_it_waits_and_released_it_goes(by_pigeon):
    await _stop(by_pigeon, stopped=True)
    one = await by_pigeon.send()
    by_pigeon.work()
    await by_pigeon.until(one, {PIGEON: ("SCHEDULED", None)})
    await _stop(by_pigeon, stopped=False)
    await by_pigeon.until(one, {PIGEON: ("SENT", None)})


async def _stop(region, *, stopped: bool) -> None:
    async with region.stage.platform.store.begin() as tx:
        await stops.change(tx, "notifications.pigeon", stopped=stopped, reason="a test")


@pytest.mark.parametrize(
    ("ends", "line"),
    [
        ("done", ("SENT", None)),
        ("later", ("CANCELLED", "RETRACTED")),
        ("refused", ("CANCELLED", "RETRACTED")),
    ],
)
async def test_what_is_taken_back_while_it_goes_was_sent_when_it_was_taken(by_pigeon, ends, line):
    one = await by_pigeon.send("1")
    by_pigeon.pigeon.outcomes = {"1": [outcome(ends)]}

    async def taken_back() -> None:
        await by_pigeon.change(one, retracted_at=clock.now())
        async with by_pigeon.stage.platform.store.begin() as tx:
            await cancel(tx, [by_pigeon.citizen().subject], [one], Reason.RETRACTED)

    by_pigeon.pigeon.during = taken_back
    by_pigeon.work()

    async def carried() -> bool:
        return len(by_pigeon.pigeon.carried) == 1

    await by_pigeon.until_true(carried)
    await by_pigeon.until(one, {PIGEON: line})
    await by_pigeon.quiet()
    assert await by_pigeon.lines(one) == {PIGEON: line}
    last = [told.state for told in await by_pigeon.told() if told.channel == "pigeon"][-1]
    assert (len(by_pigeon.pigeon.carried), last) == (1, line[0])
