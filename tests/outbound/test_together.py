"""Many calls to one receiver: as many at once as its use says, and their ends written together."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from profile_core.contract import Tx
from profile_core.outbound import Call, Outcome
from profile_core.worker import outbound
from tests.outbound.conftest import calls
from tests.outbound.sending import NUMBERED
from tests.outbound.test_sent import settled
from tests.worker.conftest import until

RELAY = "relay.localhost"


async def test_a_use_says_how_many_calls_one_receiver_has_at_once(
    database, told, receiver, start, monkeypatch
):
    monkeypatch.setattr(outbound, "DEADLINE", 600.0)
    receiver.silent.add(RELAY)
    for number in range(40):
        await told(number, receiver.address(host=RELAY))
    worker = start(replace(NUMBERED, each_receiver=16), lease=1200)

    async def enough() -> bool:
        return len(receiver.received) >= 16

    await until(enough, worker)
    receiver.silent.clear()
    receiver.speak()
    await until(settled(database, 40), worker)
    assert 16 <= receiver.most_under_way[f"{RELAY}:{receiver.port}"] < 32


async def test_what_ends_while_others_are_written_down_is_written_with_the_next(
    database, told, receiver, start
):
    heard: Counter[int] = Counter()

    async def slowly(tx: Tx, ends: Sequence[tuple[Call, Outcome]]) -> None:
        heard[id(tx)] += len(ends)
        await asyncio.sleep(0.02)

    for number in range(40):
        await told(number, receiver.address())
    worker = start(replace(NUMBERED, each_receiver=40, ended=slowly))
    await until(settled(database, 40), worker)
    assert heard.total() == 40
    assert max(heard.values()) > 1


async def test_a_hook_that_raises_stops_no_other_and_hears_it_again(database, told, receiver, start):
    heard: Counter[str] = Counter()

    async def chokes_twice_on_seven(_: Tx, ends: Sequence[tuple[Call, Outcome]]) -> None:
        for call, _outcome in ends:
            heard[call.payload["number"]] += 1
            if call.payload["number"] == "7" and heard["7"] <= 2:
                raise ValueError("seven")

    for number in range(20):
        await told(number, receiver.address())
    worker = start(replace(NUMBERED, each_receiver=40, ended=chokes_twice_on_seven))
    await until(settled(database, 20), worker)
    attempts = Counter(attempts for _, attempts, *_ in await calls(database))
    assert attempts[1] == 19, "only the call whose hook raised came again"
    assert heard["7"] >= 3
