"""One measured figure and its bar, and a measured loop."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """``bar`` is what the figure must be; ``met`` is None where it is printed only, for now."""

    what: str
    value: str
    bar: str
    met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """How long one turn took, on the clock and of this process's CPU, in seconds."""

    wall: float
    cpu: float


async def turned(turns: int, work: Callable[[int], Awaitable[object]]) -> Loop:
    """Do something some times and return what one turn took."""
    wall, cpu = time.perf_counter(), time.process_time()
    for turn in range(turns):
        await work(turn)
    return Loop(wall=(time.perf_counter() - wall) / turns, cpu=(time.process_time() - cpu) / turns)
