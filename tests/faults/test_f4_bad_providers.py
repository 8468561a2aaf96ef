"""F4: providers that do not answer, refuse for now, break off, are slow or away; the others do not wait for them."""

from collections.abc import Sequence
from statistics import quantiles
from time import monotonic

import httpx2
import pytest

from profile_core.contract import Caller
from tests.databases import free_port
from tests.faults.conftest import INSTEAD, Recorded, goes_out
from tests.faults.outside import RETRY_AFTER, Manner, Outside
from tests.faults.run import Run, taken_only
from tests.faults.size import sized
from tests.notifications.played import provider

pytestmark = pytest.mark.faults("F4")
BAD: dict[str, Manner] = {
    "hangs": "silent",
    "full": "429",
    "broken": "500",
    "resets": "resets",
    "slow": "slow",
}
AWAY = "away"
EACH = 10
"""At one of two workers a receiver is five times in vain, at least; what comes then is tried one at a time."""
OTHERS = sized(short=30, long=600)
BAD_ATTEMPTS = 2
TEN_MINUTES = 600.0
FIRST_WAIT = 25 * 1.5
STEP = 25.0
WORKERS = 2
AT_ONCE = 8
GAUGE = "citizen_profile_outbound_circuits_open{"


async def test_bad_providers_get_theirs_later_and_the_others_meanwhile(run: Run, recorded: Recorded):
    away = Outside(receipts=run.outside.receipts)
    await away.open()
    away.close()
    bad = {name: await provider(run.stage.platform, name) for name in (*BAD, AWAY)}
    for name, caller in bad.items():
        run.outside.manners[name] = _bad_at_first(run, BAD.get(name, "takes"))
        await goes_out(run.stage, caller, (away if name == AWAY else run.outside).address(name))
    await run.open()
    ports = [free_port() for _ in range(WORKERS)]
    for port in ports:
        await run.hire(WORKER_PORT=str(port))
    alone = await _others(run, "alone")
    for name, caller in bad.items():
        await run.send([run.item(f"{name}-{one}", INSTEAD, caller) for one in range(EACH)], caller)
    beside = await _others(run, "beside")
    assert not any(one.to in _pairwise(run, bad) for one in run.outside.taken())
    await _waiting(run, EACH * len(bad))
    names = {str(caller.provider): name for name, caller in bad.items()}
    _assert_backed_off(names, await run.waits())
    assert await _circuits(ports) >= len(bad)
    attempts = await _ten_minutes(run, away, str(bad[AWAY].provider))
    await run.until_ended()
    count = await taken_only(run).count()
    recorded(f"6 bad providers; p95 of the others {beside / alone:.1f} times that alone", run, count)
    count.assert_whole()
    assert count.duplicates == 0
    assert 2 <= attempts <= 4
    assert {one.by for one in run.outside.receipts} <= {worker.address for worker in run.workers}
    most = {whose: many for whose, many in run.outside.most_under_way.items() if whose[0] in BAD}
    assert max(most.values()) <= AT_ONCE, most


def _bad_at_first(run: Run, manner: Manner):
    """Behave badly at the first attempts at each delivery, then take it."""

    def _behave(data: dict) -> Manner:
        before = [one for one in run.outside.receipts if one.notification == data["notificationId"]]
        return manner if len(before) < BAD_ATTEMPTS else "takes"

    return _behave


async def _others(run: Run, name: str) -> float:
    """Send for the good provider; return the p95 of the seconds from the answer until it came."""
    caller, before = run.stage.aalst, len(run.answered)
    items = [run.item(f"{name}-{one}", INSTEAD, caller) for one in range(OTHERS)]
    accepted: dict[str, float] = {}
    for at in range(0, OTHERS, 10):
        await run.send(items[at : at + 10], caller)
        ids = {str(one) for item in items[at : at + 10] for one in run.answered[item["externalId"]]}
        accepted |= dict.fromkeys(ids, monotonic())
    assert len(run.answered) == before + OTHERS

    async def _came() -> int:
        return len({one.notification for one in run.outside.taken()} & accepted.keys())

    assert await run.grown(_came, OTHERS)
    mine = [one for one in run.outside.taken() if one.notification in accepted]
    return quantiles([max(0.01, one.at - accepted[one.notification]) for one in mine], n=20)[-1]


def _pairwise(run: Run, callers: dict[str, Caller]) -> set[str]:
    """Return how the bad providers know citizens."""
    keyring = run.stage.platform.keyring
    people = [acting.subject.id for acting in run.stage.everybody.values()]
    return {keyring.pairwise(str(caller.provider), one) for caller in callers.values() for one in people}


async def _waiting(run: Run, many: int) -> None:
    """Wait until so many calls wait for another attempt."""

    async def _tried() -> int:
        return len([wait for wait in await run.waits() if wait[1]])

    assert await run.grown(_tried, many), await run.waits()


def _assert_backed_off(names: dict[str, str], waits: list[tuple[str, int, float]]) -> None:
    """A first pause is 25 to 37.5 seconds, and as long as the receiver asked for."""
    for receiver, attempts, seconds in waits:
        if names[receiver] == "full":
            assert RETRY_AFTER / 2 < seconds <= RETRY_AFTER, seconds
        elif attempts == 1:
            assert seconds <= FIRST_WAIT, (names[receiver], seconds)


async def _circuits(ports: Sequence[int]) -> float:
    """Count the circuits that are open, in all workers."""
    async with httpx2.AsyncClient() as client:
        said = [(await client.get(f"http://127.0.0.1:{port}/metrics")).text for port in ports]
    lines = [line for text in said for line in text.splitlines() if line.startswith(GAUGE)]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


async def _ten_minutes(run: Run, away: Outside, receiver: str) -> int:
    """Let ten minutes pass, in steps from one moment at which something is due to another, then all the rest.

    The provider that was away comes back after that; returns the attempts at it by then.
    """
    passed, attempts = 0.0, 0
    while waits := await run.waits():
        step = max(STEP, min(seconds for *_, seconds in waits) + 1)
        passed += step
        if passed > TEN_MINUTES and not attempts:
            attempts = max(many for name, many, _ in waits if name == receiver)
            await away.open()
        await run.pass_time(step)
        await run.settled()
    away.close()
    return attempts
