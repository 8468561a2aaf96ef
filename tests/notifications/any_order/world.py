"""A region whose gateway and workers die where a test wants, over a real database, and an event loop to run it."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count, product
from typing import Literal, TypeVar
from uuid import UUID, uuid4

import sqlalchemy as sa

from blocks.notifications import types
from blocks.notifications.block import block as notifications
from profile_core.contract import Acting, GuardedClient, Parcel, Platform, Store, Tx, outbound
from profile_core.contract.loading import listeners_by_fact
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.outbound.rows import waiting
from profile_core.outbound.tables import call_table as c
from profile_core.outbound.webhooks import WebhookUse, registry
from profile_core.pages.render import Pages
from profile_core.store import LANES, Lane, now, open_store
from profile_core.store.facts import handover_table as h
from profile_core.worker.keeping import Keeping
from profile_core.worker.outbound import client_of, uses_of
from tests.notifications.any_order.asked import DEFINED, KINDS
from tests.notifications.delivery.outside import Carrier, Region, block, outcome
from tests.notifications.played import Stage, people, provider, type_draft
from tests.outbound.receiver import Receiver

TWICE = ("notifications.inbox", "notifications.channels", "notifications.occasions", "notifications.reports")
"""Who may hear a fact twice; the feed holds what it was told as often as it heard it, in one transaction with that."""
Moment = Literal["before commit", "after commit"]
_NUMBERS = count(1)
_R = TypeVar("_R")


class DiedError(BaseException):
    """The process ended here; nothing in it catches that."""


class Mortal(Store):
    """A store whose process dies at the end of a transaction: ``dies`` is after how many, and when."""

    dies: tuple[int, Moment] | None = None

    @asynccontextmanager
    async def begin(self, lane: Lane = "single") -> AsyncGenerator[Tx]:
        moment = self._dying()
        async with super().begin(lane) as tx:
            yield tx
            if moment == "before commit":
                raise DiedError(moment)
        if moment == "after commit":
            raise DiedError(moment)

    def _dying(self) -> Moment | None:
        if self.dies is None:
            return None
        left, moment = self.dies
        self.dies = None if left == 0 else (left - 1, moment)
        return moment if left == 0 else None


@dataclass(kw_only=True)
class Moody(Carrier):
    """A channel that takes, refuses, or takes at the second attempt what it is given; by notification."""

    moods: dict[UUID, str] = field(default_factory=dict[UUID, str])

    async def _carry(self, _: GuardedClient, parcel: Parcel) -> outbound.Outcome:
        (item,) = parcel.items
        mood = self.moods.get(item.notification)
        known = any(one.id == parcel.id for one in self.carried)
        self.carried.append(parcel)
        if mood == "slow" and not known:
            return outcome("later")
        return outcome("refused", "BOUNCED") if mood == "refuses" else outcome("done")


@dataclass(kw_only=True)
class World:
    """What all examples of a test share, and what is of the one that runs: its provider and two citizens."""

    runner: asyncio.Runner
    platform: Platform
    store: Mortal
    receiver: Receiver
    pigeon: Moody
    drum: Moody
    region: Region
    http: GuardedClient
    uses: list[outbound.Use]
    type_ids: dict[str, UUID] = field(default_factory=dict[str, UUID])
    died: bool = False
    twice: bool = False

    def run(self, work: Awaitable[_R]) -> _R:
        async def _work() -> _R:
            return await work

        return self.runner.run(_work())

    def call(self, work: Callable[[], Awaitable[_R]]) -> tuple[_R, int]:
        """Call the gateway, and once more where it died; return its answer, and how often it took effect."""
        try:
            return self.run(work()), 1
        except DiedError as died:
            self.died = True
            return self.run(work()), 2 if died.args == ("after commit",) else 1

    def happen(self, work: Awaitable[object]) -> None:
        """Let something be so, by nobody who could die of it."""
        kept, self.store.dies = self.store.dies, None
        self.run(work)
        self.store.dies = kept

    @property
    def stage(self) -> Stage:
        return self.region.stage

    def citizen(self, who: int) -> Acting:
        return list(self.stage.everybody.values())[who]

    async def begin(self) -> None:
        """Enter a provider and citizens of whom nobody heard before."""
        self.store.dies, self.died, self.twice = None, False, False
        number = next(_NUMBERS)
        caller = await provider(self.platform, f"gent-{number}")
        everybody = await people(self.platform, [_digits(2 * number + n) for n in (0, 1)])
        self.region.stage = Stage(platform=self.platform, gent=caller, aalst=caller, everybody=everybody)
        for code, kind in KINDS.items():
            made = await types.register(self.platform, caller, type_draft(caller, code, kind), dry_run=False)
            self.type_ids[code] = made.id
            await self.region.define(code, **DEFINED[code])
        uses = frozenset({WebhookUse.OWN_CHANNEL})
        url = self.receiver.address(f"/{number}")
        await registry.register(self.store, self.platform.keyring, caller, url, uses)

    async def works(self) -> None:
        """Do all that is due as workers do; where one dies its leases end, and another goes on."""
        while True:
            try:
                while await self._hears() + await self._sends():
                    pass
            except DiedError:
                self.died = True
                await self._leases_end()
            else:
                self.twice = False
                return

    async def _hears(self) -> int:
        async with self.store.read() as tx:
            if not await tx.rows(sa.select(h.c.bucket).where(h.c.due_at <= now()).limit(1)):
                return 0
        return await self.stage.deliver(twice=TWICE if self.twice else ())

    async def _sends(self) -> int:
        async with self.store.read() as tx:
            due = sa.select(c.c.bucket).where(c.c.due_at.is_not(None), c.c.attempts > 0).distinct()
            again = [row.bucket for row in await tx.rows(due)]
        if again:
            await self._now(c, again, c.c.attempts > 0)
        async with self.store.read() as tx:
            if not await tx.rows(sa.select(c.c.bucket).where(c.c.due_at <= now()).limit(1)):
                return 0
        return sum([await self._sends_by(use, lane) for use, lane in product(self.uses, LANES)])

    async def _sends_by(self, use: outbound.Use, lane: Lane) -> int:
        async with self.store.read() as tx:
            buckets = await waiting.due_buckets(tx, use.name, lane, [])
        if not buckets:
            return 0
        most = {"under_way": Counter[str](), "lease": 60, "most": 64, "each": 64}
        calls = await self.store.transact(
            lambda tx: waiting.claim(tx, buckets, use.name, lane, uuid4(), **most), lane
        )
        keeping = Keeping(self.store, use, lane, patience=0)
        ended = [(call, await use.attempt(self.http, call)) for call in calls]
        kept = [keeping.keep(call, outcome) for call, outcome in ended]
        for died in await asyncio.gather(*kept, return_exceptions=True):
            if died is not None:
                raise died
        return len(calls)

    async def _leases_end(self) -> None:
        for table in (h, c):
            async with self.store.read() as tx:
                leased = sa.select(table.c.bucket).where(table.c.lease_owner.is_not(None)).distinct()
                buckets = [row.bucket for row in await tx.rows(leased)]
            await self._now(table, buckets, table.c.lease_owner.is_not(None))

    async def _now(self, table: sa.Table, buckets: Sequence[int], which: sa.ColumnElement[bool]) -> None:
        """Let what waits be due; without a death, for it is time that does it."""
        waits = (table.c.bucket.in_(buckets), table.c.due_at.is_not(None), which)
        async with Store.begin(self.store) as tx:
            await tx.run(sa.update(table).where(*waits).values(due_at=now()))

    def went(self) -> dict[tuple[UUID, str, str], list[str]]:
        """Return by which calls each delivery went outside, in order."""
        went: dict[tuple[UUID, str, str], list[str]] = defaultdict(list)
        for carrier in (self.pigeon, self.drum):
            for parcel in carrier.carried:
                (item,) = parcel.items
                went[item.notification, carrier.code, item.occasion].append(str(parcel.id))
        for received in self.receiver.received:
            data = json.loads(received.body)["data"]
            went[UUID(data["notificationId"]), data["channelCode"], data["occasion"]].append(received.id)
        return went


@contextmanager
def a_world(database_url: str) -> Iterator[World]:
    """Open a world on a database, and close it with its event loop."""
    with asyncio.Runner() as runner:
        world = runner.run(_opened(runner, database_url))
        yield world
        runner.run(_closed(world))


async def _opened(runner: asyncio.Runner, database_url: str) -> World:
    pigeon, drum, receiver = Moody(code="pigeon"), Moody(code="drum"), Receiver()
    await receiver.open()
    blocks = (notifications, block(pigeon, drum))
    settings = Settings(database_url=database_url)
    opened = open_store(settings, listeners_by_fact(blocks))
    store = Mortal(opened.database, opened.listeners)
    pages = Pages(public_url=settings.public_url, folders={})
    platform = Platform(settings=settings, store=store, keyring=new_keyring(), pages=pages, blocks=blocks)
    uses = uses_of(platform)
    nobody = await provider(platform, "nobody")
    stage = Stage(platform=platform, gent=nobody, aalst=nobody)
    return World(
        runner=runner,
        platform=platform,
        store=store,
        receiver=receiver,
        pigeon=pigeon,
        drum=drum,
        region=Region(stage=stage, pigeon=pigeon, drum=drum),
        http=client_of(platform, uses),
        uses=uses,
    )


async def _closed(world: World) -> None:
    await world.http.close()
    world.receiver.close()
    await world.store.close()


def _digits(number: int) -> str:
    """Return a valid national number; each another one, of people that nobody can be."""
    day, rest = divmod(number, 900)
    base = 880_101_000 + day * 100_000 + rest
    return f"{base}{97 - base % 97:02d}"
