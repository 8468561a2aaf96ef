"""A gateway tells how sources answer, pauses none by itself, and lets go of them when it stops."""

import asyncio

import httpx2

from profile_core.gateway.app import build
from profile_core.sources import SourceState, registry
from tests.sources.played import Stage, hang


async def test_metrics_tell_how_sources_answered_and_of_nobody(stage: Stage):
    await stage.ask("a")
    transport = httpx2.ASGITransport(build(stage.platform))
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost:8400") as client:
        text = (await client.get("/metrics")).text
    assert 'source="a",state="OK"} 1.0' in text
    assert str(stage.acting.subject.id) not in text


async def test_gateway_that_stops_waits_for_no_source(stage: Stage):
    stage.provider.answers["a"] = hang
    app = build(stage.platform)
    async with app.router.lifespan_context(app):
        await stage.ask("a")
        assert _under_way() == 1
    assert _under_way() == 0


async def test_paused_source_is_not_asked_and_the_trail_says_who_did_it(stage: Stage):
    source = await stage.source("a")
    assert await registry.pause(stage.platform.store, source, paused=True)
    assert not await registry.pause(stage.platform.store, source, paused=True)
    said = (await stage.ask("a"))["a"]
    assert (said.state, said.why, stage.provider.asked) == (SourceState.FAILED, "it is paused", [])
    assert await registry.pause(stage.platform.store, source, paused=False)
    assert (await stage.ask("a"))["a"].state is SourceState.OK


def _under_way() -> int:
    return sum("Sources._call" in repr(task.get_coro()) for task in asyncio.all_tasks())
