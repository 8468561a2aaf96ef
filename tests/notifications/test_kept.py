"""What nobody would ever see is refused when it is news; what was accepted keeps its answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from blocks.notifications.model import Appointment, Kind
from profile_core.contract import clock
from tests.notifications.fines import FINE, MORNING, TYPES, fine, fitted, refusal, with_types
from tests.notifications.played import Stage, refusals


@pytest.fixture
async def typed(stage: Stage) -> Stage:
    return await with_types(stage)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"deadline": MORNING + timedelta(days=61)}, "deadline"),
        ({"deadline": MORNING, "delete_at": MORNING - timedelta(seconds=1)}, "deleteAt"),
        ({"deadline": MORNING, "delete_after_days": 58}, "deleteAfterDays"),
    ],
)
def test_what_is_due_is_not_deleted_before(changed: dict[str, Any], path: str):
    task = replace(TYPES[FINE], kind=Kind.TASK)
    assert refusal(fine(**changed), task) == ("item.delete_at", path)
    fitted(fine(deadline=MORNING, delete_at=MORNING), datetime(2027, 1, 1, tzinfo=UTC), task)


def test_an_appointment_is_kept_until_it_is_over():
    of = replace(TYPES[FINE], kind=Kind.APPOINTMENT)
    begins = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=60)
    long = Appointment(starts_at=begins, ends_at=begins + timedelta(hours=1))
    assert refusal(fine(appointment=long), of) == ("item.delete_at", "appointment")
    fitted(fine(appointment=Appointment(starts_at=begins)), datetime(2027, 1, 1, tzinfo=UTC), of)


async def test_news_that_nobody_would_see_is_refused_and_what_was_accepted_keeps_its_answer(typed: Stage):
    past = clock.ago(60)
    news = [fine(expires_at=past), fine(delete_at=past), fine("2", expires_at=clock.ahead(60))]
    outcomes = await typed.register(*news)
    assert refusals(outcomes) == ["item.expires_at", "item.delete_at", None]
    assert refusals(await typed.register(*news, dry_run=True)) == refusals(outcomes)


async def test_what_was_accepted_has_its_answer_when_its_time_is_over(
    typed: Stage, monkeypatch: pytest.MonkeyPatch
):
    soon = fine(expires_at=clock.ahead(60))
    first = await typed.register(soon)
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(minutes=2))
    assert await typed.register(soon) == first
    assert await typed.register(soon, dry_run=True) == first
    late = fine("2", expires_at=soon.expires_at)
    assert refusals(await typed.register(late)) == ["item.expires_at"]
