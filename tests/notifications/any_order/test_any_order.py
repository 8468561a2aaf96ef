"""Whatever providers, citizens and workers do, in any order, dying anywhere: all is as a simple model says.

An operation is answered, and notifications, inbox, counts, deliveries, feed and what went outside are seen, as the
model has it: after each step, not only at rest.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from blocks.notifications.model import Choice, DeliveryState, Reason
from tests.conftest import MATRIX
from tests.notifications.any_order.asked import KINDS, Asked, Sent
from tests.notifications.any_order.machine import AnyOrder
from tests.notifications.any_order.world import World, a_world
from tests.notifications.operated import COMPLETE, DELETE, FUTURE, LATER, PAST, RESCHEDULE, RETRACT, UPDATE
from tests.notifications.played import TASK

EXAMPLES = 6
PHASES = [Phase.generate]
"""A failure is shown as it came: making it smaller takes minutes (add ``Phase.shrink`` for that)."""


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Give a world whose event loop the machine holds."""
    with a_world(database_url) as opened:
        yield opened


def test_all_is_as_the_model_says(world: World):
    class Here(AnyOrder):
        def __init__(self) -> None:
            super().__init__(world)

    examples = settings(
        max_examples=60 if MATRIX else EXAMPLES,
        stateful_step_count=30,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        phases=PHASES,
    )
    run_state_machine_as_test(Here, settings=examples)


def test_a_long_story_is_as_the_model_says(world: World):
    """Play some steps that are rare together."""
    story = AnyOrder(world)
    late = replace(_sent(TASK), number=2, version=2, deadline=PAST)
    story.register([*map(_sent, KINDS), late], works=False)
    permit, task = 0, 1
    story.receiver_is_in_a_mood(permit, "refuses")
    story.workers_work()
    story.citizen_does(permit, "read")
    story.replays()
    story.workers_work()
    story.operate([Asked(of=task, operation=RESCHEDULE, deadline=LATER)])
    story.time_passes()
    story.receiver_is_in_a_mood(task, "refuses")
    story.time_passes()
    story.replays()
    story.citizen_does(task, "do")
    story.operate([Asked(of=task, operation=one) for one in (COMPLETE, COMPLETE)])
    story.operate([Asked(of=task, operation=RESCHEDULE, deadline=PAST, if_revision=2)])
    for title in ("A", "B"):
        story.operate([Asked(of=task, operation=UPDATE, title=title, idempotency_key="x")])
    again = Asked(of=task, operation=UPDATE, title="A", idempotency_key="x")
    story.operate([Asked(of=task, operation=RETRACT), again])
    story.operate([Asked(of=task, operation=DELETE), Asked(of=task, operation=RETRACT)])
    story.somebody_will_die(3, "after commit")
    story.register([_sent(code) for code in KINDS], works=True)
    story.teardown()


def test_what_changes_between_planning_and_sending_is_as_the_model_says(world: World):
    """Plan all reminders and escalations, let each be needless or wanted otherwise by its moment, and send."""
    story = AnyOrder(world)
    mine, hers = ([replace(_sent(code), who=who) for code in KINDS] for who in (0, 1))
    story.register([*mine, *hers], works=True)
    story.time_passes()
    permit, task, visit_, her_permit, her_task, her_visit = range(6)
    story.expires(permit)
    story.citizen_chooses(0, TASK, "pigeon", Choice.OFF)
    story.operate([Asked(of=visit_, operation=RESCHEDULE, deadline=PAST)])
    story.citizen_chooses(1, "sender", "drum", Choice.OFF)
    story.citizen_chooses(1, None, "drum", Choice.ON)
    story.citizen_moves(1)
    story.citizen_does(her_visit, "archive")
    story.receiver_is_in_a_mood(her_task, "slow")
    story.facts_are_heard_twice()
    story.somebody_will_die(20, "before commit")
    story.time_passes()
    for one in (task, her_permit, her_task):
        story.provider_reports(one, (DeliveryState.FAILED, Reason.BOUNCED), reminds=True)
    story.time_passes()
    story.teardown()


def test_what_nobody_sees_or_reaches_from_the_start_is_as_the_model_says(world: World):
    """Retract before workers come, need paper, and take into the archive what is unread."""
    story = AnyOrder(world)
    story.citizen_moves(0)
    story.register([_sent(code) for code in KINDS], works=False)
    task, visit = 1, 2
    story.step(("operate", {"asked": [Asked(of=task, operation=RETRACT)]}))
    story.workers_work()
    for action in ("archive", "unread"):
        story.citizen_does(visit, action)
    story.workers_work()
    story.provider_reports(visit, (DeliveryState.DELIVERED, None), reminds=False)
    story.citizen_does(visit, "unarchive")
    story.operate([Asked(of=visit, operation=DELETE)])
    story.teardown()


def _sent(code: str) -> Sent:
    return Sent(number=1, type=code, who=0, title="A", deadline=FUTURE, version=None)
