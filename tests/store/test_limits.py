"""Limits: processes count together, write seldom, forget, and let nothing through that they could not count."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from profile_core.contract import Fact, Store, UnavailableError
from profile_core.kit import clock
from profile_core.kit.keyring import Keyring, new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import limits, open_store
from profile_core.store.limits import Limit, Limits, address_key, count_table
from tests.sent import collected

MOMENT = datetime(2026, 1, 2, 12, 0, 10, tzinfo=UTC)
TEN = Limit(name="address", most=10, per=60)
HUNDRED = Limit(name="client", most=100, per=60)

WRITE = "INSERT INTO limit_count"


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Hold the clock ten seconds into a minute; a test may move it."""

    def _set(to: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: to)

    _set(MOMENT)
    return _set


@pytest.fixture
def keyring() -> Keyring:
    return new_keyring()


async def test_the_tenth_passes_and_the_eleventh_does_not(store: Store, keyring: Keyring):
    counting = Limits(store, keyring)
    used = [await counting.hit(TEN, "192.0.2.1") for _ in range(11)]
    assert [usage.is_exceeded for usage in used] == [False] * 10 + [True]
    assert not (await counting.hit(TEN, "192.0.2.2")).is_exceeded


async def test_processes_count_together(
    open_with: Callable[[Mapping[type[Fact], tuple[str, ...]]], Store], keyring: Keyring
):
    processes = [Limits(open_with({}), keyring) for _ in range(2)]
    used = [await processes[turn % 2].hit(TEN, "192.0.2.1") for turn in range(12)]
    assert sum(not usage.is_exceeded for usage in used) == 10


async def test_many_at_once_in_two_processes_pass_the_limit_by_a_tenth_each_at_most(
    open_with: Callable[[Mapping[type[Fact], tuple[str, ...]]], Store], keyring: Keyring
):
    processes = [Limits(open_with({}), keyring) for _ in range(2)]
    used = await asyncio.gather(*(processes[turn % 2].hit(HUNDRED, "gent") for turn in range(400)))
    assert 100 <= sum(not usage.is_exceeded for usage in used) <= 120


async def test_a_process_that_joins_late_knows_at_its_first_hit(
    open_with: Callable[[Mapping[type[Fact], tuple[str, ...]]], Store], keyring: Keyring
):
    first, late = (Limits(open_with({}), keyring) for _ in range(2))
    for _ in range(HUNDRED.most + 1):
        await first.hit(HUNDRED, "gent")
    used = await asyncio.gather(*(late.hit(HUNDRED, "gent") for _ in range(20)))
    assert all(usage.is_exceeded for usage in used)


async def test_little_is_written_for_many(store: Store, keyring: Keyring):
    counting, large = Limits(store, keyring), Limit(name="client", most=100_000, per=60)
    with collected(WRITE) as written:
        for _ in range(1_000):
            await counting.hit(large, "gent")
    assert 0 < len(written) < 20
    with collected(WRITE) as written:
        for _ in range(5):
            await counting.hit(TEN, "192.0.2.1")
    assert len(written) == 5


async def test_what_is_refused_is_written_no_more(store: Store, keyring: Keyring):
    counting = Limits(store, keyring)
    for _ in range(11):
        await counting.hit(TEN, "192.0.2.1")
    with collected(WRITE) as written:
        assert all([(await counting.hit(TEN, "192.0.2.1")).is_exceeded for _ in range(100)])
    assert counting.seen(TEN, "192.0.2.1").is_exceeded
    assert not written


async def test_next_window_begins_anew(store: Store, keyring: Keyring, moment: Callable[[datetime], None]):
    counting = Limits(store, keyring)
    for _ in range(10):
        await counting.hit(TEN, "192.0.2.1")
    usage = await counting.hit(TEN, "192.0.2.1")
    assert (usage.is_exceeded, usage.ends_in) == (True, 50)
    moment(MOMENT.replace(minute=1, second=0))
    assert (await counting.hit(TEN, "192.0.2.1")).count == 1


async def test_limits_of_other_names_count_apart(store: Store, keyring: Keyring):
    counting = Limits(store, keyring)
    await counting.hit(TEN, "gent")
    assert (await counting.hit(HUNDRED, "gent")).count == 1


async def test_nothing_is_let_through_without_the_database(keyring: Keyring):
    away = open_store(Settings(database_url="postgresql+asyncpg://nobody@127.0.0.1:1/x"), {})
    counting = Limits(away, keyring)
    for _ in range(2):
        with pytest.raises(UnavailableError):
            await counting.hit(TEN, "192.0.2.1")
    await away.close()


async def test_stored_counts_show_no_address(store: Store, keyring: Keyring):
    await Limits(store, keyring).hit(TEN, "192.0.2.1")
    await Limits(store, new_keyring()).hit(TEN, "192.0.2.1")
    async with store.read() as tx:
        found = await tx.rows(sa.select(count_table))
    assert len({row.digest for row in found}) == 2
    assert all(b"192.0.2.1" not in row.digest and len(row.digest) == 32 for row in found)


async def test_counts_are_forgotten_when_their_window_is_over(
    store: Store, keyring: Keyring, moment: Callable[[datetime], None]
):
    await Limits(store, keyring).hit(TEN, "long ago")
    moment(datetime.now(UTC))
    await Limits(store, keyring).hit(TEN, "now")
    async with store.begin() as tx:
        assert await limits.forget(tx) == 1


async def test_memory_of_a_process_is_bounded(
    store: Store, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "_REMEMBERED", 3)
    counting = Limits(store, keyring)
    for number in range(5):
        await counting.hit(TEN, f"192.0.2.{number}")
    assert [counting.seen(TEN, f"192.0.2.{number}").count for number in range(5)] == [0, 0, 1, 1, 1]
    assert (await counting.hit(TEN, "192.0.2.0")).count == 2


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_ipv6_is_counted_per_customer(host: str, key: str):
    assert address_key(host) == key


def test_whoever_is_limited_is_told_how_much_and_until_when():
    some = limits.Usage(limit=TEN, count=4, ends_in=50)
    assert some.headers() == {"RateLimit-Policy": '"address";q=10;w=60', "RateLimit": '"address";r=6;t=50'}
    all_of_it = limits.Usage(limit=TEN, count=11, ends_in=50)
    assert all_of_it.headers()["RateLimit"] == '"address";r=0;t=50'
    assert all_of_it.headers()["Retry-After"] == "50"
