"""A legacy system's rows are pushed once each, wherever the connector is stopped; bad ones hold up nobody."""

import random
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx2
import msgspec
import pytest
from sqlalchemy import select

from blocks.notifications.connector import plan as plans
from blocks.notifications.connector.following import follow
from blocks.notifications.connector.position import Kept
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import GuardedClient, InvalidError, Program
from tests.notifications.asked import ask
from tests.notifications.played import CITIZENS, PERMIT, Stage
from tests.sources.played import Provider, whole

PLAN = f"""
legacy: {{url: "URL", index: nr, after: since, limit: count, rows: 4, items: lines}}
item:
  type: {{constant: {PERMIT}}}
  externalId: {{field: case}}
  recipient.nationalNumber: {{field: rrn}}
  title.nl: {{template: "Dossier {{case}}: {{state}}"}}
  text.nl: {{field: state}}
deleted: {{field: state, equals: GONE}}
"""


class StoppedError(Exception):
    """What a kill is here."""


class Gateway:
    """This process's own gateway, asked as the program of Ghent; ``dies`` stops it before or after an answer."""

    def __init__(self, stage: Stage, client: httpx2.AsyncClient) -> None:
        self.stage, self.client = stage, client
        self.dies: Callable[[], bool] = lambda: False

    async def ask(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        if self.dies():
            raise StoppedError
        answer = await ask(self.client, self.stage.gent, document, **variables)
        if self.dies():
            raise StoppedError
        return answer["data"]


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    opened = Provider()
    await opened.open()
    yield opened
    opened.close()


def row(nr: int, case: str, state: str = "OPEN", to: str = CITIZENS[0]) -> dict[str, Any]:
    return {"nr": nr, "case": case, "state": state, "rrn": to}


class World:
    """A legacy system with rows, and a connector beside it."""

    def __init__(self, stage: Stage, gateway: Gateway, provider: Provider, folder: Path) -> None:
        self.stage, self.gateway, self.provider, self.folder = stage, gateway, provider, folder
        self.rows: list[dict[str, Any]] = []
        self.kept = Kept(position=folder / "position", refused=folder / "refused.jsonl")
        provider.answers["legacy"] = self._answer

    async def _answer(self, writer: Any) -> None:
        asked = parse_qs(urlsplit(self.provider.asked[-1].path).query)
        since, count = int(asked.get("since", ["0"])[0]), int(asked["count"][0])
        found = [one for one in self.rows if not isinstance(one["nr"], int) or one["nr"] > since][:count]
        await whole("200 OK", msgspec.json.encode({"lines": found}))(writer)

    async def run(self) -> int:
        """Follow to the end; return how many were taken."""
        file = self.folder / "plan.yaml"
        file.write_text(PLAN.replace("URL", self.provider.address("legacy/changes?of=cases")))
        taken = 0
        async with GuardedClient(production=False) as http:
            program = cast("Program", self.gateway)
            async for _, pushed in follow(program, http, plans.read(file), self.kept):
                taken += pushed.taken
        return taken

    async def there(self) -> dict[str, str | None]:
        """Return the title of each notification, None of what was deleted."""
        statement = select(n.c.external_id, n.c.title, n.c.deleted_at).where(n.c.bucket.in_(range(1024)))
        async with self.stage.platform.store.read() as tx:
            rows = await tx.rows(statement)
        assert len({one.external_id for one in rows}) == len(rows)
        return {one.external_id: None if one.deleted_at else one.title[0]["text"] for one in rows}


@pytest.fixture
def world(stage: Stage, gateway: httpx2.AsyncClient, provider: Provider, tmp_path: Path) -> World:
    return World(stage, Gateway(stage, gateway), provider, tmp_path)


async def test_rows_become_change_and_go(world: World):
    world.rows = [
        row(1, "a"),
        row(2, "b"),
        row(3, "a", "CLOSED"),
        row(5, "b", "GONE"),
        row(9, "never", "GONE"),
    ]
    assert await world.run() == 5
    assert await world.there() == {"a": "Dossier a: CLOSED", "b": None}
    assert world.kept.read() == 9
    assert await world.run() == 0
    world.rows.append(row(12, "c"))
    assert await world.run() == 1


async def test_bad_rows_are_kept_and_hold_up_nobody(world: World):
    world.rows = [row(1, "a"), {"nr": 2}, row(3, "b", to="12345678901"), row(4, "c")]
    assert await world.run() == 2
    assert await world.there() == {"a": "Dossier a: OPEN", "c": "Dossier c: OPEN"}
    refused = {index: one.code for index, one in world.kept.refusals().items()}
    assert refused == {2: "connector.template", 3: "recipient.national_number"}
    assert "12345678901" not in world.kept.refused.read_text()


@pytest.mark.parametrize("seed", range(3))
async def test_stopped_anywhere_nothing_is_lost_or_doubled(world: World, seed: int):
    chance = random.Random(seed)
    world.rows = [
        row(at, f"case-{chance.randint(0, 6)}", chance.choice(["OPEN", "CLOSED", "PAID"]))
        for at in range(1, 25)
    ] + [row(25, "case-0", "GONE")]
    expected = {one["case"]: f"Dossier {one['case']}: {one['state']}" for one in world.rows} | {
        "case-0": None
    }
    world.gateway.dies = lambda: chance.random() < 0.45
    stops = 0
    while True:
        try:
            await world.run()
            break
        except StoppedError:
            stops += 1
    assert stops > 0
    assert await world.there() == expected
    assert set(world.kept.refusals()) == set()
    assert world.kept.read() == 25


async def test_rows_out_of_order_stop_it(world: World):
    world.rows = [row(2, "a"), row(1, "b")]
    with pytest.raises(InvalidError, match="order"):
        await world.run()
    assert world.kept.read() is None
