"""A worker that is killed anywhere loses nothing and does nothing twice."""

import asyncio
import random
import signal

import pytest

from tests.worker.conftest import start_process, told, until  # noqa: F401 (fixtures)
from tests.worker.seen import heard, left

FACTS = 3000
KILLS = 20
pytestmark = pytest.mark.faults


async def test_twenty_kills_lose_nothing_and_double_nothing(database, told, start_process):  # noqa: F811
    await told(range(FACTS), ["played.hears"], buckets=64)
    chance = random.Random(20)
    kills = 0
    while kills < KILLS:
        before = len(await heard(database, "played.hears"))
        child = start_process("hears", LEASE="1", BATCH="10", LOOK_EVERY="0.01")
        goal = min(before + chance.randrange(1, 60), FACTS - 200)

        async def is_at_it(goal: int = goal) -> bool:
            return len(await heard(database, "played.hears")) >= goal

        await until(is_at_it)
        await asyncio.sleep(chance.random() / 20)
        child.kill()
        child.join(10)
        assert child.exitcode == -signal.SIGKILL
        kills += 1
    assert len(await heard(database, "played.hears")) < FACTS, "all was done before the last kill"
    start_process("hears", LEASE="2")

    async def none_left() -> bool:
        return await left(database, "played.hears") == []

    await until(none_left)
    assert await heard(database, "played.hears") == list(range(FACTS))
