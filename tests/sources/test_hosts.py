"""A host that hangs takes nothing from the others: neither connections nor the look-up of names."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from profile_core.sources import GuardedClient, NoAnswerError


class Host:
    """A raw server that keeps whoever asks waiting until it is told to answer."""

    def __init__(self) -> None:
        self.answers = asyncio.Event()
        self.arrived = asyncio.Semaphore(0)
        self.asked = 0

    async def until(self, asked: int) -> None:
        """Wait for so many questions more."""
        for _ in range(asked):
            await self.arrived.acquire()

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                await reader.readuntil(b"\r\n\r\n")
                self.asked += 1
                self.arrived.release()
                await self.answers.wait()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            except (asyncio.IncompleteReadError, ConnectionError):
                return writer.close()

    async def opened(self) -> asyncio.Server:
        return await asyncio.start_server(self.handle, "127.0.0.1", 0)


def address(server: asyncio.Server, name: str = "127.0.0.1") -> str:
    return f"http://{name}:{server.sockets[0].getsockname()[1]}/"


@pytest.fixture
async def slow() -> AsyncIterator[tuple[Host, str]]:
    host = Host()
    server = await host.opened()
    yield host, address(server)
    host.answers.set()
    server.close()


@pytest.fixture
async def fast() -> AsyncIterator[str]:
    host = Host()
    host.answers.set()
    server = await host.opened()
    yield address(server)
    server.close()


async def test_host_that_hangs_takes_no_connection_from_another(slow: tuple[Host, str], fast: str):
    async with GuardedClient(production=False) as client:
        hanging = [asyncio.create_task(client.get(slow[1])) for _ in range(300)]
        await slow[0].until(asked=20)
        assert (await client.get(fast)).status == 200
        assert slow[0].asked == 20
        for one in hanging:
            one.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


async def test_who_waits_for_a_place_gets_it_when_one_is_free(slow: tuple[Host, str]):
    host, url = slow
    async with GuardedClient(production=False, each_host=2) as client:
        waiting = [asyncio.create_task(client.get(url)) for _ in range(10)]
        await host.until(asked=2)
        host.answers.set()
        assert [answer.status for answer in await asyncio.gather(*waiting)] == [200] * 10


async def test_wait_for_a_place_counts_for_the_deadline_and_gives_the_place_back(slow: tuple[Host, str]):
    host, url = slow
    async with GuardedClient(production=False, each_host=1, deadline=0.2) as client:
        async with client._hosts.place(url):
            late = await asyncio.gather(*(client.get(url) for _ in range(3)), return_exceptions=True)
        assert all(isinstance(one, NoAnswerError) for one in late)
        assert host.asked == 0
        assert not client._hosts.place(url).locked()


async def test_host_that_nobody_calls_is_forgotten(fast: str):
    async with GuardedClient(production=False) as client:
        await client.get(fast)
        assert not client._hosts._places


async def test_name_server_that_hangs_keeps_no_other_name_from_being_looked_up(
    fast: str, monkeypatch: pytest.MonkeyPatch
):
    known, over, held = socket.getaddrinfo, threading.Event(), threading.Semaphore(0)
    asked = []

    def look_up(host: str, *more: Any, **how: Any) -> Any:
        asked.append(host)
        if host == "tarpit.example":
            held.release()
            over.wait()
        return known("127.0.0.1", *more, **how)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with GuardedClient(production=False) as client:
        hanging = [asyncio.create_task(client.get("http://tarpit.example/")) for _ in range(100)]
        try:
            await asyncio.to_thread(held.acquire)
            assert (await client.get(fast.replace("127.0.0.1", "well.example"))).status == 200
            assert asked == ["tarpit.example", "well.example"]
        finally:
            over.set()
            await asyncio.gather(*hanging, return_exceptions=True)
