"""Workers that send, and the receiver they send to."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from profile_core.kit import clock, ids
from profile_core.kit.acting import SubjectRef
from profile_core.kit.settings import Settings
from profile_core.outbound import Use, tell
from profile_core.store import Lane, Store
from profile_core.worker import process
from profile_core.worker.settings import WorkerSettings
from tests.databases import Database
from tests.gateway.platforms import played
from tests.outbound import sending
from tests.outbound.receiver import Receiver
from tests.worker.conftest import Running
from tests.worker.seen import rows

DAY = 86_400.0
Tell = Callable[..., Awaitable[None]]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Give a receiver that listens."""
    opened = Receiver()
    await opened.open()
    yield opened
    opened.speak()
    opened.close()


@pytest.fixture
async def start(database: Database, receiver: Receiver) -> AsyncIterator[Callable[..., Running]]:
    """Start workers in this process, which send ``uses``; keywords are the worker's settings."""
    started: list[Running] = []

    def _start(*uses: Use, settings: Settings | None = None, **changes: Any) -> Running:
        chosen = settings or Settings(database_url=database.url)
        platform = played(chosen, sending.block(*(uses or (sending.NUMBERED,))))
        stopping = asyncio.Event()
        work = process._work(platform, WorkerSettings(**{"look_every": 0.02, **changes}), stopping)
        started.append(Running(platform=platform, stopping=stopping, task=asyncio.create_task(work)))
        return started[-1]

    yield _start
    receiver.speak()
    for one in started:
        if not one.task.done():
            one.stopping.set()
            await one.task
        await one.platform.store.close()


@pytest.fixture
def start_process(database: Database) -> Iterator[Callable[..., BaseProcess]]:
    """Start workers as processes of their own; keywords are the worker's settings."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.outbound.sending"])
    started: list[BaseProcess] = []

    def _start(**changes: str) -> BaseProcess:
        environment = {f"CITIZEN_PROFILE_WORKER_{name}": value for name, value in changes.items()}
        environment["CITIZEN_PROFILE_DATABASE_URL"] = database.url
        started.append(forks.Process(target=sending.work, args=(environment,)))
        started[-1].start()
        return started[-1]

    yield _start
    for child in started:
        child.kill()
        child.join(10)


@pytest.fixture
def told(store: Store) -> Tell:
    """Return a function that tells a number to an address, in a transaction of its own."""

    async def _told(
        number: int,
        address: str,
        *,
        use: str = "played.numbered",
        key: str | None = None,
        until: datetime | None = None,
        lane: Lane = "single",
    ) -> None:
        async with store.begin(lane) as tx:
            await tell(
                tx,
                use=use,
                subject=SubjectRef(ids.new_id(number * 37 % 1024)),
                key=key or str(number),
                address=address,
                payload={"number": str(number)},
                until=until or clock.ahead(DAY),
            )

    return _told


async def calls(database: Database) -> list[tuple[str, int, str | None, int | None, str | None]]:
    """Return what stands in the table: (state, attempts, failure, status, error), in order of the keys."""
    query = (
        "SELECT CASE WHEN due_at IS NOT NULL THEN 'waits' WHEN failure IS NULL THEN 'done' ELSE 'failed' END, "
        "attempts, failure, last_status, last_error FROM outbound_call ORDER BY key"
    )
    return await rows(database, query)
