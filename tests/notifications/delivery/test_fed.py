"""What a feed says anew moves reminders, and what it takes back cancels them, as when it were pushed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from blocks.notifications.model import Channels, Relative, Reminder
from profile_core.contract import clock
from profile_core.store import now
from profile_core.store.facts import handover_table as h
from tests.notifications.delivery.outside import Region
from tests.notifications.feed.fedtypes import TODO, Fed, change, fed_stage, gone

SENT, WAITS = ("SENT", None), ("SCHEDULED", None)
Lines = dict[tuple[str, str], tuple[str, str | None]]
FIRST, REMINDER = ("pigeon", "FIRST"), ("pigeon", "REMINDER_DEADLINE_1")
HOUR = 3_600.0


@pytest.fixture
async def fed(region: Region) -> Fed:
    """Give tasks that are read from a feed, and remind an hour before their deadline."""
    given = await fed_stage(region.stage)
    reminders = (Reminder(relative_to=Relative.DEADLINE, hours=1),)
    await region.define(TODO, channels=Channels(allowed=("pigeon",)), reminders=reminders)
    return given


async def announced(region: Region, fed: Fed, hours: float = 5) -> UUID:
    """Take a task with a deadline in so many hours, and wait until it was sent."""
    await fed.take(todo(1, hours))
    row = await fed.row("1")
    region.work()
    await region.until(row["id"], {FIRST: SENT})
    await region.quiet()
    return row["id"]


def todo(version: int, hours: float = 5, **more: Any) -> dict[str, Any]:
    deadline = clock.ahead(hours * HOUR).replace(microsecond=0)
    said: dict[str, Any] = {"deadline": deadline} | more
    return change("1", version, of=TODO, **said)


async def planned(region: Region) -> list[datetime]:
    """Return when something is told that waits for its moment."""
    waits = sa.select(h.c.due_at).where(h.c.bucket.in_(range(1024)), h.c.due_at > now())
    async with region.stage.platform.store.read() as tx:
        return [row.due_at for row in await tx.rows(waits)]


async def test_moved_deadline_moves_the_reminder_that_was_planned(region: Region, fed: Fed):
    one = await announced(region, fed)
    moved = todo(2, 200)
    assert await fed.take(moved) == []
    await region.quiet()
    assert await region.lines(one) == {FIRST: SENT}
    assert moved["deadline"] - timedelta(hours=1) in await planned(region)
    await region.soon()
    await region.until(one, {FIRST: SENT, REMINDER: WAITS})
    await region.soon()
    await region.until(one, {FIRST: SENT, REMINDER: SENT})
    await region.quiet()
    assert len(region.pigeon.carried) == 2, "the former moment is void, the new one reminds once"


async def test_reminder_that_waits_gives_way_to_the_one_of_the_new_deadline(region: Region, fed: Fed):
    one = await announced(region, fed)
    await region.soon()
    await region.until(one, {FIRST: SENT, REMINDER: WAITS})
    await region.quiet()
    await fed.take(todo(2, 10))
    for _ in range(2):
        await region.soon()
        await region.quiet()
    await region.soon()
    await region.until(one, {FIRST: SENT, REMINDER: SENT})
    await region.quiet()
    assert [parcel.items[0].occasion for parcel in region.pigeon.carried] == ["FIRST", "REMINDER_DEADLINE_1"]


async def test_older_version_with_another_deadline_moves_nothing(region: Region, fed: Fed):
    one = await announced(region, fed)
    await fed.take(todo(3, 200))
    later = (await fed.row("1"))["deadline"]
    await fed.take(todo(2, 3))
    row = await fed.row("1")
    assert (row["deadline"], row["version"]) == (later, 3)
    await region.soon()
    await region.until(one, {FIRST: SENT, REMINDER: WAITS})


@pytest.mark.parametrize("waits", [False, True])
async def test_what_is_withdrawn_reminds_nobody(region: Region, fed: Fed, waits: bool):
    one = await announced(region, fed)
    lines: Lines = {FIRST: SENT}
    if waits:
        await region.soon()
        await region.until(one, lines | {REMINDER: WAITS})
        await region.quiet()
        lines |= {REMINDER: ("CANCELLED", "RETRACTED")}
    await fed.take(gone("1", 2, of=TODO))
    assert await region.lines(one) == lines, "at once, and not when its moment comes"
    await region.soon()
    await region.quiet()
    assert await region.lines(one) == lines
    assert len(region.pigeon.carried) == 1


async def test_task_that_its_provider_calls_done_reminds_nobody(region: Region, fed: Fed):
    one = await announced(region, fed)
    await region.soon()
    await region.until(one, {FIRST: SENT, REMINDER: WAITS})
    await region.quiet()
    await fed.take(todo(2, 5, doneAt=clock.now()))
    assert await region.lines(one) == {FIRST: SENT, REMINDER: ("CANCELLED", "DONE")}
    await region.soon()
    await region.quiet()
    assert len(region.pigeon.carried) == 1
