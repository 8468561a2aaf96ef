"""One look for all lanes of a process: what is due is asked for in one statement, and who has work is woken.

What a lane told in a transaction of its own is looked for at once, so that news goes from listener to listener
without waiting in between.
"""

import asyncio

from profile_core.contract import Store, UnavailableError, log
from profile_core.store.due import Due, Look

_APART = 0.03
"""Seconds between two looks at least, however much is told."""
_AWAY = 1.0
logger = log.get_logger("worker")


class Looking:
    """Looks every so many seconds, and when it is asked to, until ``stopping`` is set."""

    def __init__(self, store: Store, *, look_every: float, stopping: asyncio.Event) -> None:
        self._store = store
        self._look_every = look_every
        self._stopping = stopping
        self._asked = asyncio.Event()
        self._queues: list[Due] = []
        self._woken: list[asyncio.Event] = []

    def woken(self, queue: Due) -> asyncio.Event:
        """Return what is set whenever something in a queue is due; ask for it before this runs."""
        self._queues.append(queue)
        self._woken.append(asyncio.Event())
        return self._woken[-1]

    def soon(self) -> None:
        """Look once more without waiting: something was told."""
        self._asked.set()

    async def run(self) -> None:
        """Look until asked to stop; then wake all, so that they see it. A database that is away is waited for."""
        everything = Look(self._queues)
        while not self._stopping.is_set():
            self._asked.clear()
            try:
                await self._look(everything)
            except UnavailableError as error:
                logger.warning("database away", code=error.code)
                await self._rest(_AWAY)
            await self._rest(_APART)
            await self._rest(self._look_every - _APART, self._asked)
        for one in self._woken:
            one.set()

    async def _look(self, everything: Look) -> None:
        async with self._store.read() as tx:
            due = await everything.due(tx)
        for nth in due:
            self._woken[nth].set()

    async def _rest(self, seconds: float, *until: asyncio.Event) -> None:
        waits = [asyncio.create_task(one.wait()) for one in (self._stopping, *until)]
        await asyncio.wait(waits, timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()
