"""Workers over this test's database: in this process, or as processes that can be killed."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from profile_core.contract import Job, Listener, Platform
from profile_core.kit import ids
from profile_core.kit.acting import SubjectRef
from profile_core.kit.settings import Settings
from profile_core.store import Store
from profile_core.worker import process
from profile_core.worker.settings import WorkerSettings
from tests.databases import Database
from tests.gateway.platforms import played
from tests.worker import hearing
from tests.worker.work import work

ALL = ("played.hears", "played.chokes", "played.dawdles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A worker in this process."""

    platform: Platform
    stopping: asyncio.Event
    task: asyncio.Task[None]

    async def stop(self) -> None:
        """Ask the worker to stop, wait until it did, and close its store."""
        self.stopping.set()
        await self.task
        await self.platform.store.close()


@pytest.fixture
async def start(database: Database) -> AsyncIterator[Callable[..., Running]]:
    """Start workers in this process, with parts of ``hearing``; keywords are the worker's settings."""
    started: list[Running] = []

    def _start(*parts: Listener | Job, **changes: Any) -> Running:
        platform = played(Settings(database_url=database.url), hearing.block(*parts))
        stopping = asyncio.Event()
        work = process._work(platform, WorkerSettings(**changes), stopping)
        started.append(Running(platform=platform, stopping=stopping, task=asyncio.create_task(work)))
        return started[-1]

    yield _start
    for one in started:
        await one.stop()


@pytest.fixture
def start_process(database: Database) -> Iterator[Callable[..., BaseProcess]]:
    """Start workers as processes of their own, with the named parts; keywords are the worker's settings.

    They are forked from a process that has read the code already: starting Python anew takes seconds.
    """
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.worker.work"])
    started: list[BaseProcess] = []

    def _start(*parts: str, **changes: str) -> BaseProcess:
        environment = {f"CITIZEN_PROFILE_WORKER_{name}": value for name, value in changes.items()}
        environment["CITIZEN_PROFILE_DATABASE_URL"] = database.url
        started.append(forks.Process(target=work, args=(parts, environment)))
        started[-1].start()
        return started[-1]

    yield _start
    for child in started:
        child.kill()
        child.join(10)


@pytest.fixture
async def told(open_with) -> Callable[..., Awaitable[Store]]:
    """Return a function that stores facts, handed over to the named listeners."""

    async def _told(numbers: Sequence[int], listeners: Sequence[str] = ALL, *, buckets: int = 1024) -> Store:
        store = open_with({hearing.CardPlayed: tuple(listeners)})
        await hearing.create_tables(store)
        for at in range(0, len(numbers), 500):
            async with store.begin() as tx:
                await tx.tell(*(_fact(number, buckets) for number in numbers[at : at + 500]))
        return store

    return _told


def _fact(number: int, buckets: int) -> hearing.CardPlayed:
    return hearing.CardPlayed(subject=SubjectRef(ids.new_id(number * 37 % buckets)), number=number)


async def until(true: Callable[[], Awaitable[bool]], worker: Running | None = None) -> None:
    """Wait for something to become true, for as long as a busy machine may need."""
    for _ in range(1200):
        if await true():
            return
        if worker is not None and worker.task.done():
            await worker.task
        await asyncio.sleep(0.05)
    raise AssertionError("it never became true")
