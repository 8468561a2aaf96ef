"""A source that was late is hardly waited for the next time; what it says is there a moment later all the same."""

import asyncio
from typing import Any

from profile_core.contract import sources
from profile_core.sources import SourceState
from tests.sources.played import Stage, after, hang, once_let, page

LONG = 3600.0
"""A budget that no test lives to see the end of: who waits for it does not pass."""


async def test_source_that_was_late_is_not_waited_for_a_second_time(stage: Stage):
    await _late(stage, "late")
    go = asyncio.Event()
    stage.provider.answers["late"] = once_let(go, page("7"))
    said = await _asked(stage, "late", "a")
    assert [one.state for one in said] == [SourceState.PENDING, SourceState.OK]
    go.set()
    await _until_kept(stage, "late")
    assert (await _asked(stage, "late"))[0].state is SourceState.OK
    assert stage.provider.times("late") == 2


async def test_source_that_is_in_time_again_is_waited_for_again(stage: Stage):
    await _late(stage, "late")
    stage.provider.answers["late"] = page("7")
    assert (await _asked(stage, "late"))[0].state is SourceState.OK
    stage.provider.answers["late"] = after(0.5, page("8"))
    assert (await _asked(stage, "late", limit=6))[0].state is SourceState.OK


async def test_who_opens_one_item_waits_for_a_source_that_was_late(stage: Stage):
    await _late(stage, "late")
    stage.provider.answers["late"] = after(0.5, page("7"))
    only = sources.Only(type="case", external_id="7")
    assert (await _asked(stage, "late", only=only))[0].state is SourceState.OK


async def test_who_has_nothing_else_waits_for_a_source_that_was_late(stage: Stage):
    await _late(stage, "late")
    stage.provider.answers["late"] = after(0.5, page("7"))
    question = await stage.question("late", limit=5)
    [said] = await stage.platform.sources.ask(stage.acting, [question], patient=True)
    assert said.state is SourceState.OK


async def test_source_that_never_answered_is_hardly_waited_for_either(open_stage: Any):
    stage = await open_stage(sources_late=1.0)
    stage.provider.answers["hangs"] = hang
    assert (await stage.ask("hangs"))["hangs"].state is SourceState.PENDING
    circuit = stage.platform.sources.circuits.of(await stage.source("hangs"))
    assert not circuit.tardy, "its call is under way"
    await asyncio.sleep(1.0)
    assert circuit.tardy


async def _late(stage: Stage, code: str) -> None:
    """Let a source answer after the budget."""
    stage.provider.answers[code] = after(1.2, page("7"))
    assert (await stage.ask(code))[code].state is SourceState.PENDING
    await _until_kept(stage, code, limit=10)


async def _until_kept(stage: Stage, code: str, limit: int = 5) -> None:
    """Wait until the question may be answered by what came late."""
    question = await stage.question(code, limit=limit)
    for _ in range(200):
        if (await stage.platform.sources.ask(stage.acting, [question]))[0].state is SourceState.OK:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{code} was not kept")


async def _asked(stage: Stage, *codes: str, **changed: Any) -> list[sources.Said]:
    """Ask anew, with a budget without an end."""
    questions = [await stage.question(code, **({"limit": 5} | changed)) for code in codes]
    until = asyncio.get_running_loop().time() + LONG
    async with asyncio.timeout(10):
        return await stage.platform.sources.ask(stage.acting, questions, until)
