"""Channels of the tests' own, plugged in as anybody's, and a region with a worker that delivers by them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.model import Accepted, Definition, ProviderTold
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n, type_table as t
from profile_core.contract import (
    Acting,
    Block,
    Caller,
    Channel,
    GuardedClient,
    Parcel,
    SubjectRef,
    Tx,
    outbound,
    texts,
)
from profile_core.outbound import Outcome, Schedule
from profile_core.outbound.tables import call_table as c
from profile_core.store import now
from profile_core.store.facts import fact_table as f, handover_table as h
from profile_core.worker import process
from profile_core.worker.settings import WorkerSettings
from tests.notifications.played import CITIZENS, PERMIT, Stage, draft

QUICK = Schedule(first=0.01, factor=1, longest=0.01)
DONE = Outcome(kind="done")


@dataclass(kw_only=True)
class Carrier:
    """A channel that notes what it carries, and ends each attempt as ``outcomes`` says next of the first in it."""

    code: str
    digests: bool = False
    at_once: int = 16
    unreached: set[SubjectRef] = field(default_factory=set)
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    carried: list[Parcel] = field(default_factory=list)
    during: Callable[[], Awaitable[None]] | None = None

    def channel(self) -> Channel:
        return Channel(
            code=self.code,
            label=texts(nl=self.code),
            schedule=QUICK,
            reaches=self._reaches,
            carry=self._carry,
            digests=self.digests,
            at_once=self.at_once,
        )

    async def _reaches(self, _: Tx, subjects: Collection[SubjectRef]) -> set[SubjectRef]:
        return set(subjects) - self.unreached

    async def _carry(self, _: GuardedClient, parcel: Parcel) -> Outcome:
        self.carried.append(parcel)
        if self.during is not None:
            await self.during()
        script = self.outcomes.get(parcel.items[0].external_id)
        return script.pop(0) if script else DONE


def block(*carriers: Carrier) -> Block:
    return Block(
        name="carriers",
        title=texts(nl="Dragers"),
        channels=lambda _: [carrier.channel() for carrier in carriers],
    )


@dataclass(kw_only=True)
class Region:
    """A stage whose types are defined as a test wants them, and a worker that a test starts when it wants."""

    stage: Stage
    pigeon: Carrier
    drum: Carrier
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    working: asyncio.Task[None] | None = None

    def work(self) -> None:
        """Start the worker, with all its lanes and rounds."""
        settings = WorkerSettings(look_every=0.1)
        self.working = asyncio.create_task(process._work(self.stage.platform, settings, self.stopping))

    async def stop(self) -> None:
        """Let the worker end what is under way."""
        self.stopping.set()
        if self.working is not None:
            await self.working
        self.stopping.clear()
        self.working = None

    async def define(self, code: str = PERMIT, **changes: Any) -> None:
        """Let a type of Ghent's say something else of delivering."""
        mine = (t.c.provider_id == self.stage.gent.provider, t.c.code == code)
        async with self.stage.platform.store.begin() as tx:
            known = msgspec.convert(await tx.value(sa.select(t.c.definition).where(*mine)), Definition)
            changed = msgspec.to_builtins(replace(known, **changes))
            await tx.run(sa.update(t).where(*mine).values(definition=changed))

    async def send(
        self,
        external_id: str = "1",
        *,
        to: str = CITIZENS[0],
        caller: Caller | None = None,
        **more: Any,
    ) -> UUID:
        """Register a notification and return its id."""
        [outcome] = await self.stage.register(draft(external_id, to=to, **more), caller=caller)
        assert isinstance(outcome, Accepted), outcome
        return outcome.id

    async def change(self, notification: UUID, **values: Any) -> None:
        """Let a notification be otherwise, as an operation would."""
        async with self.stage.platform.store.begin() as tx:
            await tx.run(_of(sa.update(n), notification, n).values(**values))

    async def soon(self) -> None:
        """Let all that waits for its moment be due."""
        async with self.stage.platform.store.begin() as tx:
            for table in (h, c):
                buckets = [
                    row.bucket
                    for row in await tx.rows(
                        sa.select(table.c.bucket).where(table.c.due_at > now()).distinct()
                    )
                ]
                waits = (table.c.bucket.in_(buckets), table.c.due_at > now(), table.c.lease_owner.is_(None))
                await tx.run(sa.update(table).where(*waits).values(due_at=now()))

    async def lines(self, notification: UUID) -> dict[tuple[str, str], tuple[str, str | None]]:
        """Return (state, reason) of each delivery but the inbox's, by (channel, occasion)."""
        async with self.stage.platform.store.read() as tx:
            rows = await tx.rows(
                sa.select(d).where(
                    d.c.bucket == notification.int % 1024,
                    d.c.notification_id == notification,
                    d.c.channel != "inbox",
                )
            )
        return {(row.channel, row.occasion): (row.state, row.reason) for row in rows}

    async def inbox(self, notification: UUID) -> str:
        """Return the state of the inbox's line."""
        async with self.stage.platform.store.read() as tx:
            line = sa.select(d.c.state).where(
                d.c.bucket == notification.int % 1024,
                d.c.notification_id == notification,
                d.c.channel == "inbox",
            )
            return await tx.value(line)

    async def until(self, notification: UUID, wanted: dict[tuple[str, str], tuple[str, str | None]]) -> None:
        """Wait for the lines of a notification to be these."""
        try:
            await self.until_true(lambda: self._are(notification, wanted))
        except AssertionError:
            raise AssertionError(f"{await self.lines(notification)} never became {wanted}") from None

    async def _are(self, notification: UUID, wanted: dict) -> bool:
        return await self.lines(notification) == wanted

    async def until_true(self, true: Callable[[], Awaitable[bool]]) -> None:
        """Wait while the worker works."""
        for _ in range(2_000):
            if await true():
                return
            assert self.working is not None
            if self.working.done():
                await self.working
            await asyncio.sleep(0.01)
        raise AssertionError("it never became true")

    async def quiet(self) -> None:
        """Wait until nothing is due."""
        await self.until_true(lambda: self._is_quiet(h, c))

    async def quiet_but_stopped(self) -> None:
        """Wait until all was heard; calls of what is stopped may be due."""
        await self.until_true(lambda: self._is_quiet(h))

    async def _is_quiet(self, *tables: sa.Table) -> bool:
        async with self.stage.platform.store.read() as tx:
            due = [
                await tx.value(sa.select(sa.func.count()).select_from(table).where(*_due(table)))
                for table in tables
            ]
        return not any(due)

    async def told(self, event: str = "delivery.changed") -> list[ProviderTold]:
        """Return what providers were told, in order."""
        buckets = range(1024)
        async with self.stage.platform.store.read() as tx:
            rows = await tx.rows(
                sa.select(f.c.payload)
                .where(f.c.bucket.in_(buckets), f.c.name == ProviderTold.name)
                .order_by(f.c.told_at, f.c.id)
            )
        facts = [msgspec.json.decode(row.payload, type=ProviderTold) for row in rows]
        return [one for one in facts if one.event == event]

    def citizen(self, number: str = CITIZENS[0]) -> Acting:
        return self.stage.citizen(number)


def _due(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    leased = sa.and_(table.c.lease_owner.is_not(None), table.c.due_at.is_not(None))
    return (sa.or_(leased, table.c.due_at <= now()),)


def _of(statement: sa.Update, notification: UUID, table: sa.Table) -> sa.Update:
    return statement.where(table.c.bucket == notification.int % 1024, table.c.id == notification)


def outcome(kind: str, reason: str | None = None) -> outbound.Outcome:
    return Outcome(kind=kind, reason=reason)  # pyright: ignore[reportArgumentType]
