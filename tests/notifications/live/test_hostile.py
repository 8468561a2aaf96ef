"""What no source should say: one item is left out, or one source failed, and all the rest is there."""

import asyncio
from typing import Any

import msgspec
import pytest

from blocks.notifications import seen
from blocks.notifications.model import Kind
from profile_core.sources import reading
from tests.notifications.live.shelves import LIVE, LIVE_TASK, keeps, page, shelf_of, states, titles
from tests.notifications.played import Stage
from tests.sources.played import Provider, whole

_JSON = "Content-Type: application/json"
BEFORE, AFTER = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"
"""Moments that are none in UTC."""


def item(**said: Any) -> dict[str, Any]:
    text = [{"language": "nl", "text": "Goed", "default": True}]
    return {
        "type": LIVE,
        "externalId": "a",
        "createdAt": "2026-11-01T08:00:00Z",
        "title": text,
        "text": text,
    } | said


def answer(*items: dict[str, Any], as_of: str = "2026-11-01T08:00:00Z") -> Any:
    return whole("200 OK", msgspec.json.encode({"items": items, "nextCursor": None, "asOf": as_of}), _JSON)


async def says(stage: Stage, provider: Provider, answering: Any) -> str:
    """Let a source say something, beside a good one."""
    good = await shelf_of(stage, provider, stage.gent)
    good.put("good", 5)
    await shelf_of(stage, provider, stage.aalst)
    for caller in (stage.gent, stage.aalst):
        await keeps(stage, caller)
    path = f"{stage.aalst.provider.hex}-main"
    provider.answers[path] = answering
    return path


@pytest.mark.parametrize("as_of", [BEFORE, AFTER])
async def test_moment_of_an_answer_that_is_none_is_no_answer(stage: Stage, provider: Provider, as_of: str):
    await says(stage, provider, answer(item(), as_of=as_of))
    listed = await page(stage)
    assert titles(listed) == ["Brief good"]
    assert sorted(states(listed)) == ["FAILED", "OK"]


@pytest.mark.parametrize(
    "odd",
    [
        {"externalId": "b\0"},
        {"type": "t\0"},
        {"createdAt": BEFORE},
        {"createdAt": AFTER},
        {"type": LIVE_TASK, "doneAt": BEFORE},
        {"type": LIVE_TASK, "doneAt": AFTER},
        {"doneAt": "2026-11-01T09:00:00Z"},
        {"deletedAt": BEFORE},
        {"validFrom": BEFORE},
        {"version": 2**63},
        {"deleteAfterDays": 2**62},
    ],
    ids="-".join,
)
async def test_item_that_nobody_can_keep_is_left_out_alone(
    stage: Stage, provider: Provider, odd: dict[str, Any]
):
    await says(stage, provider, answer(item(), item(externalId="b") | odd))
    for _ in range(2):
        listed = await page(stage)
        assert (titles(listed), states(listed)) == (["Brief good", "Goed"], ["OK", "OK"])


async def test_what_cannot_be_foreseen_fails_one_source_alone(
    stage: Stage, provider: Provider, monkeypatch: pytest.MonkeyPatch
):
    await says(stage, provider, answer(item()))
    read = reading.said

    def odd(question: Any, said: Any) -> Any:
        if question.source.provider == stage.aalst.provider:
            raise ZeroDivisionError
        return read(question, said)

    monkeypatch.setattr(reading, "said", odd)
    listed = await page(stage)
    assert (titles(listed), sorted(states(listed))) == (["Brief good"], ["FAILED", "OK"])


async def test_item_of_another_type_is_not_shown_under_its_id(stage: Stage, provider: Provider):
    path = await says(stage, provider, answer(item(externalId="x")))
    shown = next(one for one in (await page(stage)).items if one.external_id == "x")
    await keeps(stage, stage.aalst, Kind.TASK)
    provider.answers[path] = answer(item(type=LIVE_TASK, externalId="x"))
    assert await seen.one(stage.platform, stage.citizen(), shown.id, "nl") is None


async def test_after_a_refused_consent_nothing_of_before_is_shown(stage: Stage, provider: Provider):
    path = await says(stage, provider, answer(item()))
    assert titles(await page(stage)) == ["Brief good", "Goed"]
    await asyncio.sleep(0.3)
    provider.answers[path] = whole("403 Forbidden", b'{"code": "no_consent"}', _JSON)
    assert titles(await page(stage)) == ["Brief good"]
    provider.answers[path] = whole("503 Later", b"{}", _JSON)
    listed = await page(stage)
    assert (titles(listed), sorted(states(listed))) == (["Brief good"], ["FAILED", "OK"])
