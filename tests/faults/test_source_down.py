"""F14: a source hangs, or is gone: nobody waits for it but a few, all see who is away, and it comes back by itself."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from time import monotonic
from typing import Any

import httpx2
import msgspec
import pytest

from blocks.notifications import types
from blocks.notifications.model import Kind
from profile_core.contract import Acting, Caller, Platform, Store, clock
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from sso.keys.ring import SigningKeys
from tests.databases import Database
from tests.faults.conftest import synthetic
from tests.faults.simulated import Simulated, simulated
from tests.faults.size import LONG, sized
from tests.notifications.asked import ask
from tests.notifications.live.shelves import live_type, register_source
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import Stage, draft, people, provider as entered, set_up
from tests.notifications.processes import processes
from tests.sources.played import Provider, whole

pytestmark = pytest.mark.faults("F14")
PEOPLE = 200
EACH = 3
LOOKS = sized(short=40, long=600)
"""At lists of each kind, in each phase."""
BUDGET, LATE = 1.0, 3.0
SETTINGS = {"SOURCES_BUDGET": str(BUDGET), "SOURCES_LATE": str(LATE)}
LEAST = 0.05 if LONG else BUDGET / 2
"""Seconds: what is answered sooner counts as that, or in CI a busy machine would decide; who waits, waits a budget."""
TRIED_EVERY = 10.0
PATIENCE = 90.0
WELL, DOWN = "well", "down"
PUSHED = "gent"
HUNDREDTH = 0.01
Phase = dict[str, list[float]]
"""Seconds of each look, by the kind of list."""
OTHERS = ("pushed", "well")
MOST = 2.0
"""Times the p95 of when all was well."""
KINDS = {"pushed": PUSHED, "well": WELL, "all": None}
"""Lists by whose notifications are in them: those pushed, those of a source that is well, everybody's."""
LIST = """query List($filter: InboxFilterInput) { notifications { list(first: 50, filter: $filter) {
  nodes { id senderCode }
  sources { senderCode state since asOf }
} } }"""
SOURCES = "{ sources { code state awaySince } }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A gateway over a stage whose providers keep their notifications, one of which goes down."""

    stage: Stage
    client: httpx2.AsyncClient
    down: Simulated
    its_provider: Caller
    looking: dict[str, Iterator[Acting]] = field(default_factory=dict[str, Iterator[Acting]])

    @property
    def reader(self) -> Acting:
        """Return somebody who looked before the source went down."""
        return next(iter(self.stage.everybody.values()))

    @property
    def stranger(self) -> Acting:
        """Return somebody who looks for the first time while it is down."""
        return list(self.stage.everybody.values())[-1]

    async def look(self, kind: str, acting: Acting | None = None) -> dict[str, Any]:
        """Look at a list, as whoever is next unless it is said who."""
        if acting is None:
            everybody = list(self.stage.everybody.values())
            acting = next(self.looking.setdefault(kind, cycle(everybody[:-1])))
        filter_ = {"senderCode": KINDS[kind]} if KINDS[kind] else None
        answer = await ask(self.client, acting, LIST, filter=filter_)
        return answer["data"]["notifications"]["list"]

    async def condition(self) -> dict[str, Any]:
        """Return what the provider of the source that goes down reads of it."""
        [said] = (await ask(self.client, self.its_provider, SOURCES))["data"]["sources"]
        return said


@pytest.fixture
async def platform(database: Database) -> AsyncIterator[Platform]:
    store: Store = open_store(Settings(database_url=database.url), LISTENERS)
    yield platform_with(Settings(database_url=database.url), new_keyring(), store)
    await store.close()


@pytest.fixture
async def region(platform: Platform, tmp_path: Path) -> AsyncIterator[Region]:
    """Let two providers keep notifications and one push them, for many citizens."""
    keys, stage = Provider(), await set_up(platform)
    await keys.open()
    ring = await SigningKeys(platform.store, platform.keyring).ring()
    keys.answers["jwks"] = whole(
        "200 OK", msgspec.json.encode(ring.published()), "Content-Type: application/json"
    )
    numbers = synthetic(PEOPLE)
    stage = replace(stage, everybody=await people(platform, numbers))
    await stage.register(*(draft(f"card-{at}", to=number) for at, number in enumerate(numbers)))
    await stage.deliver()
    with processes(stage, tmp_path) as started:
        address, _ = await asyncio.to_thread(started.gateway, **SETTINGS)
        served = {"subjects": numbers, "items": EACH}
        config = {"issuer": address, "jwksUri": keys.address("jwks", "127.0.0.1"), "source": served}
        with simulated(tmp_path, config, (WELL, DOWN)) as sources:
            callers = {code: await _keeping(stage, one) for code, one in sources.items()}
            async with httpx2.AsyncClient(base_url=address) as client:
                yield Region(stage=stage, client=client, down=sources[DOWN], its_provider=callers[DOWN])
    keys.close()


async def _keeping(stage: Stage, source: Simulated) -> Caller:
    caller = await entered(stage.platform, source.code)
    await register_source(stage, caller, source.address)
    kept = live_type(caller, f"letter.{source.code}", Kind.MESSAGE)
    await types.register(stage.platform, caller, kept, dry_run=False)
    return caller


