"""A gateway and a worker, each a process of its own, over a PostgreSQL that waits for the disk, and a server for mail."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from uuid import UUID

import httpx2
import msgspec
import sqlalchemy as sa

from benchmarks.citizens import published, with_addresses
from benchmarks.stage import GENEROUS
from blocks.notifications import types
from blocks.notifications.model import Channels, DeliveryState
from blocks.notifications.rows.tables import delivery_table as d
from profile_core.contract import Caller
from profile_core.kit.ids import BUCKETS
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from profile_core.store.migrate import upgrade
from profile_core.testing.mailbox.smtp import Box, listen
from tests.databases import postgres_programs, running
from tests.histories import all_histories
from tests.notifications.asked import REGISTER, item
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import Stage, agree, live, set_up, type_draft
from tests.notifications.processes import processes
from tests.notifications.tokens import bearer

CITIZENS = 1_000
MAILED = "parking.mailed"
_MAIL = "CITIZEN_PROFILE_NOTIFICATIONS_"
_EVERYWHERE = d.c.bucket.in_(range(BUCKETS))
_LOOK = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What is measured: a provider's live program at the gateway, and what the rows say of its deliveries."""

    stage: Stage
    caller: Caller
    client: httpx2.AsyncClient
    worker: BaseProcess
    numbers: Sequence[str]
    sent: "count[int]" = field(default_factory=count)

    async def send(self, many: int = 1) -> list[UUID]:
        """Register so many in one call, each for another citizen; return their ids, for all must be accepted."""
        numbers = [next(self.sent) for _ in range(many)]
        items = [item(self.numbers[one % CITIZENS], str(one), type=MAILED) for one in numbers]
        body = msgspec.json.encode({"query": REGISTER, "variables": {"items": items}})
        headers = {"content-type": "application/json", **bearer(self.caller)}
        answer = await self.client.post("/provider/graphql", content=body, headers=headers)
        outcomes = answer.json()["data"]["registerNotifications"]
        if any(one["__typename"] != "AcceptedNotification" for one in outcomes):
            raise SystemExit(f"the gateway answered {answer.text[:2000]}")
        return [UUID(one["id"]) for one in outcomes]

    async def seconds(self, notifications: Sequence[UUID]) -> list[float]:
        """Wait until these are sent; return how long each took.

        From when the gateway took it in hand to when the worker wrote down that the server for mail has it.
        """
        while True:
            async with self.stage.platform.store.read() as tx:
                mine = (_EVERYWHERE, d.c.notification_id.in_(notifications))
                rows = await tx.rows(sa.select(d).where(*mine))
            began = {row.notification_id: row.created_at for row in rows if row.channel == "inbox"}
            ended = {row.notification_id: row.changed_at for row in rows if row.state == DeliveryState.SENT}
            if len(ended) == len(notifications):
                return [(ended[one] - began[one]).total_seconds() for one in notifications]
            await asyncio.sleep(_LOOK)

    async def mailed(self) -> int:
        """Return how many were sent."""
        async with self.stage.platform.store.read() as tx:
            return await tx.value(
                sa.select(sa.func.count()).where(_EVERYWHERE, d.c.state == DeliveryState.SENT)
            )

    async def idles(self, seconds: float) -> float:
        """Return what part of a core the worker uses while nothing happens."""
        before, began = self.worker_cpu(), monotonic()
        await asyncio.sleep(seconds)
        return (self.worker_cpu() - before) / (monotonic() - began)

    def worker_cpu(self) -> float:
        """Return the seconds of CPU that the worker has used."""
        said = Path(f"/proc/{self.worker.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def region() -> AsyncIterator[Region]:
    """Serve and work, and take everything away at the end."""
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt install postgresql")
    mail = await listen(Box(), 0)
    port = mail.sockets[0].getsockname()[1]
    said = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none"}
    said["MAIL_SENDER"] = "Profile <no-reply@profile.example.org>"
    os.environ.update({**GENEROUS, **{f"{_MAIL}{name}": value for name, value in said.items()}})
    with running(programs, durable=True) as cluster, tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=cluster.url(cluster.create()))
        store = open_store(settings, LISTENERS)
        await upgrade(store, all_histories())
        stage = await set_up(platform_with(settings, new_keyring(), store))
        caller, numbers = await _provider(stage), await published(stage, CITIZENS)
        await with_addresses(stage, numbers)
        with processes(stage, Path(folder)) as started:
            address, _ = started.gateway()
            async with httpx2.AsyncClient(base_url=address, timeout=120) as client:
                worker = started.worker()
                yield Region(stage=stage, caller=caller, client=client, worker=worker, numbers=numbers)
        await store.close()
    mail.close()


async def _provider(stage: Stage) -> Caller:
    """Let a live program have a type that goes out by mail."""
    caller = live(stage.gent)
    await agree(stage.platform, caller)
    draft = replace(type_draft(stage.gent, MAILED), channels=Channels(allowed=("email",)))
    await types.register(stage.platform, caller, draft, dry_run=False)
    return caller
