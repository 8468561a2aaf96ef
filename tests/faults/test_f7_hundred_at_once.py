"""F7: the same submission a hundred times at once, at two gateways."""

import asyncio

import httpx2
import pytest

from tests.faults.conftest import BESIDE, INSTEAD, QUIET, Recorded
from tests.faults.run import Run, ask
from tests.faults.size import sized

pytestmark = pytest.mark.faults("F7")
TIMES = 100
ROUNDS = sized(short=1, long=20)


async def test_a_hundred_times_at_once_is_one_row_and_a_hundred_equal_answers(run: Run, recorded: Recorded):
    await run.open()
    addresses = [run.address]
    await run.open()
    addresses.append(run.address)
    for number in range(ROUNDS):
        items = [run.item(f"{number}-{code}", code) for code in (BESIDE, INSTEAD, QUIET)]
        async with httpx2.AsyncClient(timeout=60, limits=httpx2.Limits(max_connections=TIMES)) as client:
            answers = await asyncio.gather(
                *(ask(client, addresses[one % 2], run.stage.gent, items) for one in range(TIMES))
            )
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.text for answer in answers}) == 1
        assert run.heard(answers[0]) == {one["externalId"] for one in items}
    await run.hire()
    await run.until_ended()
    count = await run.count()
    recorded(f"{TIMES} times at once", run, count)
    count.assert_whole()
    assert count.duplicates == 0
