"""A provider with feeds of numbers, a block that takes them, and workers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select, update

from profile_core.contract import Tx, sources
from profile_core.sources.feed_tables import feed_table as f
from profile_core.store import now
from profile_core.worker import process
from profile_core.worker.settings import WorkerSettings
from tests.sources.played import Answering, Provider, Stage, whole
from tests.worker.conftest import until

JSON = "Content-Type: application/json"


@dataclass(slots=True, kw_only=True, eq=False)
class Taken:
    """A block that notes what it takes once that is committed, and refuses what is odd where it is told to."""

    numbers: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    bad: set[str] = field(default_factory=set[str])
    odd_refused: bool = False
    at_once: int = 0
    most_at_once: int = 0

    async def take(
        self, tx: Tx, source: sources.Source, changes: Sequence[msgspec.Raw]
    ) -> Sequence[sources.Refused]:
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        if source.code in self.bad:
            raise RuntimeError("a bug of the block's")
        numbers = [msgspec.json.decode(one, type=int) for one in changes]
        odd = [one for one in numbers if self.odd_refused and one % 2]
        self.numbers.setdefault(source.code, []).extend(one for one in numbers if one not in odd)
        return [
            sources.Refused(type="t", external_id=str(one), code="odd", message="It is odd.") for one in odd
        ]


class World:
    """A provider with feeds of numbers, a block that takes them, and workers."""

    def __init__(self, stage: Stage, taken: Taken) -> None:
        self.stage = stage
        self.platform = stage.platform
        self.taken = taken

    async def follow(self, code: str, answering: Answering) -> sources.Source:
        """Follow a feed that answers in a way."""
        self.stage.provider.answers[code] = answering
        source = await self.stage.source(code)
        async with self.platform.store.begin() as tx:
            wanted = {one.source for one in await sources.followed(tx, "counted")} | {source.id}
            await sources.follow_only(tx, "counted", wanted)
            await sources.follow_only(tx, "counted", wanted)
        return source

    async def feed(self, source: sources.Source) -> sources.Followed:
        """Return how far a feed is followed."""
        async with self.platform.store.read() as tx:
            return next(one for one in await sources.followed(tx, "counted") if one.source == source.id)

    async def has(self, code: str, many: int) -> None:
        """Wait until so many numbers of a feed were taken."""

        async def _there() -> bool:
            return len(self.taken.numbers.get(code, ())) >= many

        await until(_there)

    async def failed(self, source: sources.Source) -> sources.Followed:
        """Wait until a feed has failed."""
        return await self.failed_times(source, 1)

    async def failed_times(self, source: sources.Source, times: int) -> sources.Followed:
        """Wait until a feed has failed so often in a row."""

        async def _failed() -> bool:
            return (await self.feed(source)).failures >= times

        await until(_failed)
        return await self.feed(source)

    @asynccontextmanager
    async def working(self, many: int = 1) -> AsyncIterator[None]:
        """Let workers work meanwhile."""
        stopping = asyncio.Event()
        settings = WorkerSettings(look_every=0.05)
        tasks = [asyncio.create_task(process._work(self.platform, settings, stopping)) for _ in range(many)]
        try:
            yield
        finally:
            stopping.set()
            await asyncio.gather(*tasks)


def counting(provider: Provider, code: str, last: Callable[[], int], most: int = 10) -> Answering:
    """Answer the numbers after a cursor."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        asked = next(one for one in reversed(provider.asked) if one.path == f"/{code}/counted/changes")
        question: dict[str, Any] = msgspec.json.decode(asked.body)
        after = int(question["cursor"] or 0)
        numbers = list(range(after + 1, min(last(), after + min(most, question["limit"])) + 1))
        page = {"items": numbers, "nextCursor": str(numbers[-1] if numbers else after)}
        await whole("200 OK", msgspec.json.encode(page), JSON)(writer)

    return answer


async def due_in(world: World, source: sources.Source) -> float:
    async with world.platform.store.read() as tx:
        row = await tx.row(select(f.c.due_at, now().label("moment")).where(f.c.source_id == source.id))
    assert row is not None
    return (row.due_at - row.moment).total_seconds()


async def now_due(world: World, source: sources.Source) -> None:
    async with world.platform.store.begin() as tx:
        values = {"due_at": now(), "lease_until": None}
        await tx.run(update(f).where(f.c.source_id == source.id).values(values))
