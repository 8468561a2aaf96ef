"""Rounds of logins, now here and now there, so that a busy machine is busy for both."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.sso.contestant import Attempt, Contestant, log_in, prepared
from benchmarks.sso.line import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What logins took: seconds on the clock, of the server's CPU and of its database's."""

    logins: int
    wall: float
    cpu: float
    database: float

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            logins=self.logins + other.logins,
            wall=self.wall + other.wall,
            cpu=self.cpu + other.cpu,
            database=self.database + other.database,
        )


NOTHING = Spent(logins=0, wall=0.0, cpu=0.0, database=0.0)


async def one_round(contestant: Contestant, logins: int) -> Spent:
    """Log in so many times, in all browsers at once; what the site prepares is prepared before."""
    attempts = [prepared(contestant) for _ in range(logins)]
    lines = [await Line.to(contestant.issuer) for _ in contestant.cookies]
    before = _clocks(contestant)
    parts = (attempts[first :: len(lines)] for first in range(len(lines)))
    await asyncio.gather(
        *(
            _in_browser(contestant, line, cookies, part)
            for line, cookies, part in zip(lines, contestant.cookies, parts, strict=True)
        )
    )
    wall, cpu, database = (after - start for after, start in zip(_clocks(contestant), before, strict=True))
    for line in lines:
        await line.close()
    return Spent(logins=logins, wall=wall, cpu=cpu, database=database)


async def _in_browser(contestant: Contestant, line: Line, cookies: str, attempts: Sequence[Attempt]) -> None:
    for attempt in attempts:
        await log_in(line, contestant, cookies, attempt)


def _clocks(contestant: Contestant) -> tuple[float, float, float]:
    return time.perf_counter(), contestant.cpu(), contestant.database()
