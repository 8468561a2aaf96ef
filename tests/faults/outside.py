"""What stands outside: a server for mail and the software of providers. Both note whatever comes, and when."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.notifications.mail.mail_server import MailServer

_LINK = re.compile(rb"(http://[a-z0-9.-]+:\d+)/me/item/([0-9a-f-]{36})")
_ID = re.compile(rb"^Message-ID: <([0-9a-f-]{36})@", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One thing that came. ``id`` is that of the Message-ID or the webhook; ``by`` the address of who sent it.

    ``said`` is whether the receiver answered that it has it.
    """

    id: str
    channel: str
    notification: str
    to: str
    by: str
    at: float
    said: bool


Manner = Literal["takes", "silent", "429", "500", "resets", "slow"]
RETRY_AFTER = 3_600


@dataclass(kw_only=True)
class Outside:
    """All receivers of a run. ``manners`` says how the software of a host behaves, by the start of its name."""

    receipts: list[Receipt] = field(default_factory=list[Receipt])
    manners: dict[str, Callable[[dict[str, Any]], Manner]] = field(default_factory=dict)
    pause: float = 0.0
    under_way: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """By the host that is asked, and who asks."""
    most_under_way: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    mail_port: int = 0
    port: int = 0
    _server: asyncio.Server | None = None

    def address(self, host: str = "provider") -> str:
        """Return where a provider takes what it is told."""
        return f"http://{host}.localhost:{self.port}/told"

    def taken(self) -> list[Receipt]:
        """Return what was taken, and said to be."""
        return [one for one in self.receipts if one.said]

    async def open(self) -> None:
        """Listen, at the port of before if there was one."""
        self._server = await asyncio.start_server(self._handle, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.close()

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        event = json.loads(await reader.readexactly(int(headers["content-length"])))
        host = headers["host"].partition(".")[0]
        manner = self.manners[host](event["data"]) if host in self.manners else "takes"
        self._note(event, headers["webhook-id"], said=manner == "takes")
        with self._counted((host, event["source"])):
            gone = await _hangs_up(reader, within={"silent": 3_600, "slow": 30}.get(manner, self.pause))
        if gone or manner == "resets":
            return False
        status = {"429": f"429 No\r\nRetry-After: {RETRY_AFTER}", "500": "500 No"}.get(manner, "200 OK")
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        return True

    @contextmanager
    def _counted(self, whose: tuple[str, str]) -> Iterator[None]:
        self.under_way[whose] += 1
        self.most_under_way[whose] = max(self.most_under_way[whose], self.under_way[whose])
        try:
            yield
        finally:
            self.under_way[whose] -= 1

    def _note(self, event: dict[str, Any], call: str, *, said: bool) -> None:
        data = event["data"]
        self.receipts.append(
            Receipt(
                id=call,
                channel=data["channelCode"],
                notification=data["notificationId"],
                to=data["recipient"]["pairwiseId"],
                by=event["source"],
                at=monotonic(),
                said=said,
            )
        )


@dataclass
class Mailbox(MailServer):
    """A server for mail that notes what it took among all that came."""

    receipts: list[Receipt] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        answer = await super().handle_DATA(server, session, envelope)
        letter = self.taken.pop()
        raw = letter.raw.replace(b"=\r\n", b"")
        [identity] = _ID.findall(raw)
        [(by, notification)] = set(_LINK.findall(raw))
        self.receipts.append(
            Receipt(
                id=identity.decode(),
                channel="email",
                notification=notification.decode(),
                to=letter.recipients[0],
                by=by.decode(),
                at=monotonic(),
                said=True,
            )
        )
        return answer


@asynccontextmanager
async def stood() -> AsyncIterator[Outside]:
    """Give what stands outside."""
    outside = Outside()
    async with Mailbox(receipts=outside.receipts) as mail:
        outside.mail_port = mail.port
        await outside.open()
        try:
            yield outside
        finally:
            outside.close()


async def _hangs_up(reader: asyncio.StreamReader, *, within: float) -> bool:
    """Wait so many seconds, or until the caller gave up waiting; tell whether it did."""
    try:
        async with asyncio.timeout(within):
            return not await reader.read(1)
    except TimeoutError:
        return False
