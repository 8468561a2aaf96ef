"""A connection that stays open and asks in HTTP/1.1, as little as the client of a benchmark may cost."""

import asyncio
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; ``headers`` are pairs, their names in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return the first header of a name, empty where there is none."""
        return next((value for known, value in self.headers if known == name), "")


class Line:
    """One connection to one origin."""

    def __init__(self, origin: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.origin = origin
        self._host = urlsplit(origin).netloc
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, origin: str) -> Self:
        """Connect to an origin of this machine."""
        return cls(origin, *await asyncio.open_connection("127.0.0.1", urlsplit(origin).port))

    async def get(self, path: str, cookies: str) -> Answer:
        """Ask for a page, as a browser does that comes from a link."""
        return await self._ask(
            f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nCookie: {cookies}\r\n\r\n".encode()
        )

    async def post(self, path: str, form: str, *, cookies: str = "") -> Answer:
        """Send a form; with cookies it is a browser's, and comes from a page of the same origin."""
        browser = f"Cookie: {cookies}\r\nOrigin: {self.origin}\r\n" if cookies else ""
        return await self._ask(
            f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\n{browser}Content-Length: {len(form)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}".encode()
        )

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()

    async def _ask(self, request: bytes) -> Answer:
        self._writer.write(request)
        head = (await self._reader.readuntil(_END)).decode("latin-1")
        first, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
        headers = tuple((name.lower(), value) for name, _, value in (line.partition(": ") for line in lines))
        answer = Answer(status=int(first.split(" ", 2)[1]), headers=headers, body=b"")
        length = answer.header("content-length")
        body = await self._chunks() if not length else await self._reader.readexactly(int(length))
        return Answer(status=answer.status, headers=headers, body=body)

    async def _chunks(self) -> bytes:
        body = b""
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            body += (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readexactly(2)
        return body
