"""What follows from an operation: what waits is cancelled, and what moved is due at its new moment."""

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select

from blocks.notifications import types
from blocks.notifications.model import Kind, OccasionDue, Relative, Reminder
from blocks.notifications.rows.tables import delivery_table as d
from profile_core.contract import clock, ids
from profile_core.store.facts import fact_table as f
from tests.notifications.operated import (
    COMPLETE,
    DELETE,
    FUTURE,
    LATER,
    RESCHEDULE,
    RETRACT,
    UPDATE,
    Thing,
    do,
    order,
    thing,
)
from tests.notifications.played import Stage, type_draft

REMINDED = "parking.reminded"


async def reminded(stage: Stage, deadline: datetime) -> Thing:
    """Register a task whose type reminds a day before its deadline."""
    day = Reminder(relative_to=Relative.DEADLINE, hours=24)
    wanted = replace(type_draft(stage.gent, REMINDED, Kind.TASK), reminders=(day,))
    await types.register(stage.platform, stage.gent, wanted, dry_run=False)
    return await thing(stage, type=REMINDED, deadline=deadline)


async def test_what_waits_is_cancelled_with_what_is_taken_back(stage: Stage):
    for operation in (RETRACT, DELETE):
        one = await thing(stage, operation)
        assert await lines(stage, one) == {("inbox", "ACCEPTED", None)}
        await do(stage, order(operation, one))
        assert await lines(stage, one) == {("inbox", "CANCELLED", "RETRACTED")}


async def test_what_is_done_cancels_reminders_and_nothing_else(stage: Stage):
    one = await reminded(stage, clock.ahead(3600))
    await stage.deliver()
    before = await lines(stage, one)
    await waits(stage, one, "REMINDER_DEADLINE_24")
    await do(stage, order(COMPLETE, one))
    assert await lines(stage, one) == before | {("email", "CANCELLED", "DONE")}


async def test_a_moved_deadline_is_told_with_its_new_moment_and_an_update_tells_nothing(stage: Stage):
    one = await reminded(stage, FUTURE)
    await stage.deliver()
    day = timedelta(days=1)
    assert await due(stage) == [FUTURE - day]
    await do(stage, order(UPDATE, one))
    assert await due(stage) == [FUTURE - day]
    for _ in range(2):
        await do(stage, order(RESCHEDULE, one, deadline=LATER))
    assert await due(stage) == [FUTURE - day, LATER - day]


async def lines(stage: Stage, of: Thing) -> set[tuple[str, str, str | None]]:
    """Return how its deliveries stand."""
    mine = (d.c.bucket == ids.bucket_of(of.id), d.c.notification_id == of.id)
    async with stage.platform.store.read() as tx:
        rows = await tx.rows(select(d.c.channel, d.c.state, d.c.reason).where(*mine))
    return {(row.channel, row.state, row.reason) for row in rows}


async def waits(stage: Stage, of: Thing, occasion: str) -> None:
    """Let a delivery by mail wait, as a reminder does that is planned."""
    mine = (d.c.bucket == ids.bucket_of(of.id), d.c.notification_id == of.id, d.c.channel == "inbox")
    async with stage.platform.store.begin() as tx:
        [row] = await tx.rows(select(d).where(*mine))
        await tx.insert(
            d, [{**row._asdict(), "channel": "email", "occasion": occasion, "state": "SCHEDULED"}]
        )


async def due(stage: Stage) -> list[datetime]:
    """Return for what moments occasions were told."""
    buckets = [ids.bucket_of(stage.citizen().subject.id)]
    async with stage.platform.store.read() as tx:
        rows = await tx.rows(select(f.c.payload).where(f.c.bucket.in_(buckets), f.c.name == OccasionDue.name))
    return sorted(msgspec.json.decode(row.payload, type=OccasionDue).due for row in rows)
