"""One run: a gateway and workers as processes of their own, what stands outside, and what a provider sends."""

import asyncio
import random
import signal
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import func, or_, select

from blocks.notifications.model import UNDER_WAY
from blocks.notifications.rows.tables import delivery_table as d
from profile_core.contract import Caller, UnavailableError
from profile_core.outbound.tables import call_table as c
from profile_core.store import now
from profile_core.store.facts import handover_table as h
from tests.databases import Database
from tests.faults.counting import Count, Owed, Window, counted, lines
from tests.faults.outside import Outside
from tests.faults.size import sized
from tests.notifications.asked import REGISTER, item
from tests.notifications.played import Stage
from tests.notifications.processes import Processes
from tests.notifications.tokens import bearer
from tests.worker.seen import change

LEASE = 20.0
"""Seconds; half of it is the most that an attempt may take, which on a busy machine must be long."""
BATCH = sized(short=5, long=100)
"""Few, so that of few notifications a killed worker takes only a part with it for as long as its lease."""
PATIENCE = 60.0
"""Seconds without any progress after which a run is given up; what is missing then was lost."""
REPORT = """mutation Report($items: [DeliveryReport!]!) {
  reportDeliveries(items: $items) { __typename ... on Error { code } }
}"""
_LATE = 1.0
"""What a killed process had handed to its machine comes in a moment after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A worker; outside it is known by its address."""

    address: str
    process: BaseProcess


