"""`registerNotifications` of 1, 100 and 1,000, durable with facts, beside raw asyncpg that writes the same rows.

python -m benchmarks.ingest. Ours: the bytes of a request into the gateway, the bytes of the answer out. Raw: the very
rows that ours wrote, under ids that it makes, by `unnest` into the same tables, in one transaction.
"""

import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median

import msgspec
import uvloop

from benchmarks.citizens import published
from benchmarks.figure import Figure
from benchmarks.raw import Template, insert, template
from benchmarks.stage import Bench, bench
from tests.notifications.asked import REGISTER, item
from tests.notifications.tokens import bearer

_PAIRS = {1: 300, 100: 80, 1_000: 15}
_BAR, _GOAL = 0.6, 0.9
_CITIZENS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Pairs of one size: seconds of ours and of raw, one after the other."""

    items: int
    pairs: tuple[tuple[float, float], ...]

    @property
    def ratio(self) -> float:
        """Return how many rows a second ours makes for each of raw's."""
        return median(raw / ours for ours, raw in self.pairs)

    @property
    def rows(self) -> tuple[float, float]:
        """Return the rows a second of ours and of raw."""
        ours, raw = (median(column) for column in zip(*self.pairs, strict=True))
        return self.items / ours, self.items / raw

    def figure(self) -> Figure:
        """Return the figure; only that of 100 has a bar."""
        ours, raw = self.rows
        value = f"{ours:,.0f} rows/s, raw {raw:,.0f}: {self.ratio:.2f}x"
        bar, met = ("printed only", None) if self.items != 100 else (f">= {_BAR}x", self.ratio >= _BAR)
        return Figure(what=f"registerNotifications of {self.items:,}", value=value, bar=bar, met=met)


async def measure(running: Bench) -> list[Measured]:
    """Measure every size; whoever is first in a pair is second in the next."""
    numbers = await published(running.stage, _CITIZENS)
    return [await _pairs(running, items, numbers) for items in _PAIRS]


async def _pairs(running: Bench, items: int, numbers: list[str]) -> Measured:
    sent = [_body(f"bench-{items}-{turn}", items, numbers) for turn in range(_PAIRS[items] + 3)]
    for body in sent[:3]:
        await _register(running, body)
    copied = await template(running.raw, f"bench-{items}-2-%")
    pairs: list[tuple[float, float]] = []
    for turn, body in enumerate(sent[3:]):
        if turn % 2:
            raw = await _raw(running, copied)
            pairs.append((await _timed(lambda body=body: _register(running, body)), raw))
        else:
            ours = await _timed(lambda body=body: _register(running, body))
            pairs.append((ours, await _raw(running, copied)))
    return Measured(items=items, pairs=tuple(pairs))


async def _raw(running: Bench, copied: tuple[Template, ...]) -> float:
    return await _timed(lambda: insert(running.raw, copied))


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def _register(running: Bench, body: bytes) -> None:
    """Send a request straight to the application, and make sure that everything was accepted."""
    answer = await running.post("/provider/graphql", body, bearer(running.stage.gent))
    if answer.count(b"AcceptedNotification") != body.count(b'"externalId":'):
        raise SystemExit(f"the gateway answered {answer[:2000]}")


def _body(name: str, items: int, numbers: list[str]) -> bytes:
    sent = [item(numbers[at % len(numbers)], f"{name}-{at}") for at in range(items)]
    return msgspec.json.encode({"query": REGISTER, "variables": {"items": sent}})


async def _measured() -> list[Measured]:
    async with bench() as running:
        return await measure(running)


def main() -> int:
    """Print a line for each size beside bar and goal; return 1 when the bar is missed."""
    measured = uvloop.run(_measured())
    for one in measured:
        ours, raw = one.rows
        ratios = sorted(raw_ / ours_ for ours_, raw_ in one.pairs)
        print(
            f"{one.items:5,} a call: {ours:8,.0f} rows/s, raw unnest {raw:8,.0f} rows/s,"
            f" {one.ratio:.2f}x (median of {len(ratios)} pairs, half of them {_quarter(ratios, 1)}"
            f" to {_quarter(ratios, 3)})"
        )
    ratio = next(one.ratio for one in measured if one.items == 100)
    mark = "MISSED" if ratio < _BAR else "goal met" if ratio >= _GOAL else "ok"
    print(f"bar at 100: {_BAR}x, goal {_GOAL}x: {mark}")
    return int(ratio < _BAR)


def _quarter(ratios: list[float], nth: int) -> str:
    return f"{ratios[len(ratios) * nth // 4]:.2f}x"


if __name__ == "__main__":
    sys.exit(main())
