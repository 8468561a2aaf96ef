"""What page 500 of a list of files costs beside its first: an enterprise with 100,000 files, on both databases.

python -m benchmarks.files [--many 100000] [--page 500] [--rounds 200]. The pages take turns in one run.
"""

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

import sqlalchemy as sa
import structlog
import uvloop

from benchmarks import on_both
from blocks.file_status import merged
from blocks.file_status.model import TOP, FileFilter, Place
from blocks.file_status.rows.tables import copy_table as c
from profile_core.contract import ids
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.file_status.platforms import LISTENERS, platform_with
from tests.file_status.played import EPOCH, Stage, file, set_up

_BAR = 1.3
_MOST = 20
_AT_ONCE = 500
_ASKING = 40
"""One in so many asks something."""


async def _measured(url: str, name: str, asked: argparse.Namespace) -> bool:
    async with _opened(url) as stage:
        await _filled(stage, asked.many)
        deep = await _walked(stage, asked.page)
        first: list[float] = []
        last: list[float] = []
        for nth in range(-20, asked.rounds):
            for place, into in ((TOP, first), (deep, last)):
                began = perf_counter()
                shown = await _page(stage, place)
                if nth >= 0:
                    into.append(perf_counter() - began)
                if len(shown.files) != _MOST:
                    raise SystemExit(f"{len(shown.files)} on a page of {_MOST}")
    ratio = median(last) / median(first)
    said = f"page 1 {median(first) * 1000:.2f} ms, page {asked.page} {median(last) * 1000:.2f} ms"
    print(f"{name:12} {said}, ratio {ratio:.2f}, bar {_BAR}  {'ok' if ratio <= _BAR else 'missed'}")
    return ratio <= _BAR


async def _page(stage: Stage, place: Place) -> merged.Listed:
    return await merged.page(stage.platform, stage.citizen(), FileFilter(), place, most=_MOST, language="nl")


async def _walked(stage: Stage, pages: int) -> Place:
    """Read on as a citizen does, and return where the page wanted begins."""
    place = TOP
    for _ in range(pages - 1):
        shown = await _page(stage, place)
        if shown.resume is None:
            raise SystemExit("the list ended before the page that is wanted")
        place = shown.resume
    return place


async def _filled(stage: Stage, many: int) -> None:
    """Copy one file under other ids, each a minute older."""
    await stage.register(file("first"))
    async with stage.platform.store.read() as tx:
        found = await tx.row(sa.select(c).limit(1))
    if found is None:
        raise SystemExit("nothing was registered")
    one = {**found._asdict(), "next_step": sa.null()}
    for begin in range(0, many, _AT_ONCE):
        rows = [_older(one, nth) for nth in range(begin, min(begin + _AT_ONCE, many))]
        async with stage.platform.store.begin() as tx:
            await tx.insert(c, rows)


def _older(one: dict[str, Any], nth: int) -> dict[str, Any]:
    created_at = EPOCH - timedelta(minutes=nth + 1)
    about = {**one["about"], "created_at": created_at.isoformat()}
    asks = nth % _ASKING == 0
    status = {**one["status"], "action_needed": asks}
    return one | {
        "id": ids.new_id(one["bucket"]),
        "external_id": f"n{nth}",
        "created_at": created_at,
        "about": about,
        "status": status,
        "must_act": asks,
    }


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Stage]:
    store = open_store(Settings(database_url=url), LISTENERS)
    platform = platform_with(Settings(database_url=url), new_keyring(), store)
    yield await set_up(platform)
    await platform.sources.close()
    await store.close()


def main() -> int:
    """Print the ratios beside their bar; return 1 when one is missed."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.files")
    asked.add_argument("--many", type=int, default=100_000, help="files of the enterprise")
    asked.add_argument("--page", type=int, default=500, help="the page that is compared with the first")
    asked.add_argument("--rounds", type=int, default=200, help="so often each page is shown")
    given = asked.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with on_both.databases("files") as urls:
        met = [uvloop.run(_measured(url, name, given)) for name, url in urls.items()]
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
