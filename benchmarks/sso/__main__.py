"""Measure both and print it: python -m benchmarks.sso. Fails when the bar is missed."""

import sys
from statistics import median

import uvloop

from benchmarks.sso.ours import ours
from benchmarks.sso.rounds import NOTHING, Spent, one_round
from benchmarks.sso.theirs import theirs

_ROUNDS = 9
_LOGINS = 400
_BAR = 0.5
_GOAL = 1.0


async def _measured() -> list[tuple[Spent, Spent]]:
    """Warm both up, then take turns."""
    async with ours() as we, theirs() as they:
        for contestant in (we, they):
            await one_round(contestant, _LOGINS)
        return [(await one_round(we, _LOGINS), await one_round(they, _LOGINS)) for _ in range(_ROUNDS)]


def main() -> int:
    """Print a line for each side and the ratio beside bar and goal; return 1 when the bar is missed."""
    pairs = uvloop.run(_measured())
    _print("citizen-profile, durable on PostgreSQL", sum((mine for mine, _ in pairs), NOTHING))
    _print("oidc-provider, in its own memory", sum((theirs for _, theirs in pairs), NOTHING))
    ratios = sorted(theirs.cpu / mine.cpu for mine, theirs in pairs)
    ratio = median(ratios)
    mark = "MISSED" if ratio < _BAR else "goal met" if ratio >= _GOAL else "ok"
    print(f"logins a second and core, ours beside theirs: {ratio:.2f}x (median of {_ROUNDS} pairs,")
    print(f"{ratios[0]:.2f}x to {ratios[-1]:.2f}x); bar {_BAR}x, goal {_GOAL}x: {mark}")
    return int(ratio < _BAR)


def _print(name: str, spent: Spent) -> None:
    with_database = spent.cpu + spent.database
    print(
        f"{name:40} {spent.logins / spent.cpu:5.0f} a second and core"
        f" ({spent.logins / with_database:.0f} with the database's CPU),"
        f" {spent.logins / spent.wall:.0f} a second on the clock"
    )


if __name__ == "__main__":
    sys.exit(main())
