"""What an operator's tools see of the work."""

import httpx2

from profile_core.store import handover
from tests.databases import free_port
from tests.worker.conftest import until
from tests.worker.hearing import CHOKES, HEARS
from tests.worker.seen import change, left


async def test_backlog_counts_what_waits_and_what_was_given_up(database, told):
    store = await told(range(5), ["played.hears"])
    async with store.read() as tx:
        waiting = await handover.backlog(tx, "played.hears")
        nothing = await handover.backlog(tx, "played.chokes")
    assert (waiting.waiting, waiting.given_up, waiting.oldest_seconds >= 0) == (5, 0, True)
    assert (nothing.waiting, nothing.given_up, nothing.oldest_seconds) == (0, 0, 0)
    await change(database, "UPDATE handover SET due_at = NULL")
    async with store.read() as tx:
        given_up = await handover.backlog(tx, "played.hears")
    assert (given_up.waiting, given_up.given_up, given_up.oldest_seconds) == (0, 5, 0)


async def test_worker_tells_on_its_port_what_it_handed_over_and_what_failed(database, told, start):
    await told([7], ["played.chokes", "played.hears"])
    port = free_port()
    worker = start(HEARS, CHOKES, port=port)

    async def both_tried() -> bool:
        failed = [error for _, error, _ in await left(database, "played.chokes")]
        return await left(database, "played.hears") == [] and failed == ["ValueError"]

    await until(both_tried, worker)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        assert (await client.get("/alive")).text == "alive\n"
        told_of = (await client.get("/metrics")).text
    assert 'citizen_profile_handed_over_total{listener="played.hears"} 1.0' in told_of
    assert 'citizen_profile_handover_failures_total{listener="played.chokes"}' in told_of
