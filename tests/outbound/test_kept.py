"""What is not taken comes again or is kept, with its reason."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from profile_core import audit
from profile_core.kit import clock, ids
from profile_core.outbound import operating
from profile_core.outbound.rows import kept
from tests.outbound.conftest import calls
from tests.worker.conftest import until
from tests.worker.seen import change, rows

NOW = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now', '{} seconds')",
    "postgres": "now() + interval '{} s'",
}


def moment(database, seconds: int) -> str:
    return NOW.get(database.kind, NOW["postgres"]).format(f"{seconds:+d}")


async def noted(store) -> list[tuple[str, str, str, str]]:
    """Return what the operator left in the audit about the region."""
    async with store.read() as tx:
        lines = await audit.about(tx, audit.REGION, most=50)
    return [(line.actor, line.action, line.detail["uses"], line.detail["count"]) for line in lines]


def attempted(database, attempts: int = 1):
    async def _attempted() -> bool:
        stored = await rows(database, "SELECT attempts, lease_owner FROM outbound_call")
        return all(tried >= attempts and owner is None for tried, owner in stored)

    return _attempted


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422])
async def test_refused_call_is_kept_and_never_sent_again(database, told, receiver, start, status: int):
    receiver.answers["/"] = [f"{status} No"]
    await told(1, receiver.address())
    worker = start()
    await until(attempted(database), worker)
    await told(2, receiver.address("/other"))
    await until(attempted(database), worker)
    assert await calls(database) == [("failed", 1, "refused", status, None), ("done", 1, None, 200, None)]
    assert receiver.bodies() == ["1", "2"]


@pytest.mark.parametrize("status", [302, 408, 425, 429, 500, 502, 503])
async def test_call_that_may_come_again_does(database, told, receiver, start, status: int):
    receiver.answers["/"] = [f"{status} Not now"] * 2
    await told(1, receiver.address())
    await until(attempted(database, 3), start())
    assert await calls(database) == [("done", 3, None, 200, None)]


@pytest.mark.parametrize("status", [429, 503])
async def test_receiver_is_left_alone_for_as_long_as_it_asks(database, told, receiver, start, status: int):
    in_an_hour = format_datetime(clock.now() + timedelta(hours=1), usegmt=True)
    asked = {429: "3600", 503: in_an_hour}[status]
    receiver.answers["/"] = [f"{status} Later\r\nRetry-After: {asked}"]
    await told(1, receiver.address())
    worker = start()
    await until(attempted(database), worker)
    assert await calls(database) == [("waits", 1, None, status, None)]
    left_alone = (
        f"SELECT due_at > {moment(database, 3500)}, due_at < {moment(database, 3700)} FROM outbound_call"
    )
    assert [tuple(map(bool, row)) for row in await rows(database, left_alone)] == [(True, True)]
    await change(database, f"UPDATE outbound_call SET due_at = {moment(database, 0)}")
    await until(attempted(database, 2), worker)
    assert await calls(database) == [("done", 2, None, 200, None)]


@pytest.mark.parametrize("asked", ["soon", "-5", "", "Sun, 99 Nov 2026 08:49:37 GMT", "1e3", "²"])
async def test_retry_after_that_says_nothing_is_no_wait(database, told, receiver, start, asked: str):
    receiver.answers["/"] = [f"503 Later\r\nRetry-After: {asked}"]
    await told(1, receiver.address())
    await until(attempted(database, 2), start())
    assert await calls(database) == [("done", 2, None, 200, None)]


async def test_call_that_nobody_took_in_its_time_is_kept_as_expired(database, told, receiver, start):
    receiver.answers["/"] = ["503 Busy"] * 10_000
    await told(1, receiver.address())
    worker = start()
    await until(attempted(database, 2), worker)
    await change(database, f"UPDATE outbound_call SET until = {moment(database, 0)}")

    async def failed() -> bool:
        return (await calls(database))[0][0] == "failed"

    await until(failed, worker)
    [(_, attempts, failure, status, _)] = await calls(database)
    assert (failure, status, attempts) == ("expired", 503, len(receiver.received))


async def test_receiver_that_asks_for_more_time_than_there_is_ends_the_call(database, told, receiver, start):
    receiver.answers["/"] = ["429 Later\r\nRetry-After: 3600"]
    await told(1, receiver.address(), until=clock.ahead(600))
    await until(attempted(database), start())
    assert await calls(database) == [("failed", 1, "expired", 429, None)]


async def test_receiver_that_asks_for_more_time_than_can_be_counted_ends_the_call(
    database, told, receiver, start
):
    receiver.answers["/"] = [f"429 Later\r\nRetry-After: {'9' * 400}"]
    await told(1, receiver.address())
    await until(attempted(database), start())
    assert await calls(database) == [("failed", 1, "expired", 429, None)]


async def test_call_that_comes_too_late_is_not_sent(database, told, receiver, start):
    await told(1, receiver.address(), until=clock.ago(1))

    async def failed() -> bool:
        return (await calls(database))[0][0] == "failed"

    await until(failed, start())
    assert await calls(database) == [("failed", 0, "expired", None, None)]
    assert receiver.received == []


async def test_failed_call_that_is_replayed_is_sent_under_its_old_id(database, store, told, receiver, start):
    receiver.answers["/"] = ["400 No"]
    await told(1, receiver.address())
    worker = start()
    await until(attempted(database), worker)
    async with store.read() as tx:
        [one] = await kept.failed(tx, use=None, most=10)
    unknown = ids.new_id(3)
    assert await operating.replay(store, [], [one.id, unknown], seconds=3600) == [unknown]
    assert await noted(store) == [("operator", "outbound.replayed", "played.numbered", "1")]

    async def done() -> bool:
        return await calls(database) == [("done", 1, None, 200, None)]

    await until(done, worker)
    assert [call.id for call in receiver.received] == [str(one.id)] * 2
    assert await operating.replay(store, [], [one.id], seconds=3600) == [one.id]


async def test_failed_calls_are_listed_newest_first_and_replayed_by_use(database, store, told):
    for number in range(5):
        await told(number, "https://gent.example/", use="played.a" if number < 3 else "played.b")
    for number in range(5):
        at = moment(database, -number)
        failed = f"due_at = NULL, failure = 'refused', ended_at = {at}"
        await change(database, f"UPDATE outbound_call SET {failed} WHERE key = '{number}' ")
    async with store.read() as tx:
        assert [(one.use, one.receiver) for one in await kept.failed(tx, use="played.b", most=10)] == [
            ("played.b", "gent.example")
        ] * 2
        newest = await kept.failed(tx, use=None, most=2)
    assert [one.ended_at for one in newest] == sorted((one.ended_at for one in newest), reverse=True)
    assert await operating.replay_all(store, [], "played.a", seconds=60) == 3
    assert [state for state, *_ in await calls(database)] == ["waits"] * 3 + ["failed"] * 2
    assert await operating.replay_all(store, [], None, seconds=60) == 2
    assert {uses for _, _, uses, _ in await noted(store)} == {"played.a", "played.b"}
    assert sum(int(count) for *_, count in await noted(store)) == 5


async def test_old_calls_are_deleted_and_what_waits_stays(database, store, told):
    ages = {"done": 6, "done-old": 8, "failed": 89, "failed-old": 91}
    for number, (name, days) in enumerate(ages.items()):
        await told(number, "https://gent.example/", key=name)
        failure = "'refused'" if name.startswith("failed") else "NULL"
        ended = f"due_at = NULL, failure = {failure}, ended_at = {moment(database, -86_400 * days)}"
        await change(database, f"UPDATE outbound_call SET {ended} WHERE key = '{name}'")
    await told(9, "https://gent.example/", key="waits")
    assert await operating.sweep(store) == 2
    left = await rows(database, "SELECT key FROM outbound_call ORDER BY key")
    assert left == [("done",), ("failed",), ("waits",)]