@pytest.mark.parametrize("how", ["hangs", "gone"])
async def test_nobody_waits_for_a_source_that_is_down_and_it_comes_back_by_itself(
    how: str, region: Region, request: pytest.FixtureRequest, database: Database
):
    began = monotonic()
    everything = await _all_there(region)
    assert _senders(everything) == {PUSHED: 1, WELL: EACH, DOWN: EACH}
    before = await _phase(region)
    went = clock.now()
    {"hangs": region.down.hangs, "gone": region.down.gone}[how]()
    goes = await _phase(region)
    assert max(goes["all"]) < BUDGET + 5, "a list waits no longer than its budget"
    away = await _until(region, "AWAY")
    assert went <= datetime.fromisoformat(away["awaySince"]) <= clock.now()
    while_open = await (_phase_hardly_asked(region) if how == "hangs" else _phase(region))
    _assert_says_who_and_since_when(await region.look("all", region.stranger), went)

    {"hangs": region.down.answers, "gone": region.down.start}[how]()
    seconds = await _back(region, everything)
    after = await _phase(region)
    well = {kind: before[kind] + after[kind] for kind in KINDS}
    seen, allowed = (_ratios(well, goes, while_open, least) for least in (HUNDREDTH, LEAST))
    note = f"{how}: p95 {', '.join(f'{name} {ratio:.1f}' for name, ratio in seen.items())} times that when all is well"
    figures = {"database": database.kind, "seconds": round(monotonic() - began)}
    _record(request, figures | {"note": f"{note}; back after {seconds:.0f} s"})
    assert all(ratio < MOST for ratio in allowed.values()), note


async def _all_there(region: Region) -> dict[str, Any]:
    """Return the list once both sources answered in time: for the first question each fetches our keys."""
    for _ in range(5):
        listed = await region.look("all", region.reader)
        if len(_senders(listed)) == 3:
            return listed
        await asyncio.sleep(1)
    raise AssertionError("a source that is well answered nobody in time")


async def _phase_hardly_asked(region: Region) -> Phase:
    """Look at lists of all kinds: the source whose circuit is open is tried, and not asked at every look."""
    began, asked = monotonic(), region.down.questions()
    took = await _phase(region)
    tried = region.down.questions() - asked
    assert tried <= (monotonic() - began) / TRIED_EVERY + 1, f"asked {tried} times at {LOOKS} looks"
    return took


async def _back(region: Region, everything: dict[str, Any]) -> float:
    """Look until all is there again, once and under its ids; return the seconds until the circuit was closed."""
    began = monotonic()
    said = await _until(region, "ANSWERS")
    seconds = monotonic() - began
    assert said["awaySince"] is None
    again = await _whole(region)
    assert [one["id"] for one in again["nodes"]] == [one["id"] for one in everything["nodes"]]
    return seconds


async def _whole(region: Region) -> dict[str, Any]:
    """Look until all answer: about somebody whose question failed a moment ago a source is left alone for a while."""
    until = monotonic() + PATIENCE
    while True:
        again = await region.look("all", region.reader)
        said = {one["senderCode"]: (one["state"], one["since"]) for one in again["sources"]}
        if said == dict.fromkeys((DOWN, WELL), ("OK", None)):
            return again
        assert monotonic() < until, said
        await asyncio.sleep(0.5)


async def _phase(region: Region) -> Phase:
    """Look at lists of all kinds at once, and return how many seconds each look took."""

    async def _looks(kind: str) -> list[float]:
        took: list[float] = []
        for _ in range(LOOKS):
            began = monotonic()
            await region.look(kind)
            took.append(monotonic() - began)
        return took

    found = await asyncio.gather(*map(_looks, KINDS))
    return dict(zip(KINDS, found, strict=True))


async def _until(region: Region, state: str) -> dict[str, Any]:
    """Let citizens look, which is all that anybody does, until the provider reads that its source is so."""
    until = monotonic() + PATIENCE
    while (said := await region.condition())["state"] != state:
        assert monotonic() < until, said
        await region.look("all")
        await asyncio.sleep(0.1)
    return said


def _assert_says_who_and_since_when(listed: dict[str, Any], went: datetime) -> None:
    """Somebody who never saw what it has reads who is away and since when, and has all the rest."""
    well, down = sorted(listed["sources"], key=_code, reverse=True)
    assert (well["senderCode"], well["state"]) == (WELL, "OK")
    assert down["senderCode"] == DOWN
    assert down["state"] in ("TIMEOUT", "FAILED"), down
    assert went <= datetime.fromisoformat(down["since"]) <= clock.now()
    assert _senders(listed) == {PUSHED: 1, WELL: EACH}


def _senders(listed: dict[str, Any]) -> dict[str, int]:
    return Counter(one["senderCode"] for one in listed["nodes"])


def _code(one: dict[str, Any]) -> str:
    return one["senderCode"]


def _ratios(well: Phase, goes: Phase, while_open: Phase, least: float) -> dict[str, float]:
    """Return how many times longer the p95 is than when all is well, a look counting as ``least`` seconds at least."""

    def _ratio(phase: Phase, *kinds: str) -> float:
        return max(_p95(phase[kind], least) / _p95(well[kind], least) for kind in kinds)

    return {
        "of others as it goes down": _ratio(goes, *OTHERS),
        "of others": _ratio(while_open, *OTHERS),
        "of lists with it": _ratio(while_open, "all"),
    }


def _p95(some: list[float], least: float) -> float:
    return quantiles([max(least, one) for one in some], n=20)[-1]


def _record(request: pytest.FixtureRequest, figures: dict[str, Any]) -> None:
    """Keep the figures for the table at the end, where nothing was sent and nothing lost."""
    nothing = ("accepted", "owed", "delivered", "lost", "ghosts", "duplicates", "kills")
    request.node.user_properties.append(("figures", dict.fromkeys(nothing, 0) | figures))