@dataclass(kw_only=True)
class Run:
    """What runs, what was sent and answered, and when something could not be written down.

    ``owes`` says what each type owes on its channels to the citizen of a number.
    """

    stage: Stage
    database: Database
    processes: Processes
    outside: Outside
    numbers: Sequence[str]
    owes: Callable[[Caller, str, str], Owed]
    settings: dict[str, str]
    address: str = ""
    gateway: BaseProcess | None = None
    workers: list[Worker] = field(default_factory=list[Worker])
    hired: int = 0
    kills: int = 0
    items: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    sent: dict[str, Owed] = field(default_factory=dict[str, Owed])
    answered: defaultdict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    windows: list[Window] = field(default_factory=list[Window])
    began: float = field(default_factory=monotonic)

    # ---------------------------------------------------------------- processes
    async def open(self, part: str = "serve", **changes: str) -> None:
        """Start a gateway; keywords are settings."""
        started = await asyncio.to_thread(self.processes.gateway, part, **self.settings, **changes)
        self.address, self.gateway = started

    async def hire(self, **changes: str) -> Worker:
        """Start a worker; keywords are settings."""
        settings = self.worker_settings(**changes)
        process = await asyncio.to_thread(self.processes.start, "work", **settings)
        self.workers.append(Worker(address=settings["PUBLIC_URL"], process=process))
        return self.workers[-1]

    def worker_settings(self, **changes: str) -> dict[str, str]:
        """Return the settings of one more worker: outside it is known by an address of its own."""
        self.hired += 1
        mine = {"PUBLIC_URL": f"http://worker-{self.hired}.localhost:8400"}
        quick = {"WORKER_LEASE": str(LEASE), "WORKER_BATCH": str(BATCH), "WORKER_LOOK_EVERY": "0.1"}
        return {**self.settings, **quick, **mine, **changes}

    def kill(self, worker: Worker) -> None:
        """Kill a worker, whose last lease is the window in which it could not write."""
        killed(worker.process)
        self.kills += 1
        self.workers.remove(worker)
        moment = monotonic()
        self.windows.append(Window(by=worker.address, begins=moment - LEASE, ends=moment + _LATE))

    def kill_any(self, chance: random.Random) -> None:
        """Kill a worker that chance names."""
        self.kill(chance.choice(self.workers))

    def kill_gateway(self) -> None:
        """Kill the gateway."""
        assert self.gateway
        killed(self.gateway)
        self.kills += 1

    # ---------------------------------------------------------------- a provider
    def item(self, key: str, type_code: str, caller: Caller | None = None) -> dict[str, Any]:
        """Return a notification to send, and remember what it owes."""
        number = self.numbers[len(self.sent) % len(self.numbers)]
        self.sent[key] = self.owes(caller or self.stage.gent, type_code, number)
        self.items[key] = item(number, key, type=type_code)
        return self.items[key]

    def refused(self) -> list[dict[str, Any]]:
        """Return what was sent and not accepted yet."""
        return [one for key, one in self.items.items() if key not in self.answered]

    async def send(self, items: Sequence[dict[str, Any]], caller: Caller | None = None) -> None:
        """Send until each is answered as accepted, as a provider's program does: again after any trouble."""
        async with httpx2.AsyncClient(timeout=60) as client:
            left = items
            until = monotonic() + PATIENCE
            while left:
                assert monotonic() < until, f"{len(left)} were never accepted"
                accepted = await self._once(client, left, caller or self.stage.gent)
                left = [one for one in left if one["externalId"] not in accepted]
                if left:
                    await asyncio.sleep(0.2)

    async def _once(
        self, client: httpx2.AsyncClient, items: Sequence[dict[str, Any]], caller: Caller
    ) -> set[str]:
        """Send once; return what was accepted."""
        try:
            answer = await ask(client, self.address, caller, items)
        except httpx2.TransportError:
            return set()
        if answer.status_code != 200:
            assert answer.status_code == 503, answer.text
            assert "retry-after" in answer.headers
            return set()
        return self.heard(answer)

    def heard(self, answer: httpx2.Response) -> set[str]:
        """Write down what an answer accepts, and return it; what is refused is refused for now only."""
        results = answer.json()["data"]["registerNotifications"]
        for one in results:
            if one["__typename"] == "AcceptedNotification":
                self.answered[one["externalId"]].add(UUID(one["id"]))
            else:
                assert one["__typename"] == "UnavailableError", one
        return {one["externalId"] for one in results if "externalId" in one}

    async def report_back(self) -> None:
        """Report on all that came by a provider's own channel."""
        told = [one for one in self.outside.receipts if one.channel.startswith("own:")]
        keys = sorted({f"{one.notification}:{one.channel}:FIRST" for one in told})
        items = [{"deliveryId": key, "state": "DELIVERED"} for key in keys]
        async with httpx2.AsyncClient(timeout=60, headers=bearer(self.stage.gent)) as client:
            for at in range(0, len(items), 500):
                variables = {"items": items[at : at + 500]}
                body = {"query": REPORT, "variables": variables}
                answer = await client.post(f"{self.address}/provider/graphql", json=body)
                kinds = {one["__typename"] for one in answer.json()["data"]["reportDeliveries"]}
                assert kinds == {"ReportedDelivery"}, answer.text

    # ---------------------------------------------------------------- waiting and counting
    async def until_came(self, many: int) -> None:
        """Wait until so many things have come outside."""

        async def _came() -> int:
            return len(self.outside.receipts)

        assert await self.grown(_came, many), f"{len(self.outside.receipts)} of {many} came"

    async def until_ended(self) -> None:
        """Wait until all that is owed is in an end state, and heard by whoever hears of it; or nothing moves."""

        async def _ended() -> int:
            with suppress(UnavailableError):
                async with self.stage.platform.store.read() as tx:
                    ended = select(func.count()).where(d.c.state.not_in(UNDER_WAY))
                    return await tx.value(ended)
            return -1

        await self.grown(_ended, sum(len(self.sent[key].channels) for key in self.answered))
        await self.until_heard()

    async def until_heard(self) -> None:
        """Wait until nothing is due to be handed over."""

        async def _heard() -> int:
            leased = h.c.due_at.is_not(None) & h.c.lease_owner.is_not(None)
            due = select(func.count()).select_from(h).where(or_(leased, h.c.due_at <= now()))
            async with self.stage.platform.store.read() as tx:
                return -await tx.value(due)

        await self.grown(_heard, 0)

    async def grown(self, measure: Callable[[], Awaitable[int]], goal: int) -> bool:
        """Wait for a measure to reach a goal, for as long as it grows."""
        best, until = -(10**9), monotonic() + PATIENCE
        while (reached := await measure()) < goal:
            if reached > best:
                best, until = reached, monotonic() + PATIENCE
            if monotonic() > until:
                return False
            for worker in self.workers:
                assert worker.process.is_alive(), "a worker ended by itself"
            await asyncio.sleep(0.02)
        return True

    async def due(self) -> int:
        """Count the calls that are due or under way."""
        leased = c.c.due_at.is_not(None) & c.c.lease_owner.is_not(None)
        due = select(func.count()).select_from(c).where(or_(leased, c.c.due_at <= now()))
        async with self.stage.platform.store.read() as tx:
            return await tx.value(due)

    async def settled(self) -> None:
        """Wait until nothing is due to be heard or called, and nothing is under way."""

        async def _later() -> int:
            return -await self.due()

        await self.until_heard()
        assert await self.grown(_later, 0)

    async def waits(self) -> list[tuple[str, int, float]]:
        """Return (receiver, attempts, seconds until the next) of each call that is neither done nor leased."""
        async with self.stage.platform.store.read() as tx:
            moment = await tx.value(select(now()))
            found = await tx.rows(
                select(c.c.receiver, c.c.attempts, c.c.due_at).where(
                    c.c.bucket.in_(range(1024)), c.c.due_at.is_not(None), c.c.lease_owner.is_(None)
                )
            )
        return [(row.receiver, row.attempts, (row.due_at - moment).total_seconds()) for row in found]

    async def pass_time(self, seconds: float) -> None:
        """Let all that waits for its moment be so much nearer to it, and to its end."""
        for table, columns in (("outbound_call", ("due_at", "until")), ("handover", ("due_at",))):
            moved = ", ".join(f"{name} = {self._earlier(name, seconds)}" for name in columns)
            waits = "due_at IS NOT NULL AND lease_owner IS NULL"
            await change(self.database, f"UPDATE {table} SET {moved} WHERE {waits}")

    def _earlier(self, column: str, seconds: float) -> str:
        if self.database.kind == "sqlite":
            return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-{seconds} seconds')"
        return f"{column} - make_interval(secs => {seconds})"

    async def count(self) -> Count:
        """Count what became of all that was accepted."""
        found = await lines(self.database)
        return counted(self.sent, self.answered, found, self.outside.receipts, self.windows)


def killed(process: BaseProcess) -> None:
    process.kill()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL


async def ask(
    client: httpx2.AsyncClient, address: str, caller: Caller, items: Sequence[dict[str, Any]]
) -> httpx2.Response:
    """Register items, once."""
    body = {"query": REGISTER, "variables": {"items": items, "dryRun": False}}
    return await client.post(f"{address}/provider/graphql", json=body, headers=bearer(caller))


def taken_only(run: Run) -> Run:
    """Return a run that counts as come only what its receiver said it had."""
    return replace(run, outside=replace(run.outside, receipts=run.outside.taken()))
