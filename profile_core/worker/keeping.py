"""Writing down how calls ended: those that end together are one transaction, so that a commit is paid once."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from profile_core.contract import ProfileError, Store, Tx, UnavailableError, log
from profile_core.outbound import Call, Outcome, Use
from profile_core.outbound.rows import waiting
from profile_core.store import Lane

MOST = 50
"""Calls whose ends are written in one transaction."""
_LONGEST = 10 * 365 * 86_400.0
"""Seconds beyond which nobody is left alone: databases cannot count any number."""
_AWAY = 1.0
logger = log.get_logger("worker")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _End:
    """How an attempt ended; ``kept`` gets whether the lease was still ours."""

    call: Call
    outcome: Outcome
    kept: asyncio.Future[bool] = field(default_factory=asyncio.Future[bool])


class Keeping:
    """Keeps the outcomes of one use and lane."""

    def __init__(self, store: Store, use: Use, lane: Lane, *, patience: float) -> None:
        self._store = store
        self._use = use
        self._lane: Lane = lane
        self._patience = patience
        self._ends: list[_End] = []
        self._writing = asyncio.Lock()

    async def keep(self, call: Call, outcome: Outcome) -> None:
        """Write an outcome down as long as the lease is ours; else the call is sent once more."""
        deadline = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                kept = await self._kept(_End(call=call, outcome=outcome))
                break
            except UnavailableError as error:
                if asyncio.get_running_loop().time() > deadline:
                    logger.warning("outcome not kept", use=call.use, call=str(call.id), code=error.code)
                    return
                await asyncio.sleep(_AWAY)
        if not kept:
            logger.warning("lease lost", use=call.use, call=str(call.id))

    async def _kept(self, end: _End) -> bool:
        """Write it with all others that wait by then."""
        self._ends.append(end)
        async with self._writing:
            if not end.kept.done():
                some, self._ends = self._ends[:MOST], self._ends[MOST:]
                await self._write(some)
        return await end.kept

    async def _write(self, some: Sequence[_End]) -> None:
        try:
            kept = await self._together(some)
        except UnavailableError as error:
            for one in some:
                one.kept.set_exception(error)
        else:
            for one, ours in zip(some, kept, strict=True):
                one.kept.set_result(ours)
        finally:
            for one in some:
                one.kept.cancel()

    async def _together(self, some: Sequence[_End]) -> list[bool]:
        """Write in one transaction; where one harms the others, each by itself.

        A hook that raises must never stop another: then its call waits with the error, and comes again.
        """
        try:
            return await self._store.transact(partial(self._all, some), self._lane)
        except UnavailableError:
            raise
        except Exception as error:
            if len(some) > 1:
                return [kept for one in some for kept in await self._together([one])]
            logger.exception("end not heard", use=self._use.name, call=str(some[0].call.id))
            again = Outcome(kind="later", error=kind_of(error))
            return await self._store.transact(
                partial(self._all, [replace(some[0], outcome=again)], hears=False)
            )

    async def _all(self, some: Sequence[_End], tx: Tx, *, hears: bool = True) -> list[bool]:
        """Write outcomes down, and let whoever told the calls hear of their ends; tell which leases were ours."""
        ordered = sorted(some, key=lambda end: end.call.id)
        waits, over = await self._put_off(tx, [end for end in ordered if end.outcome.kind == "later"])
        ended = await _end(tx, [end for end in ordered if end.outcome.kind != "later"])
        heard = [(end.call, end.outcome) for end in (*over, *ended)]
        if self._use.ended is not None and hears and heard:
            await self._use.ended(tx, heard)
        kept = {*waits, *(call.id for call, _ in heard)}
        return [end.call.id in kept for end in some]

    async def _put_off(self, tx: Tx, some: Sequence[_End]) -> tuple[list[UUID], list[_End]]:
        """Let calls wait for their next attempt; return those that do, and those for which it is too late."""
        waits: list[UUID] = []
        over: list[_End] = []
        for end in some:
            said = end.outcome
            seconds = min(max(self._use.schedule.wait(end.call.attempts), said.wait), _LONGEST)
            state = await waiting.wait(
                tx, end.call, status=said.status, error=said.error, seconds=seconds, until=said.until
            )
            if state == "waits":
                waits.append(end.call.id)
            elif state == "expired":
                over.append(replace(end, outcome=replace(said, kind="expired")))
        return waits, over


def kind_of(error: Exception) -> str:
    """Return what is stored of an error: its code or kind, never its text, which may speak of a person."""
    return error.code if isinstance(error, ProfileError) else type(error).__name__


async def _end(tx: Tx, some: Sequence[_End]) -> list[_End]:
    """End calls, those alike together; return those whose lease was ours."""
    alike: dict[tuple[str, int | None, str | None], list[Call]] = defaultdict(list)
    for end in some:
        alike[end.outcome.kind, end.outcome.status, end.outcome.error].append(end.call)
    kept: set[UUID] = set()
    for (kind, status, error), calls in alike.items():
        failure = "refused" if kind == "refused" else None
        if kind == "expired":
            kept |= await waiting.expire(tx, calls)
        else:
            kept |= await waiting.end(tx, calls, status=status, failure=failure, error=error)
    return [end for end in some if end.call.id in kept]
