"""Measure everything and print it: python -m benchmarks. Fails when a bar is missed."""

import asyncio
import sys

from benchmarks import asking, ingest, starting, weighing
from benchmarks.figure import Figure
from benchmarks.stage import bench


async def _served() -> list[Figure]:
    async with bench() as running:
        registered = [one.figure() for one in await ingest.measure(running)]
        return [*registered, *await asking.measure(running)]


def main() -> int:
    """Print a line for each figure; return how many miss their bar."""
    figures = [*weighing.measure(), *starting.measure(), *asyncio.run(_served())]
    for figure in figures:
        mark = {True: "ok", False: "MISSED", None: ""}[figure.met]
        print(f"{figure.what:66} {figure.value:32} {figure.bar:14} {mark}")
    return sum(figure.met is False for figure in figures)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
