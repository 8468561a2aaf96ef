"""From accepted to sent: of single notifications in an idle system, a hundred a second, and beside a bulk.

python -m benchmarks.deliver [--bulk 50000] [--singles 60] [--seconds 20]. A gateway, one worker, PostgreSQL and a
server for mail, all on the machine of whoever asks; ``--seconds 600`` is the length that the bar names.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

import uvloop

from benchmarks.delivering import Region, region

_MOST, _GOAL, _RATIO = 10.0, 1.0, 2.0
_EACH_SECOND = 100
_IN_ONE_CALL = 1_000
_APART = 0.25
_IDLE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What singles took beside a bulk of which so many were ``left``, out of ``many``, when the last was sent."""

    singles: Sequence[float]
    many: int
    left: int
    each_second: float


async def _singles(at: Region, many: int) -> list[float]:
    """Send one after another, and say how long each took."""
    sent: list[UUID] = []
    for _ in range(many):
        sent += await at.send()
        await asyncio.sleep(_APART)
    return await at.seconds(sent)


async def _steady(at: Region, seconds: int) -> list[float]:
    """Send a hundred a second, each by a call of its own, and say how long each took."""
    began = monotonic()
    async with asyncio.TaskGroup() as group:
        sending: list[asyncio.Task[list[UUID]]] = []
        for nth in range(seconds * _EACH_SECOND):
            await asyncio.sleep(max(0.0, began + nth / _EACH_SECOND - monotonic()))
            sending.append(group.create_task(at.send()))
    return await at.seconds([one for task in sending for one in task.result()])


async def _beside(at: Region, bulk: int, many: int) -> _Beside:
    """Send singles while a bulk is delivered, which must last longer than they do."""
    before, began = await at.mailed(), monotonic()
    for start in range(0, bulk, _IN_ONE_CALL):
        await at.send(min(_IN_ONE_CALL, bulk - start))
    print(f"a bulk of {bulk:,} registered in {monotonic() - began:.1f} s")
    singles = await _singles(at, many)
    done = await at.mailed() - before - many
    return _Beside(singles=singles, many=bulk, left=bulk - done, each_second=done / (monotonic() - began))


async def _measured(asked: argparse.Namespace) -> bool:
    async with region() as at:
        await _singles(at, 5)
        print(f"the worker at rest: {await at.idles(_IDLE):.1%} of a core")
        idle = await _singles(at, asked.singles)
        print(f"idle:                  {_said(idle)}")
        before, began = at.worker_cpu(), monotonic()
        steady = await _steady(at, asked.seconds)
        used = (at.worker_cpu() - before) / len(steady) * 1000
        print(
            f"{_EACH_SECOND} a second for {asked.seconds} s: {_said(steady)}, all in {monotonic() - began:.1f} s;"
        )
        print(f"    the worker used {used:.1f} ms of CPU each; bar p95 < {_MOST:.0f} s, goal < {_GOAL:.0f} s")
        used = at.worker_cpu()
        beside = await _beside(at, asked.bulk, asked.singles)
        used = (at.worker_cpu() - used) / (beside.many - beside.left + asked.singles) * 1000
    ratio = _p95(beside.singles) / _p95(idle)
    print(
        f"beside a bulk:         {_said(beside.singles)}; {beside.left:,} of {beside.many:,} were left after the last"
    )
    print(f"    the bulk: {beside.each_second:,.0f} sent a second, {used:.1f} ms of the worker's CPU each")
    print(f"    p95 beside a bulk to p95 idle: {ratio:.2f}x, bar < {_RATIO:.0f}x")
    if beside.left <= 0:
        print("    the bulk was over before the singles were: ask for a larger one")
    return ratio < _RATIO and beside.left > 0 and _p95(steady) < _MOST


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def _said(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2]:.3f} s, p95 {_p95(seconds):.3f} s, slowest {ordered[-1]:.3f} s"


def main() -> int:
    """Print the figures beside their bars; return 1 when one is missed."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.deliver")
    asked.add_argument("--bulk", type=int, default=50_000, help="notifications of the bulk")
    asked.add_argument(
        "--singles", type=int, default=60, help="single notifications, idle and beside the bulk"
    )
    asked.add_argument("--seconds", type=int, default=20, help="for how long a hundred a second are sent")
    met = uvloop.run(_measured(asked.parse_args()))
    print("ok" if met else "MISSED")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
