"""Moments by which lists are narrowed down: any end of the calendar will do, and none is without a zone."""

import httpx2
import pytest

from profile_core.contract import Acting, Caller, clock
from tests.notifications.asked import ask
from tests.notifications.inbox_asked import stored
from tests.notifications.played import TASK, Stage, draft

EARLIEST, LATEST = "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:59"
"""What no clock can say in UTC: a program's "always" and "never"."""
REGISTERED = """query ($from: DateTime, $until: DateTime) { notifications { notifications(
  filter: { createdFrom: $from, createdUntil: $until, deadlineFrom: $from, deadlineUntil: $until }
) { nodes { externalId } } } }"""
DELIVERIES = """query ($from: DateTime) { notifications { deliveries(filter: { since: $from }) {
  nodes { externalId } } } }"""
INBOX = """query ($from: DateTime, $until: DateTime) { notifications { list(
  filter: { since: $from, until: $until }
) { nodes { id } } } }"""
ALL_READ = """mutation ($from: DateTime!) { markAllNotificationsRead(shownAt: $from) {
  __typename ... on Error { code path } } }"""


def asking(stage: Stage, question: str) -> Caller | Acting:
    return stage.citizen() if question == INBOX else stage.gent


@pytest.mark.parametrize(
    "question", [REGISTERED, DELIVERIES, INBOX], ids=["registered", "deliveries", "inbox"]
)
async def test_always_and_never_narrow_nothing_down(stage: Stage, gateway: httpx2.AsyncClient, question: str):
    await stored(stage, draft("1", type=TASK, deadline=clock.ahead(3600)))
    who = asking(stage, question)
    said = {"from": EARLIEST} if question == DELIVERIES else {"from": EARLIEST, "until": LATEST}
    [found] = (await ask(gateway, who, question, **said))["data"]["notifications"].values()
    assert found["nodes"]
    later = dict.fromkeys(said, LATEST)
    [none] = (await ask(gateway, who, question, **later))["data"]["notifications"].values()
    assert none["nodes"] == []


@pytest.mark.parametrize(
    "question", [REGISTERED, DELIVERIES, INBOX], ids=["registered", "deliveries", "inbox"]
)
@pytest.mark.parametrize("moment", ["2026-11-22", "2026-11-22T10:00:00"])
async def test_a_moment_without_a_zone_is_refused_and_the_error_says_what_to_write(
    stage: Stage, gateway: httpx2.AsyncClient, question: str, moment: str
):
    answer = await ask(gateway, asking(stage, question), question, **{"from": moment})
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "filter.moment"
    assert error["extensions"]["path"] == ["filter", "createdFrom" if question == REGISTERED else "since"]
    assert "+02:00" in error["message"]


@pytest.mark.parametrize("shown", [EARLIEST, "0001-01-01T00:00:00Z", LATEST, "2026-11-22T10:00:00"])
async def test_a_list_was_shown_at_a_moment_that_can_be(
    stage: Stage, gateway: httpx2.AsyncClient, shown: str
):
    answer = await ask(gateway, stage.citizen(), ALL_READ, **{"from": shown})
    marked = answer["data"]["markAllNotificationsRead"]
    assert marked == {"__typename": "InvalidError", "code": "read.shown_at", "path": ["shownAt"]}
