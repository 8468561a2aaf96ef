"""Fifty sources of which nine are bad, each in its way: the list is there in time, and names exactly those."""

import asyncio
import random

import msgspec

from profile_core.contract import Environment
from profile_core.sources import SourceState
from tests.sources.guarded import INSIDE, guarded
from tests.sources.played import Stage, after, endless, once_let, page, whole

CODES = [f"s{number:02d}" for number in range(50)]
LATE = ["s03", "s13", "s23", "s33", "s43"]
BUDGET = 3.0
"""Time enough for all that answer, also on a machine that has much else to do."""


async def prepared(stage: Stage, go: asyncio.Event) -> None:
    stage.platform.sources.calls.client = guarded()
    answers = stage.provider.answers
    answers |= {code: after(random.uniform(0, 0.2), page("2", "1")) for code in CODES}
    answers |= {code: once_let(go, page("2", "1")) for code in LATE}
    answers["s07"] = whole("200 OK", b"<html>We are closed</html>")
    answers["s17"] = endless
    answers["s27"] = whole("307 Temporary Redirect", b"", "Location: http://10.1.2.3/x")
    for code in CODES:
        url = stage.provider.address(code, INSIDE) if code == "s37" else None
        await stage.source(code, url, Environment.LIVE)


async def test_list_is_there_within_the_budget_and_names_exactly_the_bad_ones(open_stage):
    stage = await open_stage(sources_budget=BUDGET, sources_late=12.0)
    go = asyncio.Event()
    await prepared(stage, go)
    began = asyncio.get_running_loop().time()
    said = await stage.ask(*CODES)
    assert asyncio.get_running_loop().time() - began < BUDGET + 2
    bad = {code: one.state for code, one in said.items() if one.state is not SourceState.OK}
    failed = dict.fromkeys(("s07", "s17", "s27", "s37"), SourceState.FAILED)
    assert bad == dict.fromkeys(LATE, SourceState.PENDING) | failed
    complete = [one for one in said.values() if one.state is SourceState.OK]
    assert len(complete) == 41
    assert all([msgspec.json.decode(one)["externalId"] for one in of.items] == ["2", "1"] for of in complete)
    go.set()
    async with asyncio.timeout(8):
        while any("_keep_late" in repr(task.get_coro()) for task in asyncio.all_tasks()):  # noqa: ASYNC110 (they end)
            await asyncio.sleep(0.05)
    again = await stage.ask(*CODES)
    assert {code for code, one in again.items() if one.state is SourceState.OK} == set(CODES) - failed.keys()
    assert all(stage.provider.times(code) == 1 for code in LATE)
    assert stage.provider.times("s37") == 0


async def test_sources_that_hang_take_nothing_from_the_others_time_after_time(open_stage):
    stage = await open_stage(sources_budget=BUDGET, sources_late=4.0)
    await prepared(stage, asyncio.Event())
    for limit in range(1, 4):
        questions = [await stage.question(code, limit=limit) for code in CODES]
        said = await stage.platform.sources.ask(stage.acting, questions)
        assert sum(one.state is SourceState.OK for one in said) == 41
