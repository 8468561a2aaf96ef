"""Reminders and escalations: due by what the notification says, and void once it says otherwise."""

from datetime import timedelta

import pytest

from blocks.notifications.model import (
    Channels,
    Escalation,
    NotificationAnnounced,
    OccasionDue,
    Reason,
    Relative,
    Reminder,
)
from blocks.notifications.occasions import moments, rescheduled
from blocks.notifications.progress import cancel
from blocks.notifications.rows import dispatch
from profile_core.contract import clock
from profile_core.outbound.rows import stops
from tests.notifications.played import TASK

SENT, WAITS = ("SENT", None), ("SCHEDULED", None)
FIRST, FIRST_REMINDER, SECOND_REMINDER = [
    ("pigeon", occasion) for occasion in ("FIRST", "REMINDER_DEADLINE_1", "REMINDER_DEADLINE_10")
]
UNREAD = ("drum", "UNREAD")
HOUR = 3_600.0


@pytest.fixture
async def tasks(region):
    """A region whose tasks remind an hour and ten hours before the deadline, and escalate to the drum."""
    await region.define(
        TASK,
        channels=Channels(allowed=("pigeon",)),
        reminders=(
            Reminder(relative_to=Relative.DEADLINE, hours=1),
            Reminder(relative_to=Relative.DEADLINE, hours=10),
        ),
    )
    return region


async def announced(region, **values):
    """Send a task and wait for it to be announced and sent."""
    one = await region.send(type=TASK, **values)
    region.work()
    await region.until(one, {FIRST: SENT})
    await region.quiet()
    return one


async def test_reminders_go_out_when_their_moment_comes_and_only_those_still_to_come(tasks):
    one = await announced(tasks, deadline=clock.ahead(5 * HOUR))
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: WAITS})
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: SENT})
    assert [parcel.items[0].occasion for parcel in tasks.pigeon.carried] == ["FIRST", "REMINDER_DEADLINE_1"]


async def test_read_or_done_before_its_moment_it_reminds_nobody(tasks):
    one = await announced(tasks, deadline=clock.ahead(50 * HOUR))
    await tasks.change(one, read_at=clock.now())
    await tasks.soon()
    await tasks.quiet()
    assert await tasks.lines(one) == {FIRST: SENT}


@pytest.mark.parametrize("reason", [Reason.READ, Reason.DONE])
async def test_reading_or_doing_cancels_the_reminders_that_wait_and_tells_of_it(tasks, reason):
    await _stop(tasks, stopped=True)
    one = await tasks.send(type=TASK, deadline=clock.ahead(5 * HOUR))
    tasks.work()
    await tasks.until(one, {FIRST: WAITS})
    await tasks.quiet_but_stopped()
    await tasks.soon()
    await tasks.until(one, {FIRST: WAITS, FIRST_REMINDER: WAITS})
    for _ in range(2):
        async with tasks.stage.platform.store.begin() as tx:
            await cancel(tx, [tasks.citizen().subject], [one], reason)
    assert await tasks.lines(one) == {FIRST: WAITS, FIRST_REMINDER: ("CANCELLED", reason)}
    assert [told.reason for told in await tasks.told() if told.occasion == "REMINDER_DEADLINE_1"] == [reason]


async def test_a_moved_deadline_voids_what_was_told_for_the_former(tasks):
    one = await announced(tasks, deadline=clock.ahead(5 * HOUR))
    await tasks.change(one, deadline=clock.ahead(200 * HOUR))
    await tasks.soon()
    await tasks.quiet()
    assert await tasks.lines(one) == {FIRST: SENT}, "the former moments are void"
    async with tasks.stage.platform.store.begin() as tx:
        await rescheduled(tx, [(tasks.citizen().subject, one)])
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: WAITS, SECOND_REMINDER: WAITS})


async def test_a_reminder_that_waits_while_the_deadline_moves_gives_way_to_the_new_one(tasks):
    await tasks.define(TASK, reminders=(Reminder(relative_to=Relative.DEADLINE, hours=1),))
    one = await announced(tasks, deadline=clock.ahead(5 * HOUR))
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: WAITS})
    await tasks.quiet()
    await tasks.change(one, deadline=clock.ahead(10 * HOUR))
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: ("CANCELLED", "RESCHEDULED")})
    async with tasks.stage.platform.store.begin() as tx:
        await rescheduled(tx, [(tasks.citizen().subject, one)])
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: WAITS})
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: SENT})
    assert len(tasks.pigeon.carried) == 2


async def test_told_anew_for_the_same_moment_it_reminds_once(tasks):
    one = await announced(tasks, deadline=clock.ahead(5 * HOUR))
    for _ in range(2):
        async with tasks.stage.platform.store.begin() as tx:
            await rescheduled(tx, [(tasks.citizen().subject, one)])
    await tasks.soon()
    await tasks.quiet()
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: SENT})
    await tasks.quiet()
    assert len(tasks.pigeon.carried) == 2


