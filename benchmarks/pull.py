"""By how much the list of a citizen misses the budget of its sources when some of them hang.

python -m benchmarks.pull [--sources 50] [--hang 5] [--budget 1.0] [--rounds 40]. A gateway in this process,
PostgreSQL that waits for the disk, and the sources in a process of their own.
"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Any

import uvloop

from benchmarks.pulling import LIST, pulling

_BAR, _GOAL = 0.100, 0.020
_PAUSE = 0.3
"""Between two questions: a citizen reads, and what came is kept meanwhile."""


async def _measured(asked: argparse.Namespace) -> bool:
    async with pulling(asked.sources, asked.hang, asked.budget) as given:
        citizens = list(given.stage.everybody.values())
        over: list[float] = []
        states: Counter[str] = Counter()
        for nth in range(-3, asked.rounds):
            began = perf_counter()
            answer = await given.ask(citizens[nth % len(citizens)], "/graphql", LIST, first=20)
            took = perf_counter() - began
            if nth >= 0:
                over.append(took - asked.budget)
                states.update(_states(answer))
            await asyncio.sleep(_PAUSE)
    print(
        f"{asked.rounds} lists of {asked.sources} sources, {asked.hang} of which hang, each within {asked.budget:g} s:"
    )
    print(f"    answered: {', '.join(f'{state} {many}' for state, many in sorted(states.items()))}")
    print(
        f"    answer time minus budget: {_said(over)}; bar {_BAR * 1000:.0f} ms, goal {_GOAL * 1000:.0f} ms"
    )
    complete = states["OK"] == asked.rounds * (asked.sources - asked.hang)
    if not complete:
        print("    not all that answer were there")
    return complete and _p95(over) <= _BAR


def _states(answer: Any) -> list[str]:
    return [one["state"] for one in answer["notifications"]["list"]["sources"]]


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def _said(seconds: Sequence[float]) -> str:
    ordered = [one * 1000 for one in sorted(seconds)]
    return f"median {ordered[len(ordered) // 2]:.1f} ms, p95 {_p95(ordered):.1f} ms, slowest {ordered[-1]:.1f} ms"


def main() -> int:
    """Print the figures beside their bar; return 1 when it is missed."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.pull")
    asked.add_argument("--sources", type=int, default=50, help="sources that are asked for each list")
    asked.add_argument("--hang", type=int, default=5, help="so many of them never answer")
    asked.add_argument("--budget", type=float, default=1.0, help="seconds of the budget")
    asked.add_argument("--rounds", type=int, default=40, help="lists that are asked for, one after another")
    met = uvloop.run(_measured(asked.parse_args()))
    print("ok" if met else "MISSED")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
