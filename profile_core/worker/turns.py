"""Who goes first in one process: what is single, whenever there is any; what is bulk, one batch at a time.

Nobody waits long for another: a listener that hangs is slow alone.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from profile_core.store import Lane

_PATIENCE = 0.2
"""Seconds for which bulk lets others go first: it is slower beside much that is single, and never stands still."""


class Turns:
    """Shared by all lanes of a process."""

    def __init__(self) -> None:
        self._single = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._batch = asyncio.Semaphore()

    @asynccontextmanager
    async def taken(self, lane: Lane) -> AsyncGenerator[None]:
        """Wait for a turn of a lane, and hold it."""
        async with self._of_single() if lane == "single" else self._of_bulk():
            yield

    async def let_pass(self, lane: Lane) -> None:
        """Let what is single go first, for a while."""
        if lane == "bulk" and not self._quiet.is_set():
            await _for_a_while(self._quiet.wait())

    @asynccontextmanager
    async def _of_single(self) -> AsyncGenerator[None]:
        self._single += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._single -= 1
            if not self._single:
                self._quiet.set()

    @asynccontextmanager
    async def _of_bulk(self) -> AsyncGenerator[None]:
        mine = await _for_a_while(self._batch.acquire())
        try:
            await self.let_pass("bulk")
            yield
        finally:
            if mine:
                self._batch.release()


async def _for_a_while(waits: Coroutine[Any, Any, bool]) -> bool:
    """Wait, but not for long; tell whether it came to pass."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            return await waits
    return False
