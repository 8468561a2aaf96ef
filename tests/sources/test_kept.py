"""What sources answered is kept for a moment: sealed, bound to what was asked, and there for every gateway."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
import time_machine

from profile_core.contract import clock
from profile_core.sources import SourceState
from profile_core.sources.rows import answers
from profile_core.sources.tables import answer_table as a
from profile_core.worker.rounds import forget_answers
from tests.sources.played import PERSON, Stage, after, hang, once_let, page, platform_on, whole

TEXT = "Uw bezwaar tegen de aanslag"


async def rows(stage: Stage, many: int = 1) -> Sequence[sa.Row[Any]]:
    """Wait until so many answers are kept, and return them."""
    async with asyncio.timeout(5):
        while True:
            async with stage.platform.store.read() as tx:
                found = await tx.rows(sa.select(a).where(a.c.bucket == stage.acting.subject.bucket))
            if len(found) == many:
                return found
            await asyncio.sleep(0.02)


async def test_nothing_of_an_answer_lies_readable(stage):
    stage.provider.answers["a"] = page("case-88", text=TEXT)
    await stage.ask("a")
    [row] = await rows(stage)
    for said in (b"bezwaar", b"case-88", PERSON.encode(), b"externalId"):
        assert said not in row.sealed
    assert row.until - clock.now() < timedelta(seconds=301)


async def test_answer_that_is_very_long_is_not_kept(stage):
    stage.provider.answers |= {"a": page("1", text="x" * 300_000), "b": page("2")}
    assert (await stage.ask("a", "b"))["a"].state is SourceState.OK
    [row] = await rows(stage, 1)
    assert row.source_id == (await stage.source("b")).id


async def test_answer_opens_under_its_own_key_only(stage):
    stage.provider.answers |= {"a": page("1"), "b": page("2")}
    await stage.ask("a", "b")
    one, two = await rows(stage, 2)
    async with stage.platform.store.begin() as tx:
        mine = (a.c.bucket == one.bucket, a.c.source_id == one.source_id)
        await tx.run(sa.update(a).where(*mine).values(sealed=two.sealed))
    stage.provider.answers |= {"a": whole("500 No"), "b": whole("500 No")}
    said = await stage.ask("a", "b")
    states = {one.source.id: one.state for one in said.values()}
    assert states == {one.source_id: SourceState.FAILED, two.source_id: SourceState.STALE}


async def test_two_gateways_share_what_came_late(stage):
    stage.provider.answers["a"] = after(1.2, page("7"))
    await stage.ask("a")
    await rows(stage)
    other = platform_on(stage.platform.store, stage.platform.keyring)
    [said] = await other.sources.ask(stage.acting, [await stage.question("a")])
    assert (said.state, stage.provider.times("a")) == (SourceState.OK, 1)
    await other.sources.close()


async def test_late_answer_is_asked_anew_after_fifteen_seconds_and_shown_for_five_minutes(stage):
    stage.provider.answers["a"] = after(1.2, page("7"))
    await stage.ask("a")
    await rows(stage)
    stage.provider.answers["a"] = whole("500 No")
    with time_machine.travel(clock.now() + timedelta(seconds=16)):
        assert (await stage.ask("a"))["a"].state is SourceState.STALE
    assert stage.provider.times("a") == 2
    with time_machine.travel(clock.now() + timedelta(seconds=301)):
        assert (await stage.ask("a"))["a"].state is SourceState.FAILED


async def test_another_question_is_not_answered_by_what_is_kept(stage):
    stage.provider.answers["a"] = after(1.2, page("7"))
    await stage.ask("a")
    await rows(stage)
    stage.provider.answers["a"] = whole("500 No")
    [said] = await stage.platform.sources.ask(stage.acting, [await stage.question("a", limit=5)])
    assert said.state is SourceState.FAILED


async def test_worker_deletes_what_may_be_shown_no_longer(stage):
    await stage.ask("a", "b")
    await rows(stage, 2)
    source = (await stage.source("a")).id
    async with stage.platform.store.begin() as tx:
        mine = (a.c.bucket == stage.acting.subject.bucket, a.c.source_id == source)
        await tx.run(sa.update(a).where(*mine).values(until=clock.ago(1)))
    await forget_answers(stage.platform)
    assert [one.source_id for one in await rows(stage, 1)] != [source]


async def test_request_that_is_given_up_does_not_stop_the_call(stage):
    go = asyncio.Event()
    stage.provider.answers["a"] = once_let(go, page("7"))
    asking = asyncio.create_task(stage.ask("a"))
    async with asyncio.timeout(5):
        while not stage.provider.times("a"):  # noqa: ASYNC110 (another process may do it)
            await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    go.set()
    await rows(stage)
    assert (await stage.ask("a"))["a"].state is SourceState.OK
    assert stage.provider.times("a") == 1


async def test_process_that_stops_lets_go_of_its_calls(stage):
    stage.provider.answers["a"] = hang
    await stage.ask("a")
    async with asyncio.timeout(1):
        await stage.platform.sources.close()
    assert not [one for one in asyncio.all_tasks() if "Sources._call" in repr(one.get_coro())]


async def test_nothing_of_the_subject_is_logged(stage):
    stage.provider.answers |= {"bad": whole("500 " + PERSON, PERSON.encode()), "hangs": hang}
    with structlog.testing.capture_logs() as lines:
        said = await stage.ask("bad", "hangs")
        await asyncio.sleep(0.3)
    shown = repr(lines) + repr(list(said.values())) + repr((await stage.source("bad")).last_error)
    assert PERSON not in shown
    assert str(stage.acting.subject.id) not in shown


async def test_keeping_the_same_twice_keeps_the_later(stage):
    until = clock.now() + timedelta(seconds=100)
    source = (await stage.source("a")).id
    key = (source, "notifications", b"mac")
    for sealed, more in ((b"new", 10), (b"old", 0)):
        kept = answers.Kept(
            key=key, sealed=sealed, as_of=until, late=True, until=until + timedelta(seconds=more)
        )
        async with stage.platform.store.begin() as tx:
            await answers.put(tx, stage.acting.subject, [kept])
    [row] = await rows(stage)
    assert row.sealed == b"new"


async def test_answer_that_was_under_way_when_consent_was_refused_is_not_kept(open_stage):
    stage = await open_stage(sources_budget=0.2, sources_late=3.0)
    go = asyncio.Event()
    stage.provider.answers["a"] = once_let(go, page("1"))
    assert (await stage.ask("a"))["a"].state is SourceState.PENDING
    stage.provider.answers["a"] = whole("403 Forbidden", b'{"code": "no_consent"}')
    [said] = await stage.platform.sources.ask(stage.acting, [await stage.question("a", limit=5)])
    assert said.state is SourceState.NO_CONSENT
    await asyncio.sleep(0.3)
    go.set()
    await asyncio.sleep(0.3)
    stage.provider.answers["a"] = whole("500 Broken")
    assert (await stage.ask("a"))["a"].state is SourceState.FAILED
