"""Work that comes round: each job on one worker at a time, by a lease in the database."""

import asyncio

from profile_core.contract import Job, Platform, UnavailableError, audit, clock, ids, log
from profile_core.outbound import operating
from profile_core.sources.rows import answers
from profile_core.store import heard, limits, once, schedule
from profile_core.worker.shared import Shared

_SHORTEST_LEASE = 60.0
FACTS_KEPT = 86_400.0
"""Seconds for which a fact is kept after it was told, when everybody has heard it."""
AUDIT_KEPT = 3_653 * 86_400.0
"""Seconds for which audit lines are kept: ten years."""
_AT_ONCE = 16
"""So many buckets are looked through in one transaction."""
_PAUSE = 0.02
"""Seconds between two of these: nobody waits for what is old."""
logger = log.get_logger("worker")


async def forget_used(platform: Platform) -> None:
    """Delete keys whose single use no longer matters, and counts whose window is over."""
    async with platform.store.begin() as tx:
        await once.forget(tx)
        await limits.forget(tx)


FORGET = Job(name="store.forget_used", every=600, run=forget_used)
"""The store's own round, which every deployment has."""


async def sweep_calls(platform: Platform) -> None:
    """Delete calls to the outside that ended long ago."""
    await operating.sweep(platform.store)


SWEEP = Job(name="outbound.sweep", every=600, run=sweep_calls)
"""The round of outbound, which every deployment has."""


async def forget_answers(platform: Platform) -> None:
    """Delete what sources answered, once it may be shown no longer."""
    async with platform.store.begin() as tx:
        await answers.sweep(tx)


FORGET_ANSWERS = Job(name="sources.forget_answers", every=60, run=forget_answers)
"""The round of sources, which every deployment has."""


async def forget_old(platform: Platform) -> None:
    """Delete facts that everybody heard, a day later, and audit lines once no law asks for them, some buckets at a time."""
    told, asked_for = clock.ago(FACTS_KEPT), clock.ago(AUDIT_KEPT)
    for first in range(0, ids.BUCKETS, _AT_ONCE):
        async with platform.store.begin("bulk") as tx:
            for bucket in range(first, first + _AT_ONCE):
                await heard.forget(tx, bucket, told)
                await audit.forget(tx, bucket, asked_for)
        await asyncio.sleep(_PAUSE)


FORGET_OLD = Job(name="store.forget_old", every=3600, run=forget_old)
"""The round of what nobody needs any more, which every deployment has."""


class Rounds:
    """Runs one job whenever it is due, until asked to stop."""

    def __init__(self, platform: Platform, job: Job, shared: Shared) -> None:
        self._platform = platform
        self._job = job
        self._stopping = shared.stopping
        self._woken = shared.looking.woken(schedule.queue(job.name))
        self._owner = ids.plain_id()
        self._lease = max(_SHORTEST_LEASE, job.every)

    async def run(self) -> None:
        """Work until asked to stop; a database that is away is waited for."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            if self._stopping.is_set():
                return
            try:
                if await self._claim():
                    await self._end(await self._attempt())
            except UnavailableError as error:
                logger.warning("database away", job=self._job.name, code=error.code)

    async def _claim(self) -> bool:
        async with self._platform.store.begin() as tx:
            return await schedule.claim(tx, self._job.name, self._owner, lease=self._lease)

    async def _attempt(self) -> str | None:
        """Run the job within its lease; return the kind of error it ended with.

        Whatever a job raises is logged and kept with the job, and must never stop another.
        """
        try:
            async with asyncio.timeout(self._lease * 0.9):
                await self._job.run(self._platform)
        except Exception as error:
            logger.exception("job failed", job=self._job.name)
            return type(error).__name__
        return None

    async def _end(self, error: str | None) -> None:
        async with self._platform.store.begin() as tx:
            await schedule.end(tx, self._job.name, self._owner, every=self._job.every, error=error)
