"""From push to a feed, to live and back while all goes on: what a citizen saw once is there once, and stays read."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select, update

from blocks.notifications import pulling, read, types
from blocks.notifications.model import Accepted, Mode
from blocks.notifications.rows.tables import (
    delivery_table as d,
    notification_table as n,
    type_table as t,
)
from profile_core.contract import Text, clock
from profile_core.worker import process
from profile_core.worker.settings import WorkerSettings
from tests.notifications.live.shelves import LIVE, Shelf, live_type, page, shelf_of, states
from tests.notifications.played import CITIZENS, Stage, draft
from tests.sources.played import Provider

_PATIENCE = 30
_EACH = 4
"""So many new ones come while a provider says them in one way."""


class Provided:
    """A provider that has all in its own system, and says each by the doors that are open."""

    def __init__(self, stage: Stage, shelf: Shelf) -> None:
        self.stage, self.shelf = stage, shelf
        self.made: list[str] = []

    async def goes_on(self, *, pushes: bool) -> None:
        """Make some more; they are on its shelf, and pushed where it still pushes."""
        for _ in range(_EACH):
            name = f"n{len(self.made) + 1:02d}"
            self.made.append(name)
            created_at = clock.now()
            to = {"nationalNumber": CITIZENS[0]}
            self.shelf.put(name, 0, createdAt=clock.rfc3339(created_at), version=1, text=name, recipient=to)
            if pushes:
                texts = [Text(language="nl", text=name, default=True)]
                same = {"titles": texts, "texts": texts, "version": 1, "created_at": created_at}
                said = draft(name, type=LIVE, **same)
                [outcome] = await self.stage.register(said)
                assert isinstance(outcome, Accepted), (name, outcome)
            await asyncio.sleep(0.02)

    async def takes(self, mode: Mode) -> None:
        """Change how its type is read, while everything goes on."""
        wanted = live_type(self.stage.gent, mode=mode, source=None if mode is Mode.PUSH else "main")
        await types.update(self.stage.platform, self.stage.gent, wanted, dry_run=False)
        await pulling.follow(self.stage.platform)

    async def a_day_later(self, citizen: "Citizen") -> None:
        """Shut the former doors, as a day does, and let the looks end that began before."""
        async with self.stage.platform.store.begin() as tx:
            await tx.run(update(t).where(t.c.code == LIVE).values(former=[], asks=t.c.mode == Mode.PULL_LIVE))
        await pulling.follow(self.stage.platform)
        looks = citizen.looks
        await _until(lambda: _is_so(citizen.looks > looks + 1))


class Citizen:
    """Somebody who looks all the time, and reads one thing at each look."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.seen: set[str] = set()
        self.read: set[str] = set()
        self.looks = self.whole_looks = 0

    async def looks_on(self, done: asyncio.Event) -> None:
        while not done.is_set():
            await self.look()
            await asyncio.sleep(0.01)

    async def look(self) -> None:
        """See each once, all that was seen before if its source answers in time, and what was read as read."""
        listed = await page(self.stage, most=100)
        counted = Counter(one.external_id for one in listed.items)
        assert set(counted.values()) <= {1}, counted
        if set(states(listed)) <= {"OK"}:
            assert self.seen <= counted.keys(), self.seen - counted.keys()
            self.whole_looks += 1
        self.seen |= counted.keys()
        self.looks += 1
        unread = [one for one in listed.items if one.read_at is None]
        assert not self.read & {one.external_id for one in unread}
        if unread:
            await read.mark_read(self.stage.platform.store, self.stage.citizen(), [str(unread[-1].id)])
            self.read.add(unread[-1].external_id)

    async def has_read(self, names: Sequence[str]) -> None:
        """Wait until all was read."""
        await _until(lambda: _is_so(self.read >= set(names)))


@pytest.fixture
async def provided(stage: Stage, provider: Provider) -> Provided:
    """Give a provider that pushes, and has a source."""
    shelf = await shelf_of(stage, provider, stage.gent)
    pushed = live_type(stage.gent, mode=Mode.PUSH, source=None)
    await types.register(stage.platform, stage.gent, pushed, dry_run=False)
    return Provided(stage, shelf)


async def test_through_all_modes_and_back_each_is_seen_once_and_stays_read(stage: Stage, provided: Provided):
    citizen, done = Citizen(stage), asyncio.Event()
    async with _working(stage), asyncio.TaskGroup() as group:
        group.create_task(citizen.looks_on(done))
        await provided.goes_on(pushes=True)
        await provided.takes(Mode.PULL_FEED)
        await provided.goes_on(pushes=True)
        await _stored(stage, provided)
        await provided.a_day_later(citizen)
        await provided.goes_on(pushes=False)
        await provided.takes(Mode.PULL_LIVE)
        await provided.goes_on(pushes=False)
        await _stored(stage, provided)
        await provided.a_day_later(citizen)
        await provided.goes_on(pushes=False)
        assert await _many_stored(stage) == len(provided.made) - _EACH
        await citizen.has_read(provided.made)
        await provided.takes(Mode.PULL_FEED)
        await provided.goes_on(pushes=False)
        await _stored(stage, provided)
        await provided.a_day_later(citizen)
        await provided.goes_on(pushes=False)
        await _stored(stage, provided)
        await provided.takes(Mode.PUSH)
        await provided.goes_on(pushes=True)
        await provided.a_day_later(citizen)
        provided.shelf.broken = True
        await provided.goes_on(pushes=True)
        await citizen.has_read(provided.made)
        done.set()
    listed = await page(stage, most=100)
    assert sorted(one.external_id for one in listed.items) == provided.made
    assert all(one.read_at is not None for one in listed.items)
    assert citizen.whole_looks > len(provided.made)
    assert await _told(stage) == dict.fromkeys(provided.made, 1)


@asynccontextmanager
async def _working(stage: Stage) -> AsyncIterator[None]:
    """Let a worker follow feeds and deliver meanwhile."""
    stopping = asyncio.Event()
    working = asyncio.create_task(process._work(stage.platform, WorkerSettings(look_every=0.05), stopping))
    try:
        yield
    finally:
        stopping.set()
        await working


async def _stored(stage: Stage, provided: Provided) -> None:
    """Wait until the feed has brought all that there is, and it is in the inbox."""

    async def there() -> bool:
        return await _many_stored(stage) == len(provided.made)

    await _until(there)


async def _many_stored(stage: Stage) -> int:
    async with stage.platform.store.read() as tx:
        mine = n.c.bucket == stage.citizen().subject.bucket
        counted = select(func.count()).where(mine, ~n.c.live, n.c.announced_at.is_not(None))
        [[many]] = await tx.rows(counted)
        return many


async def _told(stage: Stage) -> dict[str, int]:
    """Return how often each came into the inbox as new."""
    mine = (n.c.bucket == stage.citizen().subject.bucket, d.c.bucket == n.c.bucket)
    inbox = (d.c.notification_id == n.c.id, d.c.channel == "inbox")
    counting = (
        select(n.c.external_id, func.count().label("many")).where(*mine, *inbox).group_by(n.c.external_id)
    )
    async with stage.platform.store.read() as tx:
        return {row.external_id: row.many for row in await tx.rows(counting)}


async def _is_so(so: bool) -> bool:
    return so


async def _until(there: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not await there():  # noqa: ASYNC110 (other tasks bring it about)
            await asyncio.sleep(0.05)
