"""A receiver of calls that notes what came and answers as it is told."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One call as it came."""

    host: str
    path: str
    id: str
    headers: Mapping[str, str]
    body: str


class Receiver:
    """Answers 200, or what ``answers`` holds next for a path; a host in ``silent`` gets no answer until it is let."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: defaultdict[str, list[str]] = defaultdict(list)
        self.silent: set[str] = set()
        self.under_way: defaultdict[str, int] = defaultdict(int)
        self.most_under_way: defaultdict[str, int] = defaultdict(int)
        self._spoken = asyncio.Event()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        """Listen, at the port of before if there was one."""
        self._server = await asyncio.start_server(self._handle, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.close()

    def speak(self) -> None:
        """Answer whoever got no answer until now."""
        self._spoken.set()

    def address(self, path: str = "/", host: str = "here.localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def bodies(self, host: str = "here.localhost") -> list[str]:
        return [one.body for one in self.received if one.host.partition(":")[0] == host]

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])
        }
        body = (await reader.readexactly(int(headers["content-length"]))).decode()
        path, host = head[0].split()[1], headers["host"]
        self.received.append(
            Received(host=host, path=path, id=headers["webhook-id"], headers=headers, body=body)
        )
        self.under_way[host] += 1
        self.most_under_way[host] = max(self.most_under_way[host], self.under_way[host])
        if host.partition(":")[0] in self.silent:
            await self._spoken.wait()
        answer = self.answers[path].pop(0) if self.answers[path] else "200 OK"
        self.under_way[host] -= 1
        writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        return True
