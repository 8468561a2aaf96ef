"""A gateway in this process, citizens, and fifty sources of a provider in a process of its own, some of which hang."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

import httpx2
import msgspec
import uvloop

from benchmarks.stage import Bench, bench
from blocks.notifications import types
from blocks.notifications.model import Kind, Mode, TypeDraft
from profile_core.contract import Text, clock, ids, sources
from profile_core.gateway.app import build
from profile_core.sources.rows import registered
from tests.notifications.played import Stage, service_of
from tests.sources.played import signing

LIST = """query Inbox($first: Int!) {
  notifications {
    list(first: $first) { nodes { id title text sender createdAt } sources { state } pageInfo { endCursor } }
  }
}"""
_MORNING = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
_LATE = 60.0


@asynccontextmanager
async def pulling(many: int, hang: int, budget: float) -> AsyncIterator[Bench]:
    """Serve a citizen's list of which so many sources have a part, and of which some hang."""
    ours, theirs = multiprocessing.Pipe()
    provider = multiprocessing.get_context("spawn").Process(target=_provide, args=(theirs, hang), daemon=True)
    provider.start()
    async with bench() as given:
        settings = given.stage.platform.settings.model_copy(
            update={"sources_budget": budget, "sources_late": _LATE}
        )
        blocks = (*given.stage.platform.blocks, signing)
        platform = replace(given.stage.platform, settings=settings, blocks=blocks)
        stage = replace(given.stage, platform=platform)
        await _registered(stage, ours.recv(), many)
        transport = httpx2.ASGITransport(build(platform))
        async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
            yield replace(given, stage=stage, client=client)
        await platform.sources.close()
    provider.terminate()


async def _registered(stage: Stage, port: int, many: int) -> None:
    for number in range(many):
        code = f"s{number:02d}"
        source = sources.Source(
            id=ids.plain_id(),
            provider=stage.aalst.provider,
            environment=stage.aalst.environment,
            code=code,
            url=f"http://127.0.0.1:{port}/{number}",
            blocks=("notifications",),
            page_size=50,
            languages=("nl",),
        )
        async with stage.platform.store.begin() as tx:
            await registered.put(tx, source)
        draft = TypeDraft(
            code=f"letter.{code}",
            service=service_of(stage.aalst),
            name=[Text(language="nl", text="Brief", default=True)],
            category="letters",
            kind=Kind.MESSAGE,
            mode=Mode.PULL_LIVE,
            source=code,
        )
        await types.register(stage.platform, stage.aalst, draft, dry_run=False)


def _provide(to: Connection, hang: int) -> None:
    """Answer for all sources; those with the lowest numbers hang."""
    uvloop.run(_answering(to, hang))


async def _answering(to: Connection, hang: int) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
                question = msgspec.json.decode(await reader.readexactly(length))
                number = int(head.split("/")[1])
                if number < hang:
                    await asyncio.Event().wait()
                body = _page(number, question["limit"])
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    to.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _page(number: int, limit: int) -> bytes:
    items = [
        {
            "type": f"letter.s{number:02d}",
            "externalId": f"{number}-{nth}",
            "createdAt": clock.rfc3339(_MORNING - timedelta(minutes=nth, seconds=number)),
            "title": [{"language": "nl", "text": f"Brief {nth}", "default": True}],
            "text": [{"language": "nl", "text": "Er is een brief voor u.", "default": True}],
        }
        for nth in range(limit)
    ]
    return msgspec.json.encode({"items": items, "nextCursor": "more", "asOf": clock.now()})