async def test_heard_again_after_it_was_sent_it_stays_sent(tasks):
    deadline = clock.ahead(5 * HOUR)
    one = await announced(tasks, deadline=deadline)
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: WAITS})
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: SENT})
    of = {"subject": tasks.citizen().subject, "notification": one}
    due = deadline - timedelta(hours=1)
    async with tasks.stage.platform.store.begin() as tx:
        await tx.tell(NotificationAnnounced(**of), OccasionDue(**of, occasion=FIRST_REMINDER[1], due=due))
    await tasks.quiet()
    assert await tasks.lines(one) == {FIRST: SENT, FIRST_REMINDER: SENT}
    assert len(tasks.pigeon.carried) == 2


async def test_what_stays_unread_goes_out_by_one_more_channel(region):
    await region.define(
        channels=Channels(allowed=("pigeon", "drum")), escalation=Escalation(hours=24, channel="drum")
    )
    unread, read = await region.send("unread"), await region.send("read")
    region.work()
    for one in (unread, read):
        await region.until(one, {FIRST: SENT, ("drum", "FIRST"): SENT})
    await region.quiet()
    await region.change(read, read_at=clock.now())
    await region.soon()
    await region.until(unread, {FIRST: SENT, ("drum", "FIRST"): SENT, UNREAD: WAITS})
    await region.soon()
    await region.until(unread, {FIRST: SENT, ("drum", "FIRST"): SENT, UNREAD: SENT})
    await region.quiet()
    assert UNREAD not in await region.lines(read)


async def test_moments_are_relative_to_creation_deadline_and_start(region):
    await region.define(
        TASK,
        reminders=(
            Reminder(relative_to=Relative.CREATION, hours=2),
            Reminder(relative_to=Relative.DEADLINE, hours=3),
            Reminder(relative_to=Relative.START, hours=4),
        ),
        escalation=Escalation(hours=5, channel="drum"),
    )
    deadline = clock.ahead(50 * HOUR)
    one = await region.send(type=TASK, deadline=deadline)
    async with region.stage.platform.store.read() as tx:
        of = await dispatch.find(tx, region.citizen().subject, one)
    assert of is not None
    assert moments(of) == {
        "REMINDER_CREATION_2": of.created_at + timedelta(hours=2),
        "REMINDER_DEADLINE_3": deadline - timedelta(hours=3),
        "UNREAD": of.created_at + timedelta(hours=5),
    }


async def test_an_edit_of_the_type_takes_no_reminder_from_what_is_there(tasks):
    one = await announced(tasks, deadline=clock.ahead(5 * HOUR))
    edited = (
        Reminder(relative_to=Relative.CREATION, hours=1),
        Reminder(relative_to=Relative.DEADLINE, hours=2),
    )
    await tasks.define(TASK, reminders=edited)
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: WAITS})
    await tasks.define(TASK, reminders=())
    await tasks.soon()
    await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: SENT})


async def test_told_anew_after_an_edit_of_the_type_it_reminds_once(tasks):
    one = await announced(tasks, deadline=clock.ahead(5 * HOUR))
    edited = (
        Reminder(relative_to=Relative.CREATION, hours=1),
        Reminder(relative_to=Relative.DEADLINE, hours=1),
    )
    await tasks.define(TASK, reminders=edited)
    async with tasks.stage.platform.store.begin() as tx:
        await rescheduled(tx, [(tasks.citizen().subject, one)])
    new = ("pigeon", "REMINDER_CREATION_1")
    for state in (WAITS, SENT):
        await tasks.soon()
        await tasks.until(one, {FIRST: SENT, FIRST_REMINDER: state, new: state})
    await tasks.quiet()
    assert len(tasks.pigeon.carried) == 3


async def test_an_edit_of_the_type_takes_no_escalation_from_what_is_there_unless_it_ends_it(region):
    await region.define(channels=Channels(allowed=("pigeon", "drum")))
    await region.define(escalation=Escalation(hours=24, channel="drum"))
    one = await region.send()
    region.work()
    firsts = {FIRST: SENT, ("drum", "FIRST"): SENT}
    await region.until(one, firsts)
    await region.quiet()
    await region.define(escalation=Escalation(hours=48, channel="drum"))
    for state in (WAITS, SENT):
        await region.soon()
        await region.until(one, {**firsts, UNREAD: state})


async def test_an_escalation_that_the_type_ended_goes_nowhere(region):
    await region.define(channels=Channels(allowed=("pigeon", "drum")))
    await region.define(escalation=Escalation(hours=24, channel="drum"))
    one = await region.send()
    region.work()
    await region.until(one, {FIRST: SENT, ("drum", "FIRST"): SENT})
    await region.quiet()
    await region.define(escalation=None)
    await region.soon()
    await region.quiet()
    assert await region.lines(one) == {FIRST: SENT, ("drum", "FIRST"): SENT}


async def _stop(region, *, stopped: bool) -> None:
    async with region.stage.platform.store.begin() as tx:
        await stops.change(tx, "notifications.pigeon", stopped=stopped, reason="a test")
