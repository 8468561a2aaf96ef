"""Following feeds of sources: page after page, each feed by one worker at a time.

The network is asked first; then one transaction stores a page and the cursor behind it, if the feed is still ours.
Killed anywhere, nothing is lost: what was under way is asked again from the cursor that is stored.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from profile_core.contract import (
    Block,
    Job,
    Measure,
    NoAnswerError,
    Platform,
    ProfileError,
    Tx,
    UnavailableError,
    clock,
    ids,
    log,
)
from profile_core.sources import Source, by_ids
from profile_core.sources.feed import Changes, Feed, Followed, LaterError, changes
from profile_core.sources.rows import feeds as rows
from profile_core.worker.shared import Shared

AT_ONCE = 32
"""Feeds of one block that one process has under way."""
_FIRST, _GROWS, _LONGEST = 25.0, 4, 900.0
_JITTER = 0.5
_PAUSED = 60.0
_AWAY = 1.0
_MOST_SINGLE = 10
_ROUND = "its nextCursor leads back to where we were: give each change a later position"
logger = log.get_logger("worker")


async def _forget(platform: Platform) -> None:
    async with platform.store.begin() as tx:
        await rows.sweep(tx)


FORGET = Job(name="sources.forget_refusals", every=3600, run=_forget)
"""The round of refusals, which every deployment has."""


async def measured(platform: Platform) -> Sequence[Measure]:
    """Return how each feed is; nothing while the database is away."""
    try:
        async with platform.store.read() as tx:
            feeds = await rows.every(tx)
            refused = await rows.count_refused(tx, {one.source for one in feeds})
            known = await by_ids(tx, {one.source for one in feeds})
    except UnavailableError:
        return []
    return [
        measure
        for one in feeds
        if one.source in known
        for measure in _measures(one, known[one.source], refused.get(one.source, 0))
    ]


def feeds_of(platform: Platform, shared: Shared) -> list["Feeds"]:
    """Return what follows the feeds of each block that takes any."""
    return [Feeds(platform, block, block.feed(platform), shared) for block in platform.blocks if block.feed]


class Feeds:
    """Follows the feeds of one block until asked to stop."""

    def __init__(self, platform: Platform, block: Block, feed: Feed, shared: Shared) -> None:
        self._platform = platform
        self._store = platform.store
        self._block = block.name
        self._feed = feed
        self._stopping = shared.stopping
        self._looking = shared.looking
        self._woken = shared.looking.woken(rows.queue(block.name))
        self._lease = shared.settings.lease + platform.settings.sources_late
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until asked to stop, then let what is under way end; a database that is away is waited for."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._woken.wait()
                self._woken.clear()
                if self._stopping.is_set():
                    return
                try:
                    await self._begin(group)
                except UnavailableError as error:
                    logger.warning("database away", feeds=self._block, code=error.code)
                    await asyncio.sleep(_AWAY)

    async def _begin(self, group: asyncio.TaskGroup) -> None:
        """Claim feeds that are due, and ask each for one page: whoever has more waits for its turn again."""
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return
        owner = ids.plain_id()
        claiming = partial(rows.claim, block=self._block, owner=owner, lease=self._lease, most=room)
        claimed = await self._store.transact(claiming)
        if not claimed:
            return
        async with self._store.read() as tx:
            known = await by_ids(tx, {one.source for one in claimed})
        for one in claimed:
            task = group.create_task(self._patiently(one, known.get(one.source)))
            self._under_way.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._looking.soon()

    async def _patiently(self, one: Followed, source: Source | None) -> None:
        """Follow a feed for a page; without a database its lease ends, and it is claimed again."""
        try:
            await self._page(one, source)
        except UnavailableError as error:
            logger.warning("database away", feed=str(one.source), code=error.code)

    async def _page(self, one: Followed, source: Source | None) -> None:
        if source is None or source.paused:
            await self._rest(one)
            return
        try:
            async with asyncio.timeout(self._platform.settings.sources_late):
                page = await changes(self._platform.sources.calls, source, one)
        except (NoAnswerError, TimeoutError, ProfileError) as error:
            await self._failed(one, source, error)
        else:
            await self._taken(one, source, page)

    async def _taken(self, one: Followed, source: Source, page: Changes) -> None:
        """Store a page. Whatever the block raises must keep the page for another time, and never stop another feed."""
        lane = "bulk" if len(page.items) > _MOST_SINGLE else "single"
        try:
            await self._store.transact(partial(self._take, one=one, source=source, page=page), lane)
        except UnavailableError:
            raise
        except _LostError:
            logger.info("feed lost to another worker", source=source.code, block=one.block)
        except Exception as error:
            logger.exception("page not taken", source=source.code, block=one.block)
            await self._failed(one, source, error)
        else:
            if one.goes_round(page):
                logger.warning("feed goes round", source=source.code, block=one.block)

    async def _take(self, tx: Tx, one: Followed, source: Source, page: Changes) -> None:
        """Store a page and where to go on. One that leads back is stored, and then asked for again later and later."""
        if one.goes_round(page):
            mine = await rows.fail(tx, one, _ROUND, wait=_wait(one.failures))
        else:
            wait = 0.0 if page.items else self._platform.settings.feeds_every
            mine = await rows.advance(tx, one.after(page), wait=wait)
        if not mine:
            raise _LostError
        refused = await self._feed.take(tx, source, page.items) if page.items else ()
        await rows.refuse(tx, one, refused)

    async def _rest(self, one: Followed) -> None:
        async with self._store.begin() as tx:
            await rows.rest(tx, one, wait=_PAUSED)

    async def _failed(self, one: Followed, source: Source, error: Exception) -> None:
        why, wait = _why(error), _wait(one.failures, error)
        after = replace(one, failures=one.failures + 1)
        tell = logger.error if after.deactivated and not one.deactivated else logger.warning
        event = "feed deactivated" if after.deactivated else "feed failed"
        tell(event, source=source.code, block=one.block, why=why, again_in=round(wait))
        async with self._store.begin() as tx:
            await rows.fail(tx, one, why, wait=wait)


class _LostError(Exception):
    """Somebody else has the feed by now."""


def _why(error: Exception) -> str:
    """Return what a provider may read about what went wrong."""
    if isinstance(error, TimeoutError):
        return "no whole answer in time"
    if isinstance(error, ProfileError):
        return error.code
    return str(error) if isinstance(error, NoAnswerError) else type(error).__name__


def _wait(failures: int, error: Exception | None = None) -> float:
    """Return after how many seconds to ask again: more each time, and never sooner than the source asks for."""
    pause = min(_FIRST * _GROWS ** min(failures, 10), _LONGEST)
    asked = min(error.seconds, _LONGEST) if isinstance(error, LaterError) else 0.0
    return max(pause * (1 + _JITTER * random.random()), asked)  # noqa: S311 (spreads load, hides nothing)


def _measures(one: Followed, source: Source, refused: int) -> Sequence[Measure]:
    labels = {"id": str(source.id), "source": source.code, "block": one.block}
    lag = 0.0 if one.polled_at is None else (clock.now() - one.polled_at).total_seconds()
    return [
        Measure(
            name="feed_lag_seconds",
            meaning="Since a page was taken last.",
            value=max(lag, 0.0),
            labels=labels,
        ),
        Measure(name="feed_failures", meaning="Pages in vain since then.", value=one.failures, labels=labels),
        Measure(
            name="feed_deactivated",
            meaning="1 while it failed so often that somebody is to look after it.",
            value=one.deactivated,
            labels=labels,
        ),
        Measure(name="feed_refused", meaning="Refusals that are kept.", value=refused, labels=labels),
    ]
