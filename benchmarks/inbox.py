"""What page 200 of a list costs beside its first: a citizen with 10,000 notifications, on both databases.

python -m benchmarks.inbox [--many 10000] [--page 200] [--rounds 200]. The pages take turns in one run.
"""

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from statistics import median
from time import perf_counter

import sqlalchemy as sa
import structlog
import uvloop

from benchmarks import on_both
from benchmarks.showing import live_source
from blocks.notifications import merged
from blocks.notifications.model import TOP, InboxFilter, Place
from blocks.notifications.rows.tables import notification_table
from blocks.notifications.searched import Wanted
from profile_core.contract import clock, ids, sources
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.notifications.platforms import LISTENERS, platform_with
from tests.notifications.played import Stage, draft, set_up

_BAR = 1.3
_PAGE = Wanted(filter=InboxFilter(), most=20, language="nl")
_AT_ONCE = 500


async def _measured(url: str, name: str, asked: argparse.Namespace) -> bool:
    async with _opened(url) as stage:
        await _filled(stage, asked.many)
        stored = await _compared(stage, f"{name}, stored", asked)
        async with live_source(stage):
            live = await _compared(stage, f"{name}, and a live source", asked)
    return stored and live


async def _compared(stage: Stage, name: str, asked: argparse.Namespace) -> bool:
    """Show the first page and a deep one in turn; print what each cost."""
    deep = await _walked(stage, asked.page)
    first: list[float] = []
    last: list[float] = []
    for nth in range(-20, asked.rounds):
        for place, into in ((TOP, first), (deep, last)):
            began = perf_counter()
            shown = await merged.page(stage.platform, stage.citizen(), _PAGE, place)
            if nth >= 0:
                into.append(perf_counter() - began)
            if len(shown.items) != _PAGE.most:
                raise SystemExit(f"{len(shown.items)} on a page of {_PAGE.most}")
            if any(one.state is not sources.SourceState.OK for one in shown.said):
                raise SystemExit(f"the source did not answer: {shown.said}")
    ratio = median(last) / median(first)
    said = f"page 1 {median(first) * 1000:.2f} ms, page {asked.page} {median(last) * 1000:.2f} ms"
    print(f"{name:32} {said}, ratio {ratio:.2f}, bar {_BAR}  {'ok' if ratio <= _BAR else 'missed'}")
    return ratio <= _BAR


async def _walked(stage: Stage, pages: int) -> Place:
    """Read on as a citizen does, and return where the page wanted begins."""
    place = TOP
    for _ in range(pages - 1):
        shown = await merged.page(stage.platform, stage.citizen(), _PAGE, place)
        if shown.resume is None:
            raise SystemExit("the list ended before the page that is wanted")
        place = shown.resume
    return place


async def _filled(stage: Stage, many: int) -> None:
    """Copy one notification under other ids, each a minute older."""
    await stage.register(draft("first"))
    await stage.deliver()
    n = notification_table
    async with stage.platform.store.read() as tx:
        found = await tx.row(sa.select(n).limit(1))
    if found is None:
        raise SystemExit("nothing was registered")
    one = {**found._asdict(), "appointment": sa.null()}
    moment = clock.now()
    for begin in range(0, many, _AT_ONCE):
        rows = [
            one
            | {"id": ids.new_id(one["bucket"]), "external_id": f"n{nth}"}
            | {"created_at": moment - timedelta(minutes=nth + 1)}
            for nth in range(begin, min(begin + _AT_ONCE, many))
        ]
        async with stage.platform.store.begin() as tx:
            await tx.insert(n, rows)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Stage]:
    store = open_store(Settings(database_url=url), LISTENERS)
    platform = platform_with(Settings(database_url=url), new_keyring(), store)
    yield await set_up(platform)
    await platform.sources.close()
    await store.close()


def main() -> int:
    """Print the ratios beside their bar; return 1 when one is missed."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.inbox")
    asked.add_argument("--many", type=int, default=10_000, help="notifications of the citizen")
    asked.add_argument("--page", type=int, default=200, help="the page that is compared with the first")
    asked.add_argument("--rounds", type=int, default=200, help="so often each page is shown")
    given = asked.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with on_both.databases("inbox") as urls:
        met = [uvloop.run(_measured(url, name, given)) for name, url in urls.items()]
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
