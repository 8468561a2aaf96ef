"""A sending window holds whenever something is about to go out: when it is planned, at every attempt, in a digest."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from blocks.notifications.model import NOBODY, Channels, Choice, Preference, SendingWindow
from blocks.notifications.rows import preferences
from profile_core.contract import clock
from profile_core.outbound import Outcome
from profile_core.outbound.tables import call_table as c
from tests.notifications.delivery.outside import Region
from tests.notifications.played import PERMIT, TASK

PIGEON = ("pigeon", "FIRST")
SENT, WAITS = ("SENT", None), ("SCHEDULED", None)
BRUSSELS = ZoneInfo("Europe/Brussels")


def in_days(days: int, begins: str = "00:00", ends: str = "23:59") -> SendingWindow:
    """Return a window on one day of the week."""
    day = (clock.now().astimezone(BRUSSELS) + timedelta(days=days)).isoweekday()
    return SendingWindow(days=(day,), begins=begins, ends=ends)


async def calls(region: Region) -> list[sa.Row]:
    """Return the calls by pigeon, the first to go first."""
    async with region.stage.platform.store.read() as tx:
        mine = (c.c.bucket == region.citizen().subject.bucket, c.c.use == "notifications.pigeon")
        return list(await tx.rows(sa.select(c).where(*mine).order_by(c.c.due_at)))


@pytest.fixture
async def pigeons(region: Region) -> Region:
    for code in (PERMIT, TASK):
        await region.define(code, channels=Channels(allowed=("pigeon",)))
    return region


@pytest.fixture
async def daily(pigeons: Region) -> Region:
    async with pigeons.stage.platform.store.begin() as tx:
        wanted = Preference(provider=NOBODY, type=NOBODY, channel="pigeon", choice=Choice.DAILY)
        await preferences.put(tx, pigeons.citizen().subject, wanted)
    return pigeons


async def test_a_second_attempt_waits_for_the_window_and_is_made_in_it(pigeons: Region):
    pigeons.pigeon.outcomes = {"1": [Outcome(kind="later", wait=3600)]}
    one = await pigeons.send("1")
    pigeons.work()

    async def failed() -> bool:
        return [call.attempts for call in await calls(pigeons) if call.lease_owner is None] == [1]

    await pigeons.until_true(failed)
    window = in_days(3)
    await pigeons.define(sending_window=window)
    await pigeons.soon()

    async def waits() -> bool:
        return [call.last_error for call in await calls(pigeons)] == ["outside the sending window"]

    await pigeons.until_true(waits)
    [call] = await calls(pigeons)
    opens = call.due_at.astimezone(BRUSSELS)
    assert (opens.isoweekday(), opens.hour) == (window.days[0], 0)
    assert call.until.astimezone(BRUSSELS).strftime("%H:%M") == "23:59"
    assert await pigeons.lines(one) == {PIGEON: WAITS}
    assert len(pigeons.pigeon.carried) == 1
    await pigeons.define(sending_window=None)
    await pigeons.soon()
    await pigeons.until(one, {PIGEON: SENT})


async def test_what_is_over_before_its_window_opens_expires(pigeons: Region):
    pigeons.pigeon.outcomes = {"1": [Outcome(kind="later", wait=3600)]}
    one = await pigeons.send("1", expires_at=clock.ahead(2 * 86_400))
    pigeons.work()

    async def failed() -> bool:
        return [call.attempts for call in await calls(pigeons) if call.lease_owner is None] == [1]

    await pigeons.until_true(failed)
    await pigeons.define(sending_window=in_days(4))
    await pigeons.soon()
    await pigeons.until(one, {PIGEON: ("EXPIRED", None)})
    assert len(pigeons.pigeon.carried) == 1


async def test_a_digest_takes_what_may_go_when_it_leaves(daily: Region):
    window = in_days(3)
    await daily.define(sending_window=window)
    one = await daily.send("1")
    daily.work()
    await daily.until(one, {PIGEON: WAITS})
    [call] = await calls(daily)
    leaves = call.due_at.astimezone(BRUSSELS)
    assert (leaves.isoweekday(), leaves.hour) == (window.days[0], 17)
    assert call.key.startswith("digest:")


async def test_what_may_go_when_no_digest_leaves_goes_by_itself(daily: Region):
    await daily.define(sending_window=in_days(3, "08:00", "09:00"))
    one = await daily.send("1")
    daily.work()
    await daily.until(one, {PIGEON: WAITS})
    [call] = await calls(daily)
    assert call.key == f"{one.hex}:pigeon:FIRST"
    assert call.due_at.astimezone(BRUSSELS).hour == 8


async def test_of_a_late_digest_goes_what_may_and_the_rest_by_itself_once_its_window_opens(daily: Region):
    goes, closed = await daily.send("goes", type=TASK), await daily.send("closed")
    daily.work()
    for one in (goes, closed):
        await daily.until(one, {PIGEON: WAITS})
    await daily.quiet()
    window = in_days(3)
    await daily.define(sending_window=window)
    await daily.soon()
    await daily.until(goes, {PIGEON: SENT})
    [apart] = [call for call in await calls(daily) if call.ended_at is None]
    opens: datetime = apart.due_at.astimezone(BRUSSELS)
    assert (opens.isoweekday(), opens.hour) == (window.days[0], 0)
    assert await daily.lines(closed) == {PIGEON: WAITS}
    assert [[item.external_id for item in parcel.items] for parcel in daily.pigeon.carried] == [["goes"]]


async def test_a_late_digest_of_which_nothing_may_go_waits_until_something_may(daily: Region):
    one, other = await daily.send("1"), await daily.send("2", type=TASK)
    daily.work()
    for each in (one, other):
        await daily.until(each, {PIGEON: WAITS})
    await daily.quiet()
    first = in_days(3)
    await daily.define(sending_window=first)
    await daily.define(TASK, sending_window=in_days(4))
    await daily.soon()

    async def waits() -> bool:
        return [call.last_error for call in await calls(daily)] == ["outside the sending window"]

    await daily.until_true(waits)
    [call] = await calls(daily)
    assert call.due_at.astimezone(BRUSSELS).isoweekday() == first.days[0]
    for code in (PERMIT, TASK):
        await daily.define(code, sending_window=None)
    await daily.soon()
    await daily.until(one, {PIGEON: SENT})
    assert [[item.external_id for item in parcel.items] for parcel in daily.pigeon.carried] == [["1", "2"]]
