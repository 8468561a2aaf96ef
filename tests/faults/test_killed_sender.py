"""A worker that is killed while it sends loses nothing, and repeats only under the same id."""

import asyncio
import random
import signal

import pytest

from tests.outbound.conftest import calls, receiver, start_process, told  # noqa: F401 (fixtures)
from tests.worker.conftest import until

CALLS = 400
KILLS = 12
pytestmark = pytest.mark.faults


async def test_kills_lose_no_call_and_repeat_only_under_the_same_id(database, told, receiver, start_process):  # noqa: F811
    for number in range(CALLS):
        await told(number, receiver.address(host=f"site{number % 16}.localhost"))
    chance = random.Random(12)
    for kill in range(KILLS):
        goal = min(len(receiver.received) + chance.randrange(5, 25), CALLS - KILLS + kill)
        child = start_process(LEASE="1", LOOK_EVERY="0.01")

        async def is_at_it(goal: int = goal) -> bool:
            return len(receiver.received) >= goal

        await until(is_at_it)
        await asyncio.sleep(chance.random() / 50)
        child.kill()
        child.join(10)
        assert child.exitcode == -signal.SIGKILL
    await told(CALLS, receiver.address())  # whatever the last one had done, there is something to take over
    start_process(LEASE="2")

    async def all_done() -> bool:
        return {state for state, *_ in await calls(database)} == {"done"}

    await until(all_done)
    sent = {(one.body, one.id) for one in receiver.received}
    assert sorted(int(number) for number, _ in sent) == list(range(CALLS + 1))
    signatures = [one.headers["signature"] for one in receiver.received]
    assert len(set(signatures)) == len(signatures)
