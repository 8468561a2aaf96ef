"""F1: workers are killed while they deliver, one of them at random each time."""

import asyncio
import random

import pytest

from tests.faults.conftest import BESIDE, INSTEAD, Recorded
from tests.faults.run import Run
from tests.faults.size import sized

pytestmark = pytest.mark.faults("F1")
NOTIFICATIONS = sized(short=240, long=8_000)
"""Two and a half deliveries each."""
KILLS = 20
WORKERS = 2


async def test_twenty_kills_lose_nothing_and_repeat_only_what_a_killed_worker_had_under_way(
    run: Run, recorded: Recorded
):
    await run.open()
    for _ in range(WORKERS):
        await run.hire()
    items = [run.item(str(number), (BESIDE, INSTEAD)[number % 2]) for number in range(NOTIFICATIONS)]
    outside = sum(len(one.channels) - 1 for one in run.sent.values())
    sending = asyncio.create_task(_send(run, items))
    chance = random.Random(1)
    for kill in range(KILLS):
        await run.until_came(outside * (kill + 1) // (KILLS + 2) + chance.randrange(outside // 40))
        run.kill_any(chance)
        await run.hire()
    await sending
    await run.until_ended()
    await run.report_back()
    await run.until_heard()
    count = await run.count()
    recorded(f"{KILLS} kills of one of {WORKERS} workers", run, count)
    count.assert_whole()


async def _send(run: Run, items: list) -> None:
    """Send by calls of all sizes: those of more than ten go the lane of bulk."""
    chance = random.Random(2)
    while items:
        some, items = items[: (size := chance.choice((1, 10, 40, 200)))], items[size:]
        await run.send(some)
