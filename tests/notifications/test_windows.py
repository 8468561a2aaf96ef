"""When citizens may be bothered, by the clock on their wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from blocks.notifications.model import SendingWindow
from blocks.notifications.windows import next_digest, opens

BRUSSELS = "Europe/Brussels"
ZONE = ZoneInfo(BRUSSELS)
MINUTE = timedelta(minutes=1)
STEP = timedelta(minutes=5)
QUARTERS = st.integers(min_value=0, max_value=95)
CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
"""When clocks in Belgium go forward, and back."""


def wall(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


WINDOWS = st.builds(
    lambda days, span: SendingWindow(days=tuple(days), begins=wall(min(span)), ends=wall(max(span))),
    days=st.sets(st.integers(1, 7), min_size=1).map(sorted),
    span=st.sets(QUARTERS, min_size=2, max_size=2),
)
MOMENTS = st.builds(
    lambda change, minutes: change + minutes * MINUTE,
    change=st.sampled_from(CHANGES),
    minutes=st.integers(-14 * 1440, 3 * 1440),
)


def is_open(window: SendingWindow, moment: datetime) -> bool:
    local = moment.astimezone(ZONE)
    return local.isoweekday() in window.days and time.fromisoformat(
        window.begins
    ) <= local.time() < time.fromisoformat(window.ends)


@given(window=WINDOWS, moment=MOMENTS)
def test_it_opens_at_the_first_moment_that_lies_in_it_also_when_clocks_are_changed(window, moment):
    opened = opens(window, moment, BRUSSELS)
    assert opened >= moment
    assert is_open(window, opened)
    steps = (opened - moment) // STEP
    passed = (moment + n * STEP for n in range(steps + 1))
    assert not any(is_open(window, one) for one in passed if one < opened)


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-07-01T05:59:00+00:00", "2026-07-01T06:00:00+00:00"),
        ("2026-07-01T06:00:00+00:00", "2026-07-01T06:00:00+00:00"),
        ("2026-07-01T17:59:59+00:00", "2026-07-01T17:59:59+00:00"),
        ("2026-07-01T18:00:00+00:00", "2026-07-02T06:00:00+00:00"),
        ("2026-12-31T19:00:00+00:00", "2027-01-01T07:00:00+00:00"),
        ("2026-10-24T18:00:00+00:00", "2026-10-25T07:00:00+00:00"),
        ("2026-03-28T19:00:00+00:00", "2026-03-29T06:00:00+00:00"),
    ],
)
def test_eight_to_eight_in_brussels_in_summer_in_winter_and_between(moment, opened):
    window = SendingWindow(begins="08:00", ends="20:00")
    assert opens(window, datetime.fromisoformat(moment), BRUSSELS) == datetime.fromisoformat(opened)


@given(moment=MOMENTS, hour=st.integers(4, 23))
def test_digest_leaves_at_its_hour_within_a_day_and_not_at_once(moment, hour):
    leaves = next_digest(moment, hour, BRUSSELS)
    assert leaves is not None
    assert (leaves.astimezone(ZONE).hour, leaves.astimezone(ZONE).minute) == (hour, 0)
    assert timedelta(minutes=5) < leaves - moment <= timedelta(hours=25, minutes=5)


@pytest.mark.parametrize(
    ("begins", "ends", "moment", "opened"),
    [
        ("02:15", "03:30", "2026-03-29T00:30:00+00:00", "2026-03-29T01:00:00+00:00"),
        ("02:15", "02:45", "2026-03-22T01:46:00+00:00", "2026-04-05T00:15:00+00:00"),
        ("02:00", "02:30", "2026-10-25T00:45:00+00:00", "2026-10-25T01:00:00+00:00"),
    ],
    ids=["its begin is skipped", "all of it is skipped", "it comes twice"],
)
def test_window_on_sunday_nights_on_which_clocks_are_changed(begins, ends, moment, opened):
    window = SendingWindow(days=(7,), begins=begins, ends=ends)
    assert opens(window, datetime.fromisoformat(moment), BRUSSELS) == datetime.fromisoformat(opened)


@pytest.mark.parametrize(
    ("moment", "day"), [("2026-07-01T14:54:00+00:00", 1), ("2026-07-01T14:56:00+00:00", 2)]
)
def test_what_is_planned_just_before_a_digest_goes_into_the_next(moment, day):
    leaves = next_digest(datetime.fromisoformat(moment), 17, BRUSSELS)
    assert leaves == datetime(2026, 7, day, 15, tzinfo=UTC)
