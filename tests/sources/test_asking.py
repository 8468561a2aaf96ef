"""Sources are asked all at once: who answers in time is there, who does not is named."""

import asyncio
import base64
from hashlib import sha256

import msgspec
import pytest
import sqlalchemy as sa

from profile_core import audit
from profile_core.contract import Environment, SubjectRef, UnavailableError, clock, ids, sources, subjects
from profile_core.sources import SourceState, questions
from profile_core.sources.tables import answer_table
from sso.keys import SigningKeys
from tests.sources.played import (
    AS_OF,
    PERSON,
    after,
    citizen,
    endless,
    hang,
    nobody,
    once_let,
    page,
    whole,
)


class _Signed(msgspec.Struct):
    aud: str = ""
    digest: str = ""


async def test_answer_is_what_the_source_says_and_when(stage):
    stage.provider.answers["a"] = page("2", "1", more=True)
    said = (await stage.ask("a"))["a"]
    assert (said.state, said.as_of, said.more) == (SourceState.OK, AS_OF, True)
    assert [msgspec.json.decode(one)["externalId"] for one in said.items] == ["2", "1"]


async def test_question_is_signed_and_the_number_stands_in_its_body_only(stage):
    await stage.ask("a")
    [asked] = stage.provider.asked
    assert msgspec.json.decode(asked.body) == {
        "subject": {"nationalNumber": PERSON},
        "role": "BUR",
        "limit": 10,
        "language": "nl",
    }
    assert PERSON not in asked.head
    keys = SigningKeys(stage.platform.store, stage.platform.keyring)
    token = asked.headers["authorization"].removeprefix("Bearer ")
    signed = await keys.read(token, _Signed, typ="source-request+jwt")
    assert signed.aud == stage.provider.address("a/notifications/query")
    assert signed.digest == base64.urlsafe_b64encode(sha256(asked.body).digest()).rstrip(b"=").decode()
    assert asked.headers["content-digest"].startswith("sha-256=:")


async def test_who_does_not_answer_in_time_is_pending_and_the_others_are_there(stage):
    stage.provider.answers["hangs"] = hang
    began = asyncio.get_running_loop().time()
    said = await stage.ask("hangs", "a", "b")
    assert asyncio.get_running_loop().time() - began < 2.4
    assert [one.state for one in said.values()] == [SourceState.PENDING, SourceState.OK, SourceState.OK]


async def test_late_answer_is_there_for_the_next_question(stage):
    stage.provider.answers["late"] = after(1.2, page("7"))
    assert (await stage.ask("late"))["late"].state is SourceState.PENDING
    await _kept(stage, 1)
    said = (await stage.ask("late"))["late"]
    assert (said.state, said.as_of, len(said.items)) == (SourceState.OK, AS_OF, 1)
    assert stage.provider.times("late") == 1


async def test_who_asks_again_meanwhile_waits_for_the_call_that_is_under_way(stage):
    go = asyncio.Event()
    stage.provider.answers["a"] = once_let(go, page("1"))
    assert (await stage.ask("a"))["a"].state is SourceState.PENDING
    again = asyncio.create_task(stage.ask("a"))
    await asyncio.sleep(0.1)
    go.set()
    assert (await again)["a"].state is SourceState.OK
    assert (stage.provider.times("a"), len(await _trail(stage))) == (1, 1)


async def test_source_that_fails_shows_what_it_said_before(stage):
    await stage.ask("a")
    await _kept(stage, 1)
    stage.provider.answers["a"] = whole("500 Internal Server Error")
    said = (await stage.ask("a"))["a"]
    assert (said.state, said.as_of, len(said.items)) == (SourceState.STALE, AS_OF, 1)
    assert said.since is not None


@pytest.mark.parametrize(
    ("answering", "why"),
    [
        (whole("500 Internal Server Error"), "it answered 500"),
        (whole("200 OK", b"<html>"), "not JSON"),
        (whole("200 OK", b'{"items": [' + b"[" * 100_000), "not JSON"),
        (whole("200 OK", b'{"items": []}'), "no page"),
        (whole("200 OK", b'{"items": [], "nextCursor": null, "asOf": "2026-11-01T10:00:00"}'), "no page"),
        (whole("302 Found", b"", "Location: http://169.254.169.254/"), "not followed"),
        (whole("403 Forbidden", b'{"code": "go_away"}'), "it answered 403"),
        (endless, "longer than 1048576 bytes"),
    ],
    ids=["error", "html", "deep", "no page", "no zone", "redirect", "forbidden", "100 MB"],
)
async def test_answer_that_is_of_no_use_is_failed_and_says_why(stage, answering, why):
    stage.provider.answers["bad"] = answering
    said = await stage.ask("bad", "good")
    assert [one.state for one in said.values()] == [SourceState.FAILED, SourceState.OK]
    assert why in said["bad"].why
    assert len(stage.provider.asked) == 2


