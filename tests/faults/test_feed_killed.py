"""F13: what a feed says is there once, whichever worker dies, and however late, often and mixed up it is said."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from blocks.notifications.model import ProviderTold
from blocks.notifications.rows.tables import delivery_table as d, feed_table as told, notification_table as n
from profile_core.contract import Platform, Store
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.sources.feed_tables import feed_table as f
from profile_core.store import now, open_store
from profile_core.store.facts import handover_table as h
from tests.databases import Database
from tests.faults.conftest import synthetic
from tests.faults.run import killed
from tests.faults.size import sized
from tests.notifications.feed.fedtypes import Fed, change, fed_stage, gone
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import people, set_up
from tests.notifications.processes import processes
from tests.sources.played import Provider, whole
from tests.worker.conftest import until

MANY = sized(short=300, long=5_000)
KILLS = sized(short=4, long=20)
PAGE = (3, sized(short=12, long=60))
PATIENCE = 120.0
_JSON = "Content-Type: application/json"
_LATE = 2
_SETTINGS = {
    "FEEDS_EVERY": "0.2",
    "SOURCES_LATE": str(_LATE),
    "WORKER_LEASE": "2",
    "WORKER_LOOK_EVERY": "0.05",
}


@dataclass(slots=True, kw_only=True)
class History:
    """Changes by position, which a provider says late, twice and out of order within some positions."""

    changes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    newest: dict[str, int | None] = field(default_factory=dict[str, int | None])
    chance: random.Random
    asked: int = 0
    too_late: int = 0

    def write(self, many: int, numbers: list[str]) -> None:
        """Let so many notifications become, change and be deleted; older versions come after newer ones at times."""
        lines: list[tuple[float, dict[str, Any]]] = []
        for at in range(many):
            to, key, last = numbers[at % len(numbers)], f"item-{at}", self.chance.randint(1, 4)
            lines += [(at + self.chance.random() * 60, change(key, one + 1, to=to)) for one in range(last)]
            self.newest[key] = last
            if self.chance.random() < 0.2:
                lines.append((at + self.chance.random() * 60, gone(key, last + 1, to=to)))
                self.newest[key] = None
        again = self.chance.sample(lines, len(lines) // 4)
        lines += [(place + self.chance.random() * 100, one) for place, one in again]
        self.changes = [one for _, one in sorted(lines, key=lambda line: line[0])]

    async def answer(self, provider: Provider, writer: asyncio.StreamWriter) -> None:
        """Answer what follows a cursor; at times late, when nobody waits any more, or not at all."""
        question = msgspec.json.decode(provider.asked[-1].body)
        self.asked += 1
        if self.chance.random() < 0.1:
            await asyncio.sleep(self.chance.random())
        if self.chance.random() < 0.02:
            self.too_late += 1
            await asyncio.sleep(_LATE + 0.5)
        if self.chance.random() < 0.03:
            writer.close()
            return
        await whole("200 OK", msgspec.json.encode(self._page(**question)), _JSON)(writer)

    def _page(self, cursor: str | None, limit: int) -> dict[str, Any]:
        """Return a page in any order; the next one says some of it again at times."""
        begins = int(cursor or 0)
        page = self.changes[begins : begins + min(limit, self.chance.randint(*PAGE))]
        again = self.chance.randrange(len(page)) if page and self.chance.random() < 0.2 else 0
        self.chance.shuffle(page)
        return {"items": page, "nextCursor": str(begins + len(page) - again)}


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    opened = Provider()
    await opened.open()
    yield opened
    opened.close()


@pytest.fixture
async def platform(database: Database) -> AsyncIterator[Platform]:
    store: Store = open_store(Settings(database_url=database.url), LISTENERS)
    yield platform_with(Settings(database_url=database.url), new_keyring(), store)
    await store.close()


@pytest.mark.faults("F13")
async def test_feed_is_there_once_however_it_comes_and_whoever_dies(
    platform: Platform, provider: Provider, tmp_path: Path, request: pytest.FixtureRequest, database: Database
):
    began, chance = monotonic(), random.Random(13)
    stage = await set_up(platform)
    numbers = synthetic(50)
    await people(platform, numbers)
    history = History(chance=chance)
    history.write(MANY, numbers)
    provider.answers["feed"] = lambda writer: history.answer(provider, writer)
    fed = await fed_stage(stage, provider.address("feed", "localhost"))
    with processes(stage, tmp_path) as started:
        workers = [started.start("work", **_SETTINGS) for _ in range(2)]
        for nth in range(KILLS):
            await _reached(fed, len(history.changes) * (nth + 1) // (KILLS + 2), began)
            await asyncio.sleep(chance.random() / 2)
            killed(workers.pop(chance.randrange(2)))
            workers.append(started.start("work", **_SETTINGS))
        await _reached(fed, len(history.changes), began)
        await _handed_over(fed)
        twice = await _told_twice(fed)
    lost, ghosts = await _wrong(fed, history.newest)
    figures = {
        "database": database.kind,
        "accepted": MANY,
        "owed": MANY,
        "delivered": MANY - len(lost),
        "lost": len(lost),
        "ghosts": len(ghosts),
        "duplicates": len(twice),
        "kills": KILLS,
        "seconds": round(monotonic() - began),
        "note": f"{len(history.changes)} changes, {history.asked} pages asked for, {history.too_late} too late",
    }
    request.node.user_properties.append(("figures", figures))
    assert not lost, lost[:5]
    assert not ghosts, ghosts[:5]
    assert not twice, twice[:5]
    assert await fed.take(*history.changes[:5]) == []


async def _reached(fed: Fed, position: int, began: float) -> None:
    """Wait until the feed was read so far; a worker that was killed or left alone waits no longer than it must."""
    while await _position(fed) < position:
        assert monotonic() - began < PATIENCE * sized(short=1, long=10), "the feed stands still"
        await _impatient(fed)
        await asyncio.sleep(0.1)


async def _position(fed: Fed) -> int:
    async with fed.stage.platform.store.read() as tx:
        return int(await tx.value(select(f.c.cursor).where(f.c.source_id == fed.source.id)) or 0)


async def _impatient(fed: Fed) -> None:
    """Let a feed that failed be asked again now, and not in half a minute."""
    async with fed.stage.platform.store.begin() as tx:
        await tx.run(update(f).where(f.c.failures > 0, f.c.owner.is_(None)).values(due_at=now()))


async def _handed_over(fed: Fed) -> None:
    async def _nothing_waits() -> bool:
        waits = select(d.c.bucket).where(d.c.channel == "inbox", d.c.state == "ACCEPTED").limit(1)
        async with fed.stage.platform.store.read() as tx:
            return not await tx.rows(waits)

    await until(_nothing_waits)


async def _told_twice(fed: Fed) -> list[str]:
    """Wait until all was told, and return what its provider was told more than once: that one is in the inbox."""

    async def _nothing_waits() -> bool:
        waits = select(h.c.bucket).where(h.c.bucket.in_(range(1024)), h.c.due_at <= now()).limit(1)
        async with fed.stage.platform.store.read() as tx:
            return not await tx.rows(waits)

    await until(_nothing_waits)
    async with fed.stage.platform.store.read() as tx:
        facts = [
            msgspec.json.decode(row.fact, type=ProviderTold) for row in await tx.rows(select(told.c.fact))
        ]
    delivered = Counter(one.notification for one in facts if one.state == "DELIVERED")
    assert delivered, "nobody was told anything"
    return [str(one) for one, times in delivered.items() if times > 1]


async def _wrong(fed: Fed, newest: dict[str, int | None]) -> tuple[list[str], list[str]]:
    """Return what is not there as it stands at its source, and what should not be there or is there twice."""
    statement = select(n.c.external_id, n.c.version, n.c.deleted_at, n.c.announced_at, n.c.title)
    async with fed.stage.platform.store.read() as tx:
        found = await tx.rows(statement.where(n.c.bucket.in_(range(1024))))
    there: dict[str, list[Any]] = {}
    for row in found:
        there.setdefault(row.external_id, []).append(row)
    ghosts = [key for key, some in there.items() if len(some) > 1 or key not in newest]
    lost = [key for key, version in newest.items() if not _as_said(there.get(key, []), version)]
    return lost, ghosts


def _as_said(rows: list[Any], version: int | None) -> bool:
    if not rows:
        return False
    if version is None:
        return rows[0].deleted_at is not None and rows[0].title == []
    return rows[0].version == version and rows[0].announced_at is not None and rows[0].deleted_at is None
