"""F3: the gateway is killed between COMMIT and answer, or at any other moment; the provider's program sends again."""

import asyncio
import signal
from time import monotonic

import httpx2
import pytest

from tests.faults.conftest import BESIDE, INSTEAD, Recorded
from tests.faults.run import Run, ask
from tests.faults.size import sized
from tests.notifications.asked import REGISTER
from tests.notifications.tokens import bearer

pytestmark = pytest.mark.faults("F3")
BULK = sized(short=60, long=1_000)
SMALL = (1, 10)
MOMENTS = (0.1, 0.4, 0.7, 1.0, 1.3, 2.5)[:: sized(short=2, long=1)]
"""When the gateway is killed, in parts of what the same bulk takes when nothing is stored."""


async def test_gateway_killed_before_its_answer_gives_one_row_and_the_same_answer_to_whoever_sends_again(
    run: Run, recorded: Recorded
):
    bulk = [run.item(f"bulk-{number}", (BESIDE, INSTEAD)[number % 2]) for number in range(BULK)]
    small = [[run.item(f"{many}-{number}", BESIDE) for number in range(many)] for many in SMALL]
    for items in small:
        await run.open("die")
        assert await _sent(run, items) is None
        _died(run)
    for moment in MOMENTS:
        await run.open()
        whole = await _time_of_a_dry_run(run, bulk)
        sent = asyncio.create_task(_sent(run, bulk))
        await asyncio.sleep(moment * whole)
        run.kill_gateway()
        await sent
    await run.open("die")
    if len(run.answered) < BULK:
        await _sent(run, bulk)
        _died(run)
    await run.open()
    for items in (*small, bulk):
        first, second = [await _sent(run, items) for _ in range(2)]
        assert first == second
    await run.hire()
    await run.until_ended()
    count = await run.count()
    recorded("the gateway, between COMMIT and answer and at any moment", run, count)
    count.assert_whole()
    assert count.duplicates == 0


def _died(run: Run) -> None:
    """See to it that the gateway ended as one does that is killed."""
    assert run.gateway
    run.gateway.join(30)
    assert run.gateway.exitcode == -signal.SIGKILL
    run.kills += 1


async def _sent(run: Run, items: list) -> object:
    """Send once; return the answer, None when the gateway died before it was here."""
    async with httpx2.AsyncClient(timeout=60) as client:
        try:
            answer = await ask(client, run.address, run.stage.gent, items)
        except httpx2.TransportError:
            return None
    assert run.heard(answer) == {one["externalId"] for one in items}
    return answer.json()


async def _time_of_a_dry_run(run: Run, items: list) -> float:
    began = monotonic()
    body = {"query": REGISTER, "variables": {"items": items, "dryRun": True}}
    async with httpx2.AsyncClient(timeout=60, headers=bearer(run.stage.gent)) as client:
        answer = await client.post(f"{run.address}/provider/graphql", json=body)
    assert answer.status_code == 200
    return monotonic() - began
