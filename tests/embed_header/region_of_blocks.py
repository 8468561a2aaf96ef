"""Blocks of the tests' own with something in the header, and the gateway that composes them with ours."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from embed_header.block import block as header
from profile_core.contract import Acting, Block, HeaderItem, HeaderPart, Life, Tx, ids, texts
from profile_core.directory.rows import put
from profile_core.directory.tables import site_table
from profile_core.gateway.app import build
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.embed_header.played_region import served
from tests.gateway.platforms import played as platform_of
from tests.gateway.played import authenticate

SITE = "https://gent.example.org"
SITE_NAME = [{"language": "nl", "text": "Gent", "default": True}]


@dataclass
class Shown:
    """What one block has to show; a test turns it."""

    name: str
    unread: int = 0
    dates: tuple[datetime, ...] = ()
    fails: bool = False
    hangs: bool = False
    life: Life = Life.LIVES
    asked: list[int] = field(default_factory=list)

    async def count(self, tx: Tx, actings: Sequence[Acting]) -> list[int]:
        self.asked.append(len(actings))
        if self.fails:
            raise RuntimeError("a bug of this block")
        if self.hangs:
            await asyncio.sleep(60)
        return [self.unread] * len(actings)

    async def latest(self, tx: Tx, acting: Acting, most: int) -> list[HeaderItem]:
        return [self._item(acting, date) for date in sorted(self.dates, reverse=True)[:most]]

    async def living(self, tx: Tx, actings: Sequence[Acting]) -> list[Life]:
        return [self.life] * len(actings)

    def block(self) -> Block:
        label = texts(nl=f"{self.name} (nl)", en=f"{self.name} (en)")
        part = HeaderPart(label=label, path=f"/{self.name}", unread=self.count, latest=self.latest)
        return Block(name=self.name, title=label, header=part, living=self.living)

    def _item(self, acting: Acting, date: datetime) -> HeaderItem:
        name = texts(nl=f"Bericht van {self.name}", en=f"Message of {self.name}")
        new_id = ids.new_id(acting.subject.bucket)
        return HeaderItem(id=new_id, name=name, sender=texts(nl="Gent", en="Ghent"), date=date)


PLAYERS = Block(name="players", title=texts(nl="Spelers"), authenticate=authenticate)
"""Whoever sends ``header:<name>`` as a bearer token is that citizen, with a header token."""


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


def blocks_of(*shown: Shown) -> tuple[Block, ...]:
    return (PLAYERS, header, *(one.block() for one in shown))


def register_site(database_url: str) -> None:
    async def _register() -> None:
        store = open_store(Settings(database_url=database_url), {})
        async with store.begin() as tx:
            values = {"provider_id": ids.plain_id(), "client_id": "gent", "name": SITE_NAME}
            await put(tx, site_table, {"origin": SITE}, values)
        await store.close()

    asyncio.run(_register())


def serving(database_url: str, *shown: Shown) -> AbstractContextManager[int]:
    """Serve the gateway over real HTTP, which streams need; gives its port."""
    settings = Settings(database_url=database_url, public_url="https://profile.example.org")
    return served(build(platform_of(settings, *blocks_of(*shown))))
