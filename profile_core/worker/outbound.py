"""Sending what must reach somebody outside: several calls at once, so that a slow receiver is slow alone.

Killed anywhere, nothing is lost; what was under way is sent again under the same id once its lease has ended.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from profile_core.contract import (
    InvalidError,
    Measure,
    Platform,
    ProfileError,
    Store,
    Tx,
    UnavailableError,
    ids,
    log,
)
from profile_core.outbound import Call, Outcome, Use
from profile_core.outbound.rows import kept, stops, waiting
from profile_core.sources import GuardedClient
from profile_core.store import LANES, Lane
from profile_core.worker.metrics import Metrics
from profile_core.worker.settings import WorkerSettings

AT_ONCE = 64
"""Calls of one use and lane that one process has under way."""
DEADLINE = 10.0
_AWAY = 1.0
logger = log.get_logger("worker")


def uses_of(platform: Platform) -> list[Use]:
    """Return what the blocks send; a name given twice raises ``InvalidError``."""
    uses = [use for block in platform.blocks if block.outbound for use in block.outbound(platform)]
    for name, times in Counter(use.name for use in uses).items():
        if times > 1:
            raise InvalidError("blocks.outbound", f"Two uses of outbound are called {name!r}.")
    return uses


def client_of(platform: Platform, uses: Sequence[Use]) -> GuardedClient:
    """Return the one client of a process, with a connection for each call that can be under way."""
    connections = AT_ONCE * len(LANES) * len(uses)
    return GuardedClient(
        production=platform.settings.production, deadline=DEADLINE, connections=max(connections, 1)
    )


async def backlogs(store: Store, uses: Sequence[Use]) -> Mapping[str, kept.Backlog]:
    """Measure what waits and what failed of each use; nothing while the database is away."""
    try:
        async with store.read() as tx:
            return {use.name: await kept.backlog(tx, use.name) for use in uses}
    except UnavailableError:
        return {}


async def measured(platform: Platform) -> Sequence[Measure]:
    """Return what the blocks measure; nothing while the database is away."""
    try:
        return [one for block in platform.blocks if block.measures for one in await block.measures(platform)]
    except UnavailableError:
        return []


class Sending:
    """Sends the calls of one use and lane until ``stopping`` is set."""

    def __init__(
        self,
        platform: Platform,
        use: Use,
        *,
        lane: Lane,
        http: GuardedClient,
        settings: WorkerSettings,
        metrics: Metrics,
        stopping: asyncio.Event,
    ) -> None:
        self._store = platform.store
        self._use = use
        self._lane: Lane = lane
        self._http = http
        self._settings = settings
        self._metrics = metrics
        self._stopping = stopping
        self._owner = ids.plain_id()
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._writing = asyncio.Lock()

    async def run(self) -> None:
        """Work until asked to stop, then let what is under way end; a database that is away is waited for."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping.is_set():
                await self._patiently(group)

    async def _patiently(self, group: asyncio.TaskGroup) -> None:
        try:
            began = await self._begin(group)
        except UnavailableError as error:
            logger.warning("database away", use=self._use.name, code=error.code)
            await self._rest(_AWAY)
            return
        if not began:
            await self._rest(self._settings.look_every)

    async def _begin(self, group: asyncio.TaskGroup) -> bool:
        """Claim what is due and there is room for, and begin it; False when there was nothing."""
        room = AT_ONCE - len(self._under_way)
        if not room:
            return False
        count = Counter(self._under_way.values())
        async with self._store.read() as tx:
            if await stops.stopped(tx, self._use.name):
                return False
            buckets = await waiting.due_buckets(tx, self._use.name, self._lane, waiting.busy_receivers(count))
        if not buckets:
            return False
        claimed = await self._store.transact(partial(self._claim, buckets, count, room))
        for call in claimed:
            task = group.create_task(self._send(call))
            self._under_way[task] = call.receiver
            task.add_done_callback(self._under_way.pop)
        return bool(claimed)

    async def _claim(self, buckets: Sequence[int], count: Counter[str], room: int, tx: Tx) -> list[Call]:
        return await waiting.claim(
            tx,
            buckets,
            self._use.name,
            self._lane,
            self._owner,
            under_way=count,
            lease=self._settings.lease,
            most=room,
        )

    async def _send(self, call: Call) -> None:
        try:
            outcome = await self._attempt(call)
        except asyncio.CancelledError:
            with suppress(UnavailableError):
                async with self._store.begin() as tx:
                    await waiting.release(tx, call)
            raise
        await self._keep(call, outcome)

    async def _attempt(self, call: Call) -> Outcome:
        """Make one attempt within half the lease.

        Whatever it raises must become a row that waits with its error, and must never stop another.
        """
        if call.late:
            return Outcome(kind="expired")
        try:
            async with asyncio.timeout(self._settings.lease / 2):
                return await self._use.attempt(self._http, call)
        except Exception as error:
            logger.exception("attempt failed", use=call.use, call=str(call.id), attempts=call.attempts)
            return Outcome(kind="later", error=_kind(error))

    async def _keep(self, call: Call, outcome: Outcome) -> None:
        """Write down how an attempt ended, as long as the lease is ours; else it is sent once more."""
        deadline = asyncio.get_running_loop().time() + self._settings.lease / 2
        while True:
            try:
                async with self._writing:
                    kept = await self._store.transact(partial(self._ended, call, outcome), self._lane)
                break
            except UnavailableError as error:
                if asyncio.get_running_loop().time() > deadline:
                    logger.warning("outcome not kept", use=call.use, call=str(call.id), code=error.code)
                    return
                await asyncio.sleep(_AWAY)
        if not kept:
            logger.warning("lease lost", use=call.use, call=str(call.id))
        self._tell(call, outcome)

    async def _ended(self, call: Call, outcome: Outcome, tx: Tx) -> bool:
        """Write an outcome down, and let whoever told the call hear of its end; False when the lease is lost."""
        if outcome.kind == "later":
            seconds = max(self._use.schedule.wait(call.attempts), outcome.wait)
            state = await waiting.wait(tx, call, status=outcome.status, error=outcome.error, seconds=seconds)
            if state != "expired":
                return state == "waits"
            outcome = replace(outcome, kind="expired")
        elif not await self._over(tx, call, outcome):
            return False
        if self._use.ended is not None:
            await self._use.ended(tx, call, outcome)
        return True

    async def _over(self, tx: Tx, call: Call, outcome: Outcome) -> bool:
        if outcome.kind == "expired":
            return await waiting.expire(tx, call)
        failure = "refused" if outcome.kind == "refused" else None
        return await waiting.end(tx, call, status=outcome.status, failure=failure, error=outcome.error)

    def _tell(self, call: Call, outcome: Outcome) -> None:
        self._metrics.called(call.use, outcome.kind)
        if outcome.kind not in ("done", "dropped"):
            logger.warning(
                "call not taken",
                use=call.use,
                call=str(call.id),
                receiver=call.receiver,
                attempts=call.attempts,
                outcome=outcome.kind,
                status=outcome.status,
                error=outcome.error,
            )

    async def _rest(self, seconds: float) -> None:
        """Wait for a while, or until a call ends and makes room, or until asked to stop."""
        stop = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([stop, *self._under_way], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()


def _kind(error: Exception) -> str:
    """Return what is stored of an error: its code or kind, never its text, which may speak of a person."""
    return error.code if isinstance(error, ProfileError) else type(error).__name__
