"""What is read from others and remembered: how often they are asked, and whom a reading lets wait."""

import asyncio
from collections.abc import Callable

import pytest
import time_machine

from profile_core.contract import clock
from sso.remembered import Remembered


class ReadError(Exception):
    """It cannot be read."""


class Source:
    """What is read: fails as long as ``fails``, lets wait until ``goes_on``, and counts."""

    def __init__(self) -> None:
        self.value, self.asked, self.fails = "one", 0, False
        self.goes_on, self.began = asyncio.Event(), asyncio.Event()
        self.goes_on.set()

    async def read(self) -> str:
        self.asked += 1
        self.began.set()
        await self.goes_on.wait()
        if self.fails:
            raise ReadError("500")
        return self.value

    def hangs(self) -> None:
        self.goes_on.clear()
        self.began.clear()


def is_one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


async def read_each_second(remembered: Remembered[str], source: Source, seconds: int) -> int:
    before = source.asked
    for second in range(seconds):
        with time_machine.travel(clock.ahead(second), tick=False), pytest.raises(ReadError):
            await remembered.get()
    return source.asked - before


async def test_address_that_always_fails_is_asked_ever_less_often_down_to_once_a_minute():
    source = Source()
    remembered, source.fails = Remembered(source.read, ReadError), True
    assert await read_each_second(remembered, source, 60) <= 7
    with time_machine.travel(clock.ahead(120), tick=False):
        assert await read_each_second(remembered, source, 600) <= 11


async def test_address_that_fails_once_is_asked_again_a_second_later():
    source = Source()
    remembered, source.fails = Remembered(source.read, ReadError), True
    with pytest.raises(ReadError):
        await remembered.get()
    source.fails = False
    with time_machine.travel(clock.ahead(1), tick=False):
        assert await remembered.get() == "one"


async def test_what_serves_is_had_at_once_while_it_is_read_again_for_another():
    source = Source()
    remembered = Remembered(source.read, ReadError)
    assert await remembered.get() == "one"
    source.hangs()
    with time_machine.travel(clock.ahead(61), tick=False):
        other = asyncio.create_task(remembered.get(is_one_of("two")))
        await source.began.wait()
        assert await remembered.get(is_one_of("one")) == "one"
        assert not other.done()
        source.value = "two"
        source.goes_on.set()
        assert await other == "two"


async def test_who_stops_waiting_stops_no_reading_for_the_others():
    source = Source()
    remembered = Remembered(source.read, ReadError)
    source.hangs()
    first = asyncio.create_task(remembered.get())
    await source.began.wait()
    second = asyncio.create_task(remembered.get())
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    source.goes_on.set()
    assert await second == "one"
    assert source.asked == 1


async def test_reading_that_hangs_is_not_waited_for_long_where_something_serves(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("sso.remembered._PATIENCE", 0.05)
    source = Source()
    remembered = Remembered(source.read, ReadError)
    await remembered.get()
    source.hangs()
    with time_machine.travel(clock.ahead(3601), tick=False):
        async with asyncio.timeout(30):
            assert await remembered.get() == "one"
        source.value = "two"
        source.goes_on.set()
        assert remembered._reading
        await remembered._reading
        assert await remembered.get() == "two"
    assert source.asked == 2
