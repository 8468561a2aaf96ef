"""Sending what must reach somebody outside: several calls at once, so that a slow receiver is slow alone.

Killed anywhere, nothing is lost; what was under way is sent again under the same id once its lease has ended.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

from profile_core.contract import (
    InvalidError,
    Measure,
    Platform,
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
from profile_core.worker.circuits import Circuits
from profile_core.worker.keeping import Keeping, kind_of
from profile_core.worker.shared import Shared

AT_ONCE = 64
"""Calls of one use and lane that one process has under way."""
DEADLINE = 10.0
_AWAY = 1.0
_GATHERS = 0.01
"""Seconds from the first call that ended to the look for what takes its place: others end meanwhile."""
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
    """Sends the calls of one use and lane until asked to stop."""

    def __init__(
        self,
        platform: Platform,
        use: Use,
        *,
        lane: Lane,
        http: GuardedClient,
        shared: Shared,
    ) -> None:
        self._store = platform.store
        self._use = use
        self._lane: Lane = lane
        self._http = http
        self._settings = shared.settings
        self._metrics = shared.metrics
        self._looking = shared.looking
        self._turns = shared.turns
        self._stopping = shared.stopping
        self._woken = shared.looking.woken(waiting.queue(use.name, lane))
        self._owner = ids.plain_id()
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._keeping = Keeping(platform.store, use, lane, patience=shared.settings.lease / 2)
        self._full = False
        self._circuits = Circuits(use.name)

    async def run(self) -> None:
        """Work until asked to stop, then let what is under way end; a database that is away is waited for."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping.is_set():
                self._woken.clear()
                await self._patiently(group)

    async def _patiently(self, group: asyncio.TaskGroup) -> None:
        try:
            more = await self._begin(group)
        except UnavailableError as error:
            logger.warning("database away", use=self._use.name, code=error.code)
            await asyncio.sleep(_AWAY)
            return
        if not more:
            await self._rest()

    async def _begin(self, group: asyncio.TaskGroup) -> bool:
        """Claim what is due and there is room for, and begin it; False when there is no more."""
        room, count = AT_ONCE - len(self._under_way), Counter(self._under_way.values())
        count += self._circuits.kept_free(self._use.each_receiver)
        busy = waiting.busy_receivers(count, self._use.each_receiver)
        self._full = bool(busy) or not room
        if not room:
            return False
        await self._turns.let_pass(self._lane)
        async with self._store.read() as tx:
            if await stops.stopped(tx, self._use.name):
                return False
            buckets = await waiting.due_buckets(tx, self._use.name, self._lane, busy)
        if not buckets:
            return False
        claimed = await self._store.transact(partial(self._claim, buckets, count, room))
        for call in claimed:
            task = group.create_task(self._send(call))
            self._under_way[task] = call.receiver
            task.add_done_callback(self._under_way.pop)
        return len(claimed) >= min(room, self._use.each_receiver)

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
            each=self._use.each_receiver,
        )

    async def _send(self, call: Call) -> None:
        try:
            outcome = await self._attempt(call)
        except asyncio.CancelledError:
            with suppress(UnavailableError):
                async with self._store.begin() as tx:
                    await waiting.release(tx, call)
            raise
        self._circuits.ended(call, outcome)
        self._metrics.circuits(self._use.name, self._lane, len(self._circuits.opened))
        await self._keeping.keep(call, outcome)
        self._looking.soon()
        self._tell(call, outcome)

    async def _attempt(self, call: Call) -> Outcome:
        """Make one attempt within half the lease.

        Whatever it raises must become a row that waits with its error, and must never stop another.
        """
        if call.late:
            return Outcome(kind="expired")
        await self._turns.let_pass(self._lane)
        try:
            async with asyncio.timeout(self._settings.lease / 2):
                return await self._use.attempt(self._http, call)
        except Exception as error:
            logger.exception("attempt failed", use=call.use, call=str(call.id), attempts=call.attempts)
            return Outcome(kind="later", error=kind_of(error), away=isinstance(error, TimeoutError))

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

    async def _rest(self) -> None:
        """Wait until something is due; where all places are taken, until some calls ended and made room."""
        woken = asyncio.create_task(self._woken.wait())
        waits = self._under_way if self._full else ()
        await asyncio.wait([woken, *waits], return_when=asyncio.FIRST_COMPLETED)
        if self._full and not woken.done():
            await asyncio.sleep(_GATHERS)
        woken.cancel()
