"""Facts reach every listener once, whatever befalls the others."""

from tests.worker.conftest import until
from tests.worker.hearing import BROKEN_ROUND, CHOKES, DAWDLES, HEARS, ROUND
from tests.worker.seen import change, heard, left, rows


async def test_every_fact_is_heard_once(database, told, start):
    await told(range(300), ["played.hears"])
    worker = start(HEARS)

    async def all_heard() -> bool:
        return len(await heard(database, "played.hears")) >= 300

    await until(all_heard, worker)
    assert await heard(database, "played.hears") == list(range(300))
    assert await left(database, "played.hears") == []


async def test_two_workers_share_without_doubles(database, told, start):
    await told(range(600), ["played.hears"])
    workers = [start(HEARS, batch=20), start(HEARS, batch=20)]

    async def none_left() -> bool:
        return await left(database, "played.hears") == []

    await until(none_left, workers[0])
    assert await heard(database, "played.hears") == list(range(600))


async def test_poison_fact_waits_by_itself_and_its_neighbours_are_heard(database, told, start):
    await told(range(20), ["played.chokes"])
    worker = start(CHOKES)

    async def only_seven_left() -> bool:
        still = await left(database, "played.chokes")
        return len(still) == 1 and still[0][1] is not None

    await until(only_seven_left, worker)
    assert await heard(database, "played.chokes") == [number for number in range(20) if number != 7]
    assert (await left(database, "played.chokes"))[0][1] == "ValueError"


async def test_poison_fact_is_given_up_after_its_last_attempt(database, told, start):
    await told([7], ["played.chokes"])
    await change(database, "UPDATE handover SET attempts = 9")
    worker = start(CHOKES)

    async def given_up() -> bool:
        return await left(database, "played.chokes") == [(10, "ValueError", True)]

    await until(given_up, worker)
    assert await heard(database, "played.chokes") == []


async def test_fact_that_killed_every_worker_is_given_up_unheard(database, told, start):
    await told([7], ["played.hears"])
    await change(database, "UPDATE handover SET attempts = 10")
    worker = start(HEARS)

    async def given_up() -> bool:
        return await left(database, "played.hears") == [(11, "WorkerDiedError", True)]

    await until(given_up, worker)
    assert await heard(database, "played.hears") == []


async def test_listener_that_hangs_holds_up_no_other(database, told, start):
    await told(range(100), ["played.dawdles", "played.hears"])
    worker = start(DAWDLES, HEARS, lease=2, stop_timeout=0.1)

    async def others_heard_and_hanging_one_counted() -> bool:
        hanging = await left(database, "played.dawdles")
        failed = any(error == "TooSlowError" for _, error, _ in hanging)
        return failed and len(await heard(database, "played.hears")) == 100

    await until(others_heard_and_hanging_one_counted, worker)


async def test_facts_of_a_listener_that_is_not_here_wait_for_it(database, told, start):
    await told(range(5), ["played.hears", "played.elsewhere"])
    worker = start(HEARS)

    async def heard_here() -> bool:
        return await left(database, "played.hears") == []

    await until(heard_here, worker)
    assert await left(database, "played.elsewhere") == [(0, None, False)] * 5


async def test_worker_that_is_asked_to_stop_gives_back_what_it_did_not_begin(database, told, start_process):
    await told(range(40), ["played.dawdles"])
    child = start_process("dawdles", LEASE="600", STOP_TIMEOUT="0.5")

    async def claimed() -> bool:
        return any(attempts for attempts, _, _ in await left(database, "played.dawdles"))

    await until(claimed)
    child.terminate()
    child.join(60)
    assert child.exitcode == 0
    assert sorted(await left(database, "played.dawdles")) == [(0, None, False)] * 40


async def test_job_comes_round_on_one_worker_at_a_time_and_a_broken_one_stops_nobody(database, told, start):
    await told([], [])
    workers = [start(ROUND, BROKEN_ROUND) for _ in range(3)]
    noted = "SELECT number FROM played_heard WHERE listener = 'round' ORDER BY id"

    async def came_round() -> bool:
        return len(await rows(database, noted)) >= 8

    await until(came_round, workers[0])
    assert [number for (number,) in await rows(database, noted)][:8] == [0, 1] * 4
    assert not any(worker.task.done() for worker in workers)
