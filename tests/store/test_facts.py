import asyncio

import pytest

from profile_core.kit import ids
from profile_core.kit.acting import SubjectRef
from profile_core.store import handover
from profile_core.store.facts import fact_table, handover_table
from tests.store.facts import LISTENERS, CarParked

ANNA = SubjectRef(ids.new_id(5))
ME, OTHER = ids.plain_id(), ids.plain_id()


@pytest.fixture
def parking(open_with):
    return open_with(LISTENERS)


async def _count(store, table) -> int:
    async with store.read() as tx:
        return len(await tx.rows(table.select().where(table.c.bucket == ANNA.bucket)))


async def _told(store) -> None:
    async with store.begin() as tx:
        await tx.tell(CarParked(subject=ANNA, where="Korenmarkt"))


async def _claimed(store, owner=ME, *, lease: float = 30) -> list[handover.Handover]:
    async with store.begin() as tx:
        return [
            one
            for listener in ("parking.count", "parking.fine")
            for buckets in [await handover.due_buckets(tx, listener, "single")]
            for one in await handover.claim(tx, buckets, listener, "single", owner, lease=lease, most=10)
        ]


async def test_a_rolled_back_transaction_tells_nobody(parking):
    with pytest.raises(RuntimeError):  # noqa: PT012 (the transaction is what is tested)
        async with parking.begin() as tx:
            await tx.tell(CarParked(subject=ANNA, where="Korenmarkt"))
            raise RuntimeError

    assert await _count(parking, fact_table) == 0
    assert await _count(parking, handover_table) == 0


async def test_a_fact_is_handed_to_each_listener_by_itself(parking):
    await _told(parking)

    claimed = await _claimed(parking)

    assert {one.listener for one in claimed} == {"parking.fine", "parking.count"}
    assert {one.payload for one in claimed} == {
        f'{{"subject":{{"id":"{ANNA.id}"}},"where":"Korenmarkt"}}',
    }


async def test_what_one_worker_leased_another_does_not_get(parking):
    await _told(parking)

    assert len(await _claimed(parking)) == 2
    assert await _claimed(parking, OTHER) == []


async def test_workers_that_claim_at_once_share_without_doubles(parking):
    for _ in range(20):
        await _told(parking)

    both = await asyncio.gather(_claimed(parking, ME), _claimed(parking, OTHER))
    rest = await _claimed(parking, ME) + await _claimed(parking, ME) + await _claimed(parking, ME)
    rest += await _claimed(parking, ME)

    seen = [(one.fact_id, one.listener) for part in (*both, rest) for one in part]
    assert len(seen) == len(set(seen)) == 40


async def test_a_lease_that_ran_out_is_claimed_anew_and_the_late_one_cannot_acknowledge(parking):
    await _told(parking)
    late, *_ = await _claimed(parking, ME, lease=0)

    again = await _claimed(parking, OTHER)

    assert {one.attempts for one in again} == {2}
    with pytest.raises(handover.LeaseLostError):
        async with parking.begin() as tx:
            await handover.acknowledge(tx, late)


async def test_an_acknowledged_handover_is_gone_and_its_neighbour_stays(parking):
    await _told(parking)
    first, second = await _claimed(parking)

    async with parking.begin() as tx:
        await handover.acknowledge(tx, first)
        await handover.release(tx, second)

    assert [one.listener for one in await _claimed(parking)] == [second.listener]


async def test_a_released_handover_counts_no_attempt(parking):
    await _told(parking)
    async with parking.begin() as tx:
        pass
    for one in await _claimed(parking):
        async with parking.begin() as tx:
            await handover.release(tx, one)

    assert {one.attempts for one in await _claimed(parking)} == {1}


async def test_a_poison_fact_is_given_up_after_ten_attempts_and_stays_with_its_error(parking):
    await _told(parking)
    for _ in range(handover.MOST_ATTEMPTS):
        for one in await _claimed(parking):
            async with parking.begin() as tx:
                await handover.fail(tx, one, "KeyError", wait=0)

    assert await _claimed(parking) == []
    async with parking.read() as tx:
        rows = await tx.rows(handover_table.select().where(handover_table.c.bucket == ANNA.bucket))
    assert {(row.attempts, row.last_error, row.due_at) for row in rows} == {(10, "KeyError", None)}
