"""A slow receiver is slow alone; a worker that stops lets what is under way end."""

import httpx2
import pytest
from hypothesis import given, strategies as st

from profile_core.contract import InvalidError
from profile_core.kit.settings import Deployment, Settings
from profile_core.outbound import Schedule
from profile_core.worker import outbound
from profile_core.worker.outbound import AT_ONCE
from tests.databases import free_port
from tests.outbound.conftest import calls
from tests.outbound.sending import NUMBERED
from tests.outbound.test_sent import settled
from tests.worker.conftest import until
from tests.worker.seen import rows

SILENT = "silent.localhost"
EACH = NUMBERED.each_receiver


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an attempt take as long as a busy machine may need."""
    monkeypatch.setattr(outbound, "DEADLINE", 600.0)


async def test_receiver_that_never_answers_holds_up_no_other(database, told, receiver, start, patient):
    receiver.silent.add(SILENT)
    for number in range(100):
        await told(number, receiver.address(host=SILENT))
    for number in range(100, 140):
        await told(number, receiver.address())
    await until(settled(database, 40), start(lease=1200))
    assert sorted(map(int, receiver.bodies())) == list(range(100, 140))
    most = receiver.most_under_way[f"{SILENT}:{receiver.port}"]
    assert EACH <= most < 2 * EACH


async def test_bulk_that_hangs_holds_up_no_single_call(database, told, receiver, start, patient):
    hosts = [f"silent{number}.localhost" for number in range(2 * AT_ONCE // EACH)]
    receiver.silent.update(hosts)
    for number in range(2 * AT_ONCE):
        await told(number, receiver.address(host=hosts[number % len(hosts)]), lane="bulk")
    worker = start(lease=1200)

    async def full() -> bool:
        return len(receiver.received) == AT_ONCE

    await until(full, worker)
    await told(1000, receiver.address())
    await until(settled(database, 1), worker)
    assert receiver.bodies() == ["1000"]
    assert len(receiver.received) == AT_ONCE + 1


async def test_worker_that_is_asked_to_stop_lets_a_call_end(database, told, receiver, start, patient):
    receiver.silent.add(SILENT)
    await told(1, receiver.address(host=SILENT))
    worker = start(lease=1200)
    await until(arrived(receiver, 1), worker)
    worker.stopping.set()
    await told(2, receiver.address())
    receiver.speak()
    await worker.task
    assert await calls(database) == [("done", 1, None, 200, None), ("waits", 0, None, None, None)]


async def test_worker_that_may_not_wait_gives_back_what_is_under_way(
    database, told, receiver, start, patient
):
    receiver.silent.add(SILENT)
    await told(1, receiver.address(host=SILENT))
    worker = start(stop_timeout=0.1, lease=1200)
    await until(arrived(receiver, 1), worker)
    worker.stopping.set()
    await worker.task
    assert await rows(database, "SELECT attempts, lease_owner FROM outbound_call") == [(1, None)]
    receiver.speak()
    await until(settled(database, 1), start())
    assert len({one.id for one in receiver.received}) == 1


async def test_private_address_is_refused_in_production(database, told, receiver, start):
    real = Settings(
        database_url=database.url, environment=Deployment.PRODUCTION, public_url="https://profile.example.org"
    )
    await told(1, f"https://localhost:{receiver.port}/")
    await told(2, f"https://127.0.0.1:{receiver.port}/")
    await told(3, receiver.address())
    worker = start(settings=real)

    async def tried() -> bool:
        return all(attempts and error for _, attempts, _, _, error in await calls(database))

    await until(tried, worker)
    refused = "the call failed: AddressRefusedError"
    assert [error for *_, error in await calls(database)] == [
        refused,
        refused,
        "in production only https addresses are called",
    ]
    assert receiver.received == []


async def test_worker_tells_on_its_port_what_it_sent_and_what_failed(database, told, receiver, start):
    receiver.answers["/refuses"] = ["400 No"]
    await told(1, receiver.address())
    await told(2, receiver.address("/refuses"))
    await told(3, receiver.address(), use="played.elsewhere")
    port = free_port()
    worker = start(port=port)

    async def both_ended() -> bool:
        return [state for state, *_ in await calls(database)] == ["done", "failed", "waits"]

    await until(both_ended, worker)
    async with httpx2.AsyncClient() as client:
        said = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    assert 'citizen_profile_outbound_attempts_total{outcome="done",use="played.numbered"} 1.0' in said
    assert 'citizen_profile_outbound_attempts_total{outcome="refused",use="played.numbered"} 1.0' in said
    assert 'citizen_profile_outbound_failed{use="played.numbered"} 1.0' in said
    assert 'citizen_profile_outbound_waiting{use="played.numbered"} 0.0' in said
    assert 'citizen_profile_outbound_oldest_seconds{use="played.numbered"} 0.0' in said


async def test_two_uses_of_one_name_stop_the_start(start):
    worker = start(NUMBERED, NUMBERED)

    async def stopped() -> bool:
        return worker.task.done()

    await until(stopped)
    with pytest.raises(InvalidError, match=r"played\.numbered"):
        await worker.task


@given(
    attempts=st.integers(1, 100_000),
    schedule=st.builds(
        Schedule,
        first=st.floats(0.1, 100),
        factor=st.floats(1, 10),
        longest=st.floats(100, 100_000),
        jitter=st.floats(0, 1),
    ),
)
def test_wait_grows_to_its_longest_and_chance_adds_its_share_at_most(attempts: int, schedule: Schedule):
    wait = schedule.wait(attempts)
    assert schedule.first <= wait <= schedule.longest * (1 + schedule.jitter)
    steady = Schedule(first=schedule.first, factor=schedule.factor, longest=schedule.longest, jitter=0)
    assert steady.wait(attempts) <= steady.wait(attempts + 1)
    assert steady.wait(1) == schedule.first


def arrived(receiver, count: int):
    async def _arrived() -> bool:
        return len(receiver.received) == count

    return _arrived