async def test_source_may_say_that_the_subject_did_not_agree(stage):
    await stage.ask("a")
    await _kept(stage, 1)
    stage.provider.answers["a"] = whole("403 Forbidden", b'{"code": "no_consent"}')
    assert (await stage.ask("a"))["a"].state is SourceState.NO_CONSENT
    await _kept(stage, 0)


async def test_page_holds_no_more_than_was_asked_for(stage):
    stage.provider.answers["a"] = page("3", "2", "1")
    [said] = await stage.platform.sources.ask(stage.acting, [await stage.question("a", limit=2)])
    assert (len(said.items), said.more) == (2, True)


async def test_boundary_and_the_one_item_are_asked_for_as_the_api_says(stage):
    before = sources.Boundary(created_at=AS_OF, external_id="x", type="case")
    only = sources.Only(type="case", external_id="y")
    both = [await stage.question("a", before=before), await stage.question("a", only=only)]
    await stage.platform.sources.ask(stage.acting, both)
    bodies = [msgspec.json.decode(one.body) for one in stage.provider.asked]
    assert {"createdAt": clock.rfc3339(AS_OF), "externalId": "x", "type": "case"} in [
        one.get("before") for one in bodies
    ]
    assert {"externalId": "y", "type": "case"} in [one.get("only") for one in bodies]


async def test_who_is_asked_stands_in_the_trail_before_anything_leaves(stage, monkeypatch):
    await stage.ask("a", "b")
    [line] = await _trail(stage)
    assert (line.action, line.purpose, line.detail["sources"]) == ("sources.asked", "notifications", "a b")

    async def unwritable(*_: object, **__: object) -> None:
        raise UnavailableError("store.busy", "away")

    monkeypatch.setattr(audit, "record", unwritable)
    with pytest.raises(UnavailableError):
        await stage.ask("c")
    assert stage.provider.times("c") == 0


async def test_subject_without_a_number_is_asked_about_nowhere(stage):
    said = (await stage.ask("a", acting=nobody()))["a"]
    assert (said.state, stage.provider.asked) == (SourceState.FAILED, [])


async def test_source_for_tests_is_asked_about_synthetic_subjects_only(stage):
    test = await stage.source("t", environment=Environment.TEST)
    question = sources.Question(source=test, block="notifications", role="BUR", language="nl", limit=1)
    [said] = await stage.platform.sources.ask(stage.acting, [question])
    assert (said.state, stage.provider.asked) == (SourceState.FAILED, [])
    async with stage.platform.store.begin() as tx:
        await subjects.mark_synthetic(tx, stage.platform.keyring, [subjects.national(PERSON)])
    [said] = await stage.platform.sources.ask(stage.acting, [question])
    assert said.state is SourceState.OK


async def test_other_subject_gets_nothing_of_what_is_kept(stage):
    stage.provider.answers["late"] = after(1.2, page("7"))
    await stage.ask("late")
    await _kept(stage, 1)
    other = await citizen(stage.platform, "85073003328")
    stage.provider.answers["late"] = hang
    assert (await stage.ask("late", acting=other))["late"].state is SourceState.PENDING


async def test_call_that_waits_for_its_place_waits_within_its_time(open_stage):
    stage = await open_stage(sources_budget=0.2, sources_late=2.0)
    stage.provider.answers["a"] = hang
    many = [await stage.question("a", limit=limit) for limit in range(1, 26)]
    began = asyncio.get_running_loop().time()
    await stage.platform.sources.ask(stage.acting, many)
    while any("Sources._call" in repr(task.get_coro()) for task in asyncio.all_tasks()):  # noqa: ASYNC110 (tasks end by themselves)
        await asyncio.sleep(0.1)
    assert asyncio.get_running_loop().time() - began < 4
    assert stage.provider.times("a") >= 20


async def test_no_two_subjects_share_what_is_kept(stage):
    keyring, question = stage.platform.keyring, await stage.question("a")
    one, other = (SubjectRef(ids.new_id(7)) for _ in range(2))
    assert questions.key(keyring, question, one) == questions.key(keyring, question, one)
    assert questions.key(keyring, question, one) != questions.key(keyring, question, other)


async def _kept(stage, many: int) -> None:
    """Wait until so many answers are kept."""
    async with asyncio.timeout(5):
        while True:
            async with stage.platform.store.read() as tx:
                if await tx.value(sa.select(sa.func.count(answer_table.c.bucket))) == many:
                    return
            await asyncio.sleep(0.02)


async def _trail(stage):
    async with stage.platform.store.read() as tx:
        return await audit.about(tx, stage.acting.subject, most=5)
