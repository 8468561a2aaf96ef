"""Providers that answer, and those that do not; each source is a path of one server on this machine."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from profile_core.contract import (
    SELF,
    Acting,
    Block,
    Caller,
    Environment,
    Platform,
    Role,
    Store,
    SubjectRef,
    ids,
    sources,
    subjects,
    texts,
)
from profile_core.kit.keyring import Keyring, new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from profile_core.sources.rows import registered
from sso.block import signer

Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]
PERSON = "88021400084"
signing = Block(name="signing", title=texts(nl="Ondertekenen"), signer=signer)
"""Signs as sign-on does, without the rest of it."""
AS_OF = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call as it came."""

    path: str
    head: str
    headers: dict[str, str]
    body: bytes


class Provider:
    """Answers each path as it is told, with one item where it is told nothing."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: dict[str, Answering] = {}
        self.given_up: Counter[str] = Counter()
        self.port = 0
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen, at the port of before if there was one."""
        self._server = await asyncio.start_server(self._handle, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.close()

    def address(self, name: str, host: str = "provider.localhost") -> str:
        return f"http://{host}:{self.port}/{name}"

    def times(self, name: str) -> int:
        """Return how often a source was asked."""
        return sum(one.path.split("/")[1] == name for one in self.asked)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lines = head.split("\r\n")
                pairs = (line.partition(":") for line in lines[1:] if line)
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                path = lines[0].split()[1]
                self.asked.append(Asked(path=path, head=head, headers=headers, body=body))
                await self.answers.get(path.split("/")[1], page("1"))(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def item(external_id: str, text: str = "Uw dossier") -> dict[str, Any]:
    return {
        "type": "case",
        "externalId": external_id,
        "createdAt": "2026-11-01T10:00:00Z",
        "title": [{"language": "nl", "text": text, "default": True}],
    }


def page(*external_ids: str, text: str = "Uw dossier", more: bool = False) -> Answering:
    items = [item(one, text) for one in external_ids]
    said = {"items": items, "nextCursor": "next" if more else None, "asOf": AS_OF}
    return whole("200 OK", msgspec.json.encode(said))


def whole(status: str, body: bytes = b"", *headers: str) -> Answering:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join(head).encode() + body)
        await writer.drain()

    return answer


def after(seconds: float, answering: Answering) -> Answering:
    async def answer(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await answering(writer)

    return answer


def once_let(go: asyncio.Event, answering: Answering) -> Answering:
    async def answer(writer: asyncio.StreamWriter) -> None:
        await go.wait()
        await answering(writer)

    return answer


async def hang(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def endless(writer: asyncio.StreamWriter) -> None:
    """Send 100 MB, for as long as somebody takes it."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
    for _ in range(1600):
        writer.write(b" " * 65536)
        await writer.drain()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A process, a citizen, and whoever answers."""

    platform: Platform
    provider: Provider
    acting: Acting
    of: UUID = field(default_factory=ids.plain_id)

    async def source(
        self, code: str, url: str | None = None, environment: Environment = Environment.LIVE
    ) -> sources.Source:
        """Register a source without asking it what it serves, or read it again."""
        name = (self.of, environment, code)
        async with self.platform.store.begin() as tx:
            if await registered.by_code(tx, *name) is None:
                await registered.put(tx, self._source(code, url, environment))
            return (await registered.named(tx, [name]))[name]

    async def question(self, code: str, **changed: Any) -> sources.Question:
        said: dict[str, Any] = {"block": "notifications", "role": "BUR", "language": "nl", "limit": 10}
        return sources.Question(source=await self.source(code), **(said | changed))

    async def ask(self, *codes: str, acting: Acting | None = None, **how: Any) -> dict[str, sources.Said]:
        questions = [await self.question(code) for code in codes]
        said = await self.platform.sources.ask(acting or self.acting, questions, **how)
        return dict(zip(codes, said, strict=True))

    def _source(self, code: str, url: str | None, environment: Environment) -> sources.Source:
        return sources.Source(
            id=ids.plain_id(),
            provider=self.of,
            environment=environment,
            code=code,
            url=url or self.provider.address(code),
            blocks=("notifications",),
            page_size=50,
            languages=("nl",),
        )


def platform_on(store: Store, keyring: Keyring | None = None, **settings: Any) -> Platform:
    return Platform(
        settings=Settings.model_validate({"sources_budget": 0.8, "sources_late": 3.0} | settings),
        store=store,
        keyring=keyring or new_keyring(),
        pages=Pages(public_url="http://localhost:8400", folders={}),
        blocks=(signing,),
    )


async def citizen(platform: Platform, number: str = PERSON) -> Acting:
    async with platform.store.begin() as tx:
        [found] = await subjects.resolve(tx, platform.keyring, [subjects.national(number)])
    return Acting(citizen=found.ref, subject=found.ref, role=Role(code=SELF), name="Lies")


def program(of: UUID, environment: Environment = Environment.LIVE) -> Caller:
    return Caller(client_id="app", provider=of, environment=environment, scopes=frozenset({"notifications"}))


def nobody() -> Acting:
    """Return somebody who has no number."""
    subject = SubjectRef(ids.new_id(7))
    return Acting(citizen=subject, subject=subject)
