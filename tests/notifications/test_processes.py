"""The whole road: a gateway and a worker, each a process of its own, and what dies in between."""

import asyncio
import signal

import httpx2
import pytest

from blocks.notifications.rows.tables import delivery_table, notification_table
from profile_core.store.facts import fact_table
from tests.notifications.asked import REGISTER, ask, item, listed
from tests.notifications.played import CITIZENS, Stage
from tests.notifications.processes import Processes

BULK = [item(CITIZENS[number % len(CITIZENS)], str(number)) for number in range(1_000)]


async def test_bulk_of_a_thousand_sent_three_times_once_killed_before_its_answer_is_stored_once(
    stage: Stage, running: Processes
):
    address, child = running.gateway("die")
    async with httpx2.AsyncClient(base_url=address) as client:
        with pytest.raises(httpx2.TransportError):
            await ask(client, stage.gent, REGISTER, items=BULK)
    child.join(30)
    assert child.exitcode == -signal.SIGKILL
    assert await stage.count(notification_table) == 1_000
    address, _ = running.gateway()
    async with httpx2.AsyncClient(base_url=address) as client:
        answers = [await ask(client, stage.gent, REGISTER, items=BULK) for _ in range(2)]
    assert answers[0] == answers[1]
    accepted = answers[0]["data"]["registerNotifications"]
    assert [one["externalId"] for one in accepted] == [one["externalId"] for one in BULK]
    assert len({one["id"] for one in accepted}) == 1_000
    counts = [await stage.count(table) for table in (notification_table, delivery_table, fact_table)]
    assert counts == [1_000, 1_000, 1_000]


async def test_what_a_provider_registers_the_worker_brings_to_the_citizen(stage: Stage, running: Processes):
    address, _ = running.gateway()
    worker = running.worker()
    async with httpx2.AsyncClient(base_url=address) as client:
        [accepted] = (await ask(client, stage.gent, REGISTER, items=[item(CITIZENS[0])]))["data"][
            "registerNotifications"
        ]
        while not (seen := await listed(client, stage.citizen()))["unreadCount"]:
            assert worker.is_alive(), "the worker ended"
            await asyncio.sleep(0.05)
    assert [node["id"] for node in seen["list"]["nodes"]] == [accepted["id"]]
