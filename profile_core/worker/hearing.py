"""Two lanes per listener: claim, hear and acknowledge in one transaction, and let what fails wait.

Killed anywhere, nothing is lost and nothing is done twice: the effect of a listener and its acknowledgement
are one transaction, fenced by the lease.
"""

import asyncio
import random
from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec

from profile_core.contract import Listener, Platform, ProfileError, UnavailableError, ids, log
from profile_core.store import Lane, Tx, handover
from profile_core.store.handover import Handover, LeaseLostError
from profile_core.worker.shared import Shared

_FIRST_WAIT = 1.0
_LONGEST_WAIT = 600.0
_AWAY = 1.0
logger = log.get_logger("worker")


class WorkerDiedError(Exception):
    """Each worker that had this handover ended in the middle of it."""


class TooSlowError(Exception):
    """A listener did not end within its part of the lease."""


class Hearing:
    """Hands the facts of one listener and lane over, batch after batch, until asked to stop."""

    def __init__(
        self,
        platform: Platform,
        listener: Listener[Any],
        *,
        lane: Lane,
        shared: Shared,
    ) -> None:
        self._store = platform.store
        self._listener = listener
        self._lane: Lane = lane
        self._settings = shared.settings
        self._metrics = shared.metrics
        self._looking = shared.looking
        self._turns = shared.turns
        self._stopping = shared.stopping
        self._woken = shared.looking.woken(handover.queue(listener.name, lane))
        self._owner = ids.plain_id()
        self._batch: list[Handover] = []
        self._until = 0.0

    async def run(self) -> None:
        """Work until asked to stop; a database that is away is waited for, and the batch tried again.

        What of a batch was acknowledged before the database went is fenced then: it is no longer ours.
        """
        try:
            while not self._stopping.is_set():
                self._woken.clear()
                if not await self._patiently():
                    await self._woken.wait()
        finally:
            if self._batch:
                await self._give_back(self._batch)

    async def _patiently(self) -> bool:
        try:
            async with self._turns.taken(self._lane):
                return await self._round()
        except UnavailableError as error:
            logger.warning("database away", listener=self._listener.name, code=error.code)
            await self._rest(_AWAY)
            return True

    async def _round(self) -> bool:
        """Claim one batch and hand it over; False when nothing more seems to be due."""
        loop = asyncio.get_running_loop()
        if loop.time() > self._until:
            self._batch = await self._store.transact(self._claim)
            self._until = loop.time() + self._settings.lease / 2 if self._batch else 0.0
        if not self._batch:
            return False
        for one in self._batch:
            if one.attempts > handover.MOST_ATTEMPTS:
                await self._fail(one, WorkerDiedError())
        first = [one for one in self._batch if one.attempts == 1]
        together = not first or await self._hand_over(first)
        alone = range(1 if not together else 2, handover.MOST_ATTEMPTS + 1)
        await self._one_by_one([one for one in self._batch if one.attempts in alone])
        more = not together or len(self._batch) == self._settings.batch
        self._batch, self._until = [], 0.0
        self._looking.soon()
        return more

    async def _claim(self, tx: Tx) -> list[Handover]:
        settings, name = self._settings, self._listener.name
        buckets = await handover.due_buckets(tx, name, self._lane)
        return await handover.claim(
            tx,
            buckets,
            name,
            self._lane,
            self._owner,
            lease=settings.lease,
            most=settings.batch,
        )

    async def _one_by_one(self, batch: Sequence[Handover]) -> None:
        """Hand over what failed in company or before; give back what there is no time left for."""
        for number, one in enumerate(batch):
            if self._stopping.is_set() or asyncio.get_running_loop().time() > self._until:
                await self._give_back(batch[number:])
                return
            await self._hand_over([one])

    async def _hand_over(self, batch: Sequence[Handover]) -> bool:
        """Hear and acknowledge in one transaction, once more after a deadlock; False when a batch must be taken apart.

        This is the one place that catches ``Exception``: whatever a listener raises must become a row that
        waits or stays with its error, and must never stop another listener.
        """
        try:
            await self._store.transact(partial(self._heard, batch), self._lane)
        except LeaseLostError:
            logger.warning("lease lost", listener=self._listener.name)
            return len(batch) == 1
        except UnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 (as the docstring says)
            if len(batch) == 1:
                await self._fail(batch[0], error)
            return len(batch) == 1
        self._metrics.handed_over(self._listener.name, len(batch))
        return True

    async def _heard(self, batch: Sequence[Handover], tx: Tx) -> None:
        """Hear facts within a part of the lease; waiting for a place at a busy database is not the listener's time."""
        facts = [msgspec.json.decode(one.payload, type=self._listener.fact) for one in batch]
        try:
            async with asyncio.timeout(self._settings.lease / 4):
                await self._listener.hear(tx, facts)
                await handover.acknowledge(tx, *batch)
        except TimeoutError as error:
            raise TooSlowError(self._listener.name) from error

    async def _fail(self, one: Handover, error: Exception) -> None:
        """Let a handover wait, longer each time, by chance up to half more; the last failure is for keeps."""
        wait = min(_FIRST_WAIT * 2 ** (one.attempts - 1), _LONGEST_WAIT)
        wait *= random.uniform(1, 1.5)  # noqa: S311 (jitter)
        self._metrics.failed(one.listener)
        logger.error(
            "listener failed",
            listener=one.listener,
            fact=str(one.fact_id),
            attempts=one.attempts,
            exc_info=error,
        )
        async with self._store.begin() as tx:
            await handover.fail(tx, one, _kind(error), wait=wait)

    async def _give_back(self, batch: Sequence[Handover]) -> None:
        async with self._store.begin() as tx:
            for one in batch:
                await handover.release(tx, one)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def _kind(error: Exception) -> str:
    """Return what is stored of an error: its code or kind, never its text, which may speak of a person."""
    return error.code if isinstance(error, ProfileError) else type(error).__name__
