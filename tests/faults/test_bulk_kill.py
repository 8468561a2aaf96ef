"""Gateway and worker killed at any moment: nothing that was accepted is lost, and nothing is there twice."""

import asyncio
import random
import signal
from dataclasses import replace
from multiprocessing.process import BaseProcess
from time import monotonic

import httpx2
import pytest
from sqlalchemy import func, select

from blocks.notifications import types
from blocks.notifications.model import Channels, DeliveryState, TypeDraft
from blocks.notifications.rows.tables import delivery_table, feed_table, notification_table
from profile_core.store.facts import fact_table, handover_table
from tests.notifications.asked import REGISTER, ask, item
from tests.notifications.conftest import platform, running, stage  # noqa: F401 (fixtures)
from tests.notifications.played import CITIZENS, Stage, draft, type_draft
from tests.notifications.processes import Processes

pytestmark = pytest.mark.faults
BULK = [item(CITIZENS[number % len(CITIZENS)], str(number)) for number in range(1_000)]
GATEWAY_KILLS = (0.1, 0.4, 0.7, 1.0, 1.3, 2.5)
"""When the gateway is killed, in parts of what the same bulk takes when nothing is stored."""
WORKER_KILLS = 20
DELIVERIES = 2_000
QUIET = "parking.quiet"
"""A type that goes to the inbox and nowhere else."""


async def test_gateway_killed_at_any_moment_of_a_bulk_leaves_each_notification_once(
    stage: Stage,  # noqa: F811
    running: Processes,  # noqa: F811
):
    answers: list[list[dict[str, str]] | None] = []
    for moment in GATEWAY_KILLS:
        address, child = running.gateway()
        whole = await _time_of_a_dry_run(address, stage)
        sent = asyncio.create_task(_send(address, stage))
        await asyncio.sleep(moment * whole)
        _kill(child)
        answers.append(await sent)
        assert await stage.count(notification_table) in (0, 1_000)
    address, _ = running.gateway()
    answers += [await _send(address, stage) for _ in range(2)]
    completed = [answer for answer in answers if answer is not None]
    assert None in answers, "no kill came before an answer"
    assert all(answer == completed[0] for answer in completed)
    assert len({one["id"] for one in completed[0]}) == 1_000
    tables = (notification_table, delivery_table, fact_table, handover_table)
    assert [await stage.count(table) for table in tables] == [1_000] * 4


async def test_twenty_kills_of_the_worker_lose_no_delivery_and_double_none(
    stage: Stage,  # noqa: F811
    running: Processes,  # noqa: F811
):
    await types.register(stage.platform, stage.gent, _inbox_only(stage), dry_run=False)
    for bulk in range(0, DELIVERIES, 1_000):
        numbers = range(bulk, bulk + 1_000)
        drafts = [draft(str(one), to=CITIZENS[one % len(CITIZENS)], type=QUIET) for one in numbers]
        await stage.register(*drafts)
    chance = random.Random(20)
    for _ in range(WORKER_KILLS):
        goal = await _waiting(stage) - chance.randrange(1, 60)
        child = running.worker(LEASE="4", BATCH="10", LOOK_EVERY="0.1")
        while await _waiting(stage) > goal:
            assert child.is_alive(), "the worker ended"
            await asyncio.sleep(0.005)
        _kill(child)
    assert await _waiting(stage) > 0, "all was delivered before the last kill"
    child = running.worker(LEASE="4")
    while await stage.count(handover_table):
        assert child.is_alive(), "the worker ended"
        await asyncio.sleep(0.05)
    assert await _delivered(stage) == (DELIVERIES, DELIVERIES, DELIVERIES)
    assert await stage.count(feed_table) == DELIVERIES


def _inbox_only(stage: Stage) -> TypeDraft:  # noqa: F811
    return replace(type_draft(stage.gent, QUIET), channels=Channels(allowed=()))


async def _waiting(stage: Stage) -> int:  # noqa: F811
    d = delivery_table.c
    async with stage.platform.store.read() as tx:
        return await tx.value(select(func.count()).where(d.state == DeliveryState.ACCEPTED))


async def _time_of_a_dry_run(address: str, stage: Stage) -> float:  # noqa: F811
    began = monotonic()
    async with httpx2.AsyncClient(base_url=address) as client:
        await ask(client, stage.gent, REGISTER, items=BULK, dryRun=True)
    return monotonic() - began


def _kill(child: BaseProcess) -> None:
    child.kill()
    child.join(30)
    assert child.exitcode == -signal.SIGKILL


async def _send(address: str, stage: Stage) -> list[dict[str, str]] | None:  # noqa: F811
    """Send the bulk; None when the gateway died before its answer was here."""
    async with httpx2.AsyncClient(base_url=address) as client:
        try:
            return (await ask(client, stage.gent, REGISTER, items=BULK))["data"]["registerNotifications"]
        except httpx2.TransportError:
            return None


async def _delivered(stage: Stage) -> tuple[int, int, int]:  # noqa: F811
    """Count what is delivered, what is in an inbox, and what is both."""
    n, d = notification_table.c, delivery_table.c
    together = notification_table.join(delivery_table, (n.bucket == d.bucket) & (n.id == d.notification_id))
    async with stage.platform.store.read() as tx:
        counts = [
            await tx.value(statement)
            for statement in (
                select(func.count()).where(d.state == DeliveryState.DELIVERED),
                select(func.count()).where(n.announced_at.is_not(None)),
                select(func.count())
                .select_from(together)
                .where(d.state == DeliveryState.DELIVERED, n.announced_at.is_not(None)),
            )
        ]
    return counts[0], counts[1], counts[2]
