"""Writing down how calls ended: those that end together are one transaction, so that a commit is paid once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from profile_core.contract import ProfileError, Store, Tx, UnavailableError, log
from profile_core.outbound import Call, Outcome, Use
from profile_core.outbound.rows import waiting
from profile_core.store import Lane

MOST = 50
"""Calls whose ends are written in one transaction."""
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
            return [await self._store.transact(partial(self._ended, some[0].call, again, hears=False))]

    async def _all(self, some: Sequence[_End], tx: Tx) -> list[bool]:
        ordered = sorted(range(len(some)), key=lambda at: some[at].call.id)
        kept = {at: await self._ended(some[at].call, some[at].outcome, tx) for at in ordered}
        return [kept[at] for at in range(len(some))]

    async def _ended(self, call: Call, outcome: Outcome, tx: Tx, *, hears: bool = True) -> bool:
        """Write an outcome down, and let whoever told the call hear of its end; False when the lease is lost."""
        if outcome.kind == "later":
            seconds = max(self._use.schedule.wait(call.attempts), outcome.wait)
            state = await waiting.wait(tx, call, status=outcome.status, error=outcome.error, seconds=seconds)
            if state != "expired":
                return state == "waits"
            outcome = replace(outcome, kind="expired")
        elif not await _over(tx, call, outcome):
            return False
        if self._use.ended is not None and hears:
            await self._use.ended(tx, call, outcome)
        return True


def kind_of(error: Exception) -> str:
    """Return what is stored of an error: its code or kind, never its text, which may speak of a person."""
    return error.code if isinstance(error, ProfileError) else type(error).__name__


async def _over(tx: Tx, call: Call, outcome: Outcome) -> bool:
    if outcome.kind == "expired":
        return await waiting.expire(tx, call)
    failure = "refused" if outcome.kind == "refused" else None
    return await waiting.end(tx, call, status=outcome.status, failure=failure, error=outcome.error)
