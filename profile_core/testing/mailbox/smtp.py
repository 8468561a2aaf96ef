"""As much of SMTP (RFC 5321 section 4.5.1) as a mailbox needs: it says yes to all, and keeps what it is given."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from profile_core.testing.process import LOOPBACK

_MOST = 1024 * 1024
_IDLE = 60.0
_KEPT = 200


@dataclass(slots=True)
class Box:
    """The mails that came, the oldest first."""

    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])

    def take(self, raw: bytes) -> None:
        """Keep one; a box that is full takes no more."""
        if len(self.mails) < _KEPT:
            self.mails.append(message_from_bytes(raw, _class=EmailMessage, policy=policy.default))


async def listen(box: Box, port: int) -> asyncio.Server:
    """Listen on the loopback address."""

    async def spoken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _converse(box, reader, writer)
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            return
        finally:
            writer.close()

    return await asyncio.start_server(spoken, LOOPBACK, port, limit=_MOST)


async def _converse(box: Box, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async def say(line: str) -> None:
        writer.write(f"{line}\r\n".encode())
        await writer.drain()

    await say("220 mailbox of the demo")
    while True:
        verb = (await _line(reader)).split(b" ")[0].strip().upper()
        if verb == b"DATA":
            await _take(box, reader, say)
        elif verb == b"QUIT":
            await say("221 Bye")
            return
        elif verb in (b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP"):
            await say("250 OK")
        else:
            await say("502 Not here")


async def _take(box: Box, reader: asyncio.StreamReader, say: Callable[[str], Awaitable[None]]) -> None:
    """Read until the line with a single dot; a dot that was doubled loses one (section 4.5.2)."""
    await say("354 Go on")
    lines: list[bytes] = []
    while (line := await _line(reader)) != b".\r\n":
        lines.append(line.removeprefix(b"."))
        if sum(map(len, lines)) > _MOST:
            await say("552 Too much")
            return
    box.take(b"".join(lines))
    await say("250 Taken")


async def _line(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(_IDLE):
        return await reader.readuntil(b"\r\n")
