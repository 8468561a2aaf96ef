"""A receiver that seems to be away is asked by one call at a time, until it answers; nobody else waits for it."""

from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest

from profile_core.outbound import Schedule
from profile_core.worker import outbound
from profile_core.worker.circuits import OPENS_AT
from tests.databases import Database, free_port
from tests.outbound.conftest import Tell, calls
from tests.outbound.receiver import Receiver
from tests.outbound.sending import NUMBERED
from tests.outbound.test_sent import settled
from tests.worker.conftest import Running, until

AWAY = "away.localhost"
EACH = NUMBERED.each_receiver
SELDOM = replace(NUMBERED, schedule=Schedule(first=3_600, factor=1, longest=3_600))
MORE, OTHERS = 20, 10
GAUGE = 'citizen_profile_outbound_circuits_open{lane="single",use="played.numbered"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A worker that sends, to a receiver that is away and to another one."""

    database: Database
    told: Tell
    receiver: Receiver
    worker: Running
    port: int

    async def tries(self, times: int) -> None:
        """Let so many attempts at the receiver end."""
        for number in range(times):
            await self.told(number, self.receiver.address(host=AWAY))

        async def _tried() -> bool:
            ends = [status or error for _, _, _, status, error in await calls(self.database)]
            return len(ends) == times and all(ends)

        await until(_tried, self.worker)

    async def falls_silent(self, *, asked: int) -> None:
        """Let it never answer again; send more, and wait until it is asked by so many at once."""
        self.receiver.silent.add(AWAY)
        for number in range(100, 100 + MORE):
            await self.told(number, self.receiver.address(host=AWAY))

        async def _asked() -> bool:
            return self.asked() == asked

        await until(_asked, self.worker)

    async def others_come(self) -> None:
        """Send to another receiver until it has all: the worker has looked for more many times by then."""
        for number in range(200, 200 + OTHERS):
            await self.told(number, self.receiver.address())
        await until(settled(self.database, OTHERS), self.worker)

    def asked(self) -> int:
        """Return how many wait for an answer."""
        return self.receiver.under_way[f"{AWAY}:{self.receiver.port}"]

    async def gauge(self) -> str:
        """Return what the worker says of its circuits."""
        async with httpx2.AsyncClient() as client:
            said = (await client.get(f"http://127.0.0.1:{self.port}/metrics")).text
        return next(line for line in said.splitlines() if line.startswith(GAUGE)).removeprefix(f"{GAUGE} ")


@pytest.fixture
async def played(database, told, receiver, start, monkeypatch: pytest.MonkeyPatch) -> Played:
    """Start a worker that tries each once an hour, and lets an attempt take as long as a busy machine may need."""
    monkeypatch.setattr(outbound, "DEADLINE", 600.0)
    port = free_port()
    worker: Any = start(SELDOM, lease=1200, port=port)
    return Played(database=database, told=told, receiver=receiver, worker=worker, port=port)


@pytest.mark.parametrize("answer", ["503 No", "429 No"])
async def test_receiver_that_is_away_gets_one_call_at_a_time_until_it_answers(played: Played, answer: str):
    played.receiver.answers["/"] = [answer] * OPENS_AT
    await played.tries(OPENS_AT)
    await played.falls_silent(asked=1)
    await played.others_come()
    assert (played.asked(), await played.gauge()) == (1, "1.0")
    played.receiver.silent.clear()
    played.receiver.speak()
    await until(settled(played.database, OTHERS + MORE), played.worker)
    assert await played.gauge() == "0.0"


async def test_receiver_that_cannot_be_reached_gets_one_call_at_a_time(played: Played):
    played.receiver.close()
    await played.tries(OPENS_AT)
    await played.receiver.open()
    await played.falls_silent(asked=1)
    await played.others_come()
    assert played.asked() == 1


@pytest.mark.parametrize(
    ("answer", "times"), [("503 No", OPENS_AT - 1), ("400 No", 2 * OPENS_AT)], ids=["few", "refused"]
)
async def test_few_in_vain_and_what_it_refuses_say_nothing_of_the_receiver(
    played: Played, answer: str, times: int
):
    played.receiver.answers["/"] = [answer] * times
    await played.tries(times)
    await played.falls_silent(asked=EACH)
    assert await played.gauge() == "0.0"


async def test_one_call_that_is_always_in_vain_says_nothing_of_the_receiver(
    database, told, receiver, start, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(outbound, "DEADLINE", 600.0)
    receiver.answers["/poison"] = ["503 No"] * 1_000
    await told(1, receiver.address("/poison", host=AWAY))
    worker = start(lease=1200)

    async def tried() -> bool:
        return (await calls(database))[0][1] > OPENS_AT

    await until(tried, worker)
    poisoned = Played(database=database, told=told, receiver=receiver, worker=worker, port=0)
    await poisoned.falls_silent(asked=EACH)
