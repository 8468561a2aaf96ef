"""A source that is away is not waited for, by any gateway; everybody sees since when, and it recovers by itself."""

import asyncio
from datetime import timedelta

import pytest
import time_machine

from profile_core.contract import Acting, clock
from profile_core.sources import SourceState
from tests.sources.played import PERSON, Stage, citizen, hang, page, platform_on, whole

PEOPLE = [PERSON, "85073003328", "93051822361"]
_LATER = timedelta(seconds=11)
"""Longer than between two trials, and than what one process found goes before what another wrote down."""


async def people(stage: Stage) -> list[Acting]:
    return [await citizen(stage.platform, number) for number in PEOPLE]


async def fails_for_all(stage: Stage, code: str) -> None:
    """Have a source fail for three citizens, and wait until that is written down."""
    stage.provider.answers[code] = whole("500 Internal Server Error")
    for one in await people(stage):
        assert (await stage.ask(code, acting=one))[code].state is SourceState.FAILED
    await written(stage, code, away=True)


async def written(stage: Stage, code: str, *, away: bool) -> None:
    async with asyncio.timeout(5):
        while ((await stage.source(code)).away_since is not None) != away:  # noqa: ASYNC110 (another writes)
            await asyncio.sleep(0.02)


async def fourth(stage: Stage) -> Acting:
    return await citizen(stage.platform, "88022500045")


async def test_source_that_failed_for_three_is_not_asked_about_a_fourth(stage):
    await fails_for_all(stage, "a")
    said = (await stage.ask("a", acting=await fourth(stage)))["a"]
    assert (said.state, stage.provider.times("a")) == (SourceState.FAILED, 3)
    source = await stage.source("a")
    assert said.since == source.away_since
    assert source.last_error == "it answered 500"


async def test_other_gateways_leave_it_alone_too_and_say_the_same(stage):
    await fails_for_all(stage, "a")
    other = platform_on(stage.platform.store, stage.platform.keyring)
    with time_machine.travel(clock.now() + _LATER):
        [said] = await other.sources.ask(await fourth(stage), [await stage.question("a")])
    assert (said.state, stage.provider.times("a")) == (SourceState.FAILED, 3)
    assert said.since == (await stage.source("a")).away_since
    await other.sources.close()


async def test_first_answer_closes_it_for_everybody(stage):
    other = platform_on(stage.platform.store, stage.platform.keyring)
    await fails_for_all(stage, "a")
    await other.sources.ask(await fourth(stage), [await stage.question("a")])
    stage.provider.answers["a"] = page("1")
    with time_machine.travel(clock.now() + _LATER) as now:
        assert (await stage.ask("a", acting=await fourth(stage)))["a"].state is SourceState.OK
        await written(stage, "a", away=False)
        assert (await stage.source("a")).answered_at is not None
        now.shift(_LATER)
        asked = stage.provider.times("a")
        [said] = await other.sources.ask(await fourth(stage), [await stage.question("a", limit=3)])
    assert (said.state, stage.provider.times("a")) == (SourceState.OK, asked + 1)
    await other.sources.close()


async def test_one_citizen_alone_closes_nobody_out(stage):
    stage.provider.answers["a"] = whole("500 Internal Server Error")
    for limit in range(1, 6):
        question = await stage.question("a", limit=limit)
        await stage.platform.sources.ask(stage.acting, [question])
    stage.provider.answers["a"] = page("1")
    assert (await stage.ask("a", acting=await fourth(stage)))["a"].state is SourceState.OK


async def test_source_that_hung_is_said_to_without_asking_again(open_stage):
    stage = await open_stage(sources_budget=0.3, sources_late=0.5)
    stage.provider.answers["a"] = hang
    assert (await stage.ask("a"))["a"].state is SourceState.PENDING
    await asyncio.sleep(0.5)
    said = (await stage.ask("a"))["a"]
    assert (said.state, said.since is not None) == (SourceState.TIMEOUT, True)
    assert stage.provider.times("a") == 1


async def test_refused_connections_count_whoever_asks(stage):
    stage.provider.close()
    for _ in range(3):
        assert (await stage.ask("a"))["a"].state is SourceState.FAILED
    await written(stage, "a", away=True)
    await stage.provider.open()
    with time_machine.travel(clock.now() + _LATER):
        assert (await stage.ask("a"))["a"].state is SourceState.OK
        await written(stage, "a", away=False)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_source_that_asks_for_rest_gets_it(stage, status):
    stage.provider.answers["a"] = whole(status, b"", "Retry-After: 40")
    await stage.ask("a")
    with time_machine.travel(clock.now() + timedelta(seconds=35)):
        await stage.ask("a", acting=await fourth(stage))
    assert stage.provider.times("a") == 1
    with time_machine.travel(clock.now() + timedelta(seconds=45)):
        await stage.ask("a", acting=await fourth(stage))
    assert stage.provider.times("a") == 2


async def test_figures_tell_how_sources_answered_and_how_many_are_away(stage):
    assert stage.platform.sources.measured.text() == b""
    await fails_for_all(stage, "a")
    await stage.ask("b")
    text = stage.platform.sources.measured.text().decode()
    source = (await stage.source("a")).id
    assert f'citizen_profile_sources_asked_total{{id="{source}",source="a",state="FAILED"}} 3.0' in text
    assert 'source="b",state="OK"} 1.0' in text
    assert "citizen_profile_source_circuits_open 1.0" in text
    assert "citizen_profile_source_seconds_count 4.0" in text
