"""The worker process: two lanes per listener and per use of outbound, a round per job, and a graceful stop."""

import asyncio
import signal
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any

import uvloop

from profile_core.contract import InvalidError, Job, Measure, Platform, listeners_on, log, open_platform
from profile_core.contract.loading import histories
from profile_core.kit.settings import Settings
from profile_core.outbound import Use
from profile_core.outbound.rows import stops
from profile_core.store import LANES, schedule
from profile_core.store.migrate import pending
from profile_core.worker.feeds import FORGET as FORGET_REFUSALS, feeds_of, measured as measured_feeds
from profile_core.worker.hearing import Hearing
from profile_core.worker.looking import Looking
from profile_core.worker.metrics import Metrics
from profile_core.worker.outbound import Sending, backlogs, client_of, measured, uses_of
from profile_core.worker.rounds import FORGET, FORGET_ANSWERS, FORGET_OLD, SWEEP, Rounds
from profile_core.worker.settings import WorkerSettings
from profile_core.worker.shared import Shared
from profile_core.worker.turns import Turns

logger = log.get_logger("worker")


def work(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished, the rest is given back."""
    log.configure(settings.log_format)
    run(open_platform(settings), WorkerSettings())


def run(platform: Platform, settings: WorkerSettings) -> None:
    """Work for a platform until SIGTERM or SIGINT; pending migrations raise ``InvalidError``."""
    uvloop.run(_until_signalled(platform, settings))


async def _until_signalled(platform: Platform, settings: WorkerSettings) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        await _work(platform, settings, stopping)
    finally:
        await platform.sources.close()
        await platform.store.close()


async def _work(platform: Platform, settings: WorkerSettings, stopping: asyncio.Event) -> None:
    platform.store.give_way()
    behind = await pending(platform.store, histories(platform.blocks))
    if behind:
        message = f"Migrations are pending: {', '.join(behind)}. Run: citizen-profile migrate"
        raise InvalidError("migrations.pending", message)
    jobs = _jobs(platform)
    uses = uses_of(platform)
    await _announce(platform, [job.name for job in jobs], uses)
    listeners = listeners_on(platform)
    metrics = Metrics(partial(backlogs, platform.store, uses), partial(_measured, platform))
    shared = Shared(
        settings=settings,
        metrics=metrics,
        looking=Looking(platform.store, look_every=settings.look_every, stopping=stopping),
        turns=Turns(),
        stopping=stopping,
    )
    async with client_of(platform, uses) as http:
        sendings = [
            Sending(platform, use, lane=lane, http=http, shared=shared) for use in uses for lane in LANES
        ]
        hearings = [
            Hearing(platform, heard, lane=lane, shared=shared) for heard in listeners for lane in LANES
        ]
        rounds = [Rounds(platform, job, shared) for job in jobs]
        feeds = feeds_of(platform, shared)
        working = [one.run() for one in (*hearings, *sendings, *rounds, *feeds, shared.looking)]
        endless = [metrics.serve(settings.port)] if settings.port else []
        logger.info(
            "working",
            listeners=[heard.name for heard in listeners],
            jobs=[job.name for job in jobs],
            uses=[use.name for use in uses],
        )
        await _until_stopped(working, endless, stopping, settings.stop_timeout)
    logger.info("stopped")


def _jobs(platform: Platform) -> list[Job]:
    ours = (FORGET, FORGET_ANSWERS, FORGET_OLD, FORGET_REFUSALS, SWEEP)
    return [*ours, *(job for block in platform.blocks for job in block.schedule)]


async def _measured(platform: Platform) -> Sequence[Measure]:
    return [*await measured(platform), *await measured_feeds(platform)]


async def _announce(platform: Platform, jobs: Sequence[str], uses: Sequence[Use]) -> None:
    """Make jobs known, and what goes to citizens stopped at the first start; say what is stopped."""
    async with platform.store.begin() as tx:
        await schedule.announce(tx, jobs)
        if platform.settings.production:
            await stops.at_first(tx, [use.name for use in uses if use.to_citizens])
        stopped = [one.use for one in await stops.every(tx) if one.stopped]
    if stopped:
        logger.warning("stopped by the operator, or at the first start", uses=stopped)


async def _until_stopped(
    finite: Sequence[Coroutine[Any, Any, None]],
    endless: Sequence[Coroutine[Any, Any, None]],
    stopping: asyncio.Event,
    patience: float,
) -> None:
    """Run everything; after the signal let the finite end by itself for a while, and cancel the rest."""
    async with asyncio.TaskGroup() as group:
        served = [group.create_task(one) for one in endless]
        working = [group.create_task(one) for one in finite]
        await stopping.wait()
        _, late = await asyncio.wait(working, timeout=patience)
        for task in (*served, *late):
            task.cancel()
