"""What is told reaches its receiver, whatever befalls it on the way."""

import pytest

from profile_core.kit import clock, ids
from profile_core.kit.acting import SubjectRef
from profile_core.outbound import tell
from tests.outbound.conftest import calls
from tests.outbound.sending import CHOKES, NUMBERED
from tests.worker.conftest import until
from tests.worker.seen import change, rows


def settled(database, count: int):
    async def _settled() -> bool:
        return [state for state, *_ in await calls(database) if state != "waits"] == ["done"] * count

    return _settled


async def test_what_is_told_is_sent_once_and_kept_as_done(database, told, receiver, start):
    for number in range(40):
        await told(number, receiver.address())
    worker = start()
    await until(settled(database, 40), worker)
    assert sorted(map(int, receiver.bodies())) == list(range(40))
    assert set(await calls(database)) == {("done", 1, None, 200, None)}
    assert len({one.id for one in receiver.received}) == 40


async def test_rolled_back_transaction_sends_nothing(database, store, told, receiver, start):
    async def _told_in_vain() -> None:
        async with store.begin() as tx:
            await tell(
                tx,
                use=NUMBERED.name,
                subject=SubjectRef(ids.new_id(5)),
                key="1",
                address=receiver.address(),
                payload={"number": "1"},
                until=clock.ahead(60),
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await _told_in_vain()
    await told(2, receiver.address())
    await until(settled(database, 1), start())
    assert receiver.bodies() == ["2"]


async def test_key_told_twice_of_a_subject_is_one_call(database, store):
    one, other = (SubjectRef(ids.new_id(7)) for _ in range(2))
    for subject, key in [(one, "a"), (one, "a"), (one, "b"), (other, "a")]:
        async with store.begin() as tx:
            await tell(
                tx,
                use="played.numbered",
                subject=subject,
                key=key,
                address="https://gent.example/",
                payload={},
                until=clock.ahead(60),
            )
    assert await rows(database, "SELECT COUNT(*) FROM outbound_call") == [(3,)]


async def test_receiver_that_is_away_is_tried_until_it_is_back(database, told, receiver, start):
    receiver.close()
    await told(1, receiver.address())
    worker = start()

    async def tried_thrice() -> bool:
        [(state, attempts, _, status, error)] = await calls(database)
        return (state, status, error) == ("waits", None, "the call failed: ConnectError") and attempts >= 3

    await until(tried_thrice, worker)
    await receiver.open()
    await until(settled(database, 1), worker)
    assert receiver.bodies() == ["1"]


async def test_each_attempt_is_signed_anew_under_the_same_id(database, told, receiver, start):
    receiver.answers["/"] = ["500 Oops", "503 Busy"]
    await told(1, receiver.address())
    await until(settled(database, 1), start())
    assert await calls(database) == [("done", 3, None, 200, None)]
    assert len({one.id for one in receiver.received}) == 1
    assert len({one.headers["signature"] for one in receiver.received}) == 3


async def test_call_that_cannot_be_prepared_waits_and_holds_up_no_other(database, told, receiver, start):
    await told(1, receiver.address(), use=CHOKES.name)
    await told(2, receiver.address())
    worker = start(CHOKES, NUMBERED)

    async def choked_and_done() -> bool:
        choked, done = await calls(database)
        return choked[0] == "waits" and choked[1] > 1 and choked[4] == "ValueError" and done[0] == "done"

    await until(choked_and_done, worker)


async def test_call_of_a_use_that_is_not_here_waits_for_it(database, told, receiver, start):
    await told(1, receiver.address(), use="played.elsewhere")
    await told(2, receiver.address())
    await until(settled(database, 1), start())
    assert await calls(database) == [("waits", 0, None, None, None), ("done", 1, None, 200, None)]


async def test_worker_that_lost_its_lease_does_not_end_the_call(database, told, receiver, start):
    receiver.silent.add("here.localhost")
    await told(1, receiver.address())
    worker = start()

    async def under_way() -> bool:
        return len(receiver.received) == 1

    await until(under_way, worker)
    other = ids.plain_id()
    await change(database, f"UPDATE outbound_call SET lease_owner = '{other.hex}', attempts = attempts + 1")
    receiver.speak()
    worker.stopping.set()
    await worker.task
    assert await calls(database) == [("waits", 2, None, None, None)]
