from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from blocks.notifications import read, types
from blocks.notifications.model import DeliveryState, Kind, Preview, Reason, TaskState
from blocks.notifications.operate.orders import Answer, NaturalKey, Operation
from blocks.notifications.rows import inbox
from blocks.notifications.rows.registered import DoneBy, NotificationState
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n, operation_table
from profile_core.contract import ForbiddenError, NotFoundError, Recipient, ids
from profile_core.directory.tables import agreement_table
from profile_core.store.facts import fact_table
from tests import sent
from tests.notifications.operated import (
    COMPLETE,
    DELETE,
    FUTURE,
    LATER,
    PAST,
    RESCHEDULE,
    RETRACT,
    UPDATE,
    VISIT,
    answers,
    do,
    order,
    seen,
    somebody,
    thing,
    visit,
    with_visits,
)
from tests.notifications.played import CITIZENS, PERMIT, TASK, Stage, agree, draft, live, refusals, type_draft


async def test_an_update_is_what_the_citizen_reads_and_what_it_leaves_out_is_gone(stage: Stage):
    one = await thing(stage, link="https://stad.gent/kaart", group_id="file-7", expires_at=LATER)
    await stage.deliver()
    before = await stage.count(d)
    [outcome] = await do(stage, order(UPDATE, one, by_key=True, title="Anders", brand="Parkeerbedrijf"))
    assert outcome == Answer(id=one.id, external_id="1", revision=2, changed=True)
    async with stage.platform.store.read() as tx:
        item = await inbox.item(tx, stage.citizen(), one.id)
    assert item is not None
    assert (item.title.in_language("nl"), item.link) == ("Anders", None)
    known = await seen(stage, one)
    assert (known.brand, known.group_id, known.expires_at) == ("Parkeerbedrijf", None, None)
    await stage.deliver()
    assert await stage.count(d) == before, "what was sent is not sent again"


async def test_an_update_leaves_deadline_and_appointment_where_they_are(stage: Stage):
    await with_visits(stage)
    task = await thing(stage, deadline=FUTURE)
    meeting = await thing(stage, type=VISIT, appointment=visit())
    await do(stage, order(UPDATE, task), order(UPDATE, meeting))
    assert (await seen(stage, task)).deadline == FUTURE
    assert (await seen(stage, meeting)).appointment == visit()


async def test_done_is_never_expired_and_an_expired_task_is_new_again_with_a_later_deadline(stage: Stage):
    one, two = await thing(stage, deadline=PAST), await thing(stage, "2", deadline=FUTURE)
    assert (await seen(stage, one)).task is TaskState.EXPIRED
    await do(stage, order(RESCHEDULE, one, deadline=FUTURE), order(COMPLETE, two))
    assert (await seen(stage, one)).task is TaskState.NEW
    await do(stage, order(RESCHEDULE, two, deadline=PAST))
    known = await seen(stage, two)
    assert (known.task, known.deadline, known.done_by) == (TaskState.DONE, PAST, DoneBy.PROVIDER)


async def test_what_the_citizen_did_stays_the_citizens(stage: Stage):
    one = await thing(stage)
    await stage.deliver()
    await read.complete(stage.platform.store, stage.citizen(), str(one.id))
    before = await seen(stage, one)
    assert answers(await do(stage, order(COMPLETE, one))) == [(1, False)]
    after = await seen(stage, one)
    assert (after.done_at, after.done_by) == (before.done_at, DoneBy.CITIZEN)


@pytest.mark.parametrize("gone", [RETRACT, DELETE])
async def test_what_is_gone_is_not_changed_and_the_error_says_so(stage: Stage, gone: Operation):
    one = await thing(stage)
    await stage.deliver()
    await do(stage, order(gone, one))
    said = [order(UPDATE, one), order(RESCHEDULE, one, deadline=LATER), order(COMPLETE, one)]
    code = {RETRACT: "notifications.retracted", DELETE: "notifications.deleted"}[gone]
    assert refusals(await do(stage, *said)) == [code] * 3
    async with stage.platform.store.read() as tx:
        assert await inbox.item(tx, stage.citizen(), one.id) is None


async def test_a_deleted_notification_says_nothing_any_more_and_its_key_cannot_return(stage: Stage):
    said = {"link": "https://stad.gent/x", "group_id": "file-7", "deadline": FUTURE, "version": 3}
    one = await thing(stage, text="Iets persoonlijks", **said)
    await stage.deliver()
    await read.complete(stage.platform.store, stage.citizen(), str(one.id))
    await do(stage, order(RETRACT, one), order(DELETE, one))
    async with stage.platform.store.read() as tx:
        bucket = ids.bucket_of(one.id)
        row = await tx.row(select(n).where(n.c.bucket == bucket, n.c.id == one.id))
    assert row is not None
    kept = {name for name, value in row._asdict().items() if value not in (None, [], b"")}
    names = {"bucket", "id", "subject_id", "provider_id", "environment", "type_id", "external_id", "kind"}
    assert kept == names | {"created_at", "retracted_at", "deleted_at", "delete_at", "revision", "live"}
    assert refusals(await stage.register(draft(type=TASK))) == ["notifications.deleted"]


async def test_a_retracted_notification_keeps_its_key(stage: Stage):
    one = await thing(stage)
    await do(stage, order(RETRACT, one))
    assert refusals(await stage.register(draft(type=TASK, title="Anders"))) == ["notifications.duplicate"]


async def test_what_is_retracted_before_it_is_announced_never_comes(stage: Stage):
    one = await thing(stage)
    await do(stage, order(RETRACT, one))
    await stage.deliver()
    async with stage.platform.store.read() as tx:
        assert await inbox.item(tx, stage.citizen(), one.id) is None
        rows = await tx.rows(select(d).where(d.c.bucket == ids.bucket_of(one.id)))
    assert [(row.state, row.reason) for row in rows] == [(DeliveryState.CANCELLED, Reason.RETRACTED)]


async def test_each_kind_moves_what_it_has_and_nothing_else(stage: Stage):
    await with_visits(stage)
    message, task = await thing(stage, type=PERMIT), await thing(stage, deadline=FUTURE)
    meeting = await thing(stage, type=VISIT, appointment=visit())
    outcomes = await do(
        stage,
        order(RESCHEDULE, message, deadline=LATER),
        order(RESCHEDULE, task),
        order(RESCHEDULE, task, deadline=LATER, appointment=visit()),
        order(RESCHEDULE, meeting, appointment=visit(), deadline=LATER),
        order(RESCHEDULE, meeting, appointment=visit(LATER)),
        order(COMPLETE, meeting),
    )
    codes = ["item.kind", "item.deadline", "item.appointment", "item.deadline", None, "item.kind"]
    assert refusals(outcomes) == codes
    assert (await seen(stage, meeting)).appointment == visit(LATER)


async def test_somebody_elses_and_none_are_the_same_answer(stage: Stage):
    await agree(stage.platform, stage.gent)
    one = await thing(stage)
    nobody = NaturalKey(type=TASK, external_id="none", recipient=somebody())
    invented = [
        replace(one, id=ids.new_id(ids.bucket_of(one.id))),
        replace(one, id=ids.new_id((ids.bucket_of(one.id) + 1) % 1024)),
    ]
    for operation in Operation:
        mine = [order(operation, other) for other in invented]
        mine += [order(operation, replace(one, key=nobody), by_key=True)]
        mine += [replace(order(operation, one), id="no id at all")]
        outcomes = await do(stage, *mine)
        for caller in (stage.aalst, live(stage.gent)):
            outcomes += await do(
                stage, order(operation, one), order(operation, one, by_key=True), caller=caller
            )
        assert all(isinstance(outcome, NotFoundError) for outcome in outcomes), operation
        assert {(o.code, str(o)) for o in outcomes if isinstance(o, NotFoundError)} == {
            ("notifications.unknown", "You have no such notification. Register it first.")
        }
    assert (await seen(stage, one)).revision == 1


async def test_a_dry_run_shows_what_would_be_and_changes_nothing(stage: Stage):
    one = await thing(stage, deadline=FUTURE)
    facts = await stage.count(fact_table)
    update, *others = await do(
        stage,
        order(UPDATE, one, title="Voorbeeld"),
        order(RESCHEDULE, one, deadline=LATER),
        order(COMPLETE, one),
        order(UPDATE, one, if_revision=9),
        order(DELETE, one),
        dry_run=True,
    )
    assert isinstance(update, Preview)
    assert (update.content.title.in_language("nl"), update.content.deadline) == ("Voorbeeld", FUTURE)
    assert answers(others) == [(3, True), (4, True), "notifications.revision", (5, True)]
    assert (await seen(stage, one)).revision == 1
    assert await stage.count(operation_table) == 0
    assert await stage.count(fact_table) == facts


async def test_good_orders_are_carried_out_beside_bad_ones_each_answer_in_its_place(stage: Stage):
    one, two = await thing(stage), await thing(stage, "2")
    outcomes = await do(
        stage,
        order(UPDATE, one, title="x" * 141),
        order(UPDATE, two),
        replace(order(UPDATE, one), key=one.key),
        replace(order(UPDATE, one), id=None),
        order(UPDATE, one, text="Uw nummer is 88.02.14-000.84."),
        order(UPDATE, one, group_id="88.02.14-000.84"),
        order(UPDATE, one, expires_at=PAST, delete_after_days=4000),
    )
    codes = ["texts.too_long", None, "item.which", "item.which", "text.national_number"]
    assert refusals(outcomes) == [*codes, "text.national_number", "item.delete_after"]
    assert (await seen(stage, one)).revision == 1
    assert (await seen(stage, two)).revision == 2


async def test_an_update_cannot_keep_it_longer_than_the_type_says(stage: Stage):
    one = await thing(stage)
    created = (await seen(stage, one)).created_at
    too_late = order(UPDATE, one, delete_at=created + timedelta(days=366))
    in_time = order(UPDATE, one, delete_at=created + timedelta(days=10))
    assert refusals(await do(stage, too_late, in_time)) == ["item.delete_at", None]
    assert (await seen(stage, one)).delete_at == created + timedelta(days=10)


async def test_more_than_a_thousand_are_refused_and_nothing_is_done(stage: Stage):
    one = await thing(stage)
    outcomes = await do(stage, *[order(RETRACT, one)] * 1_001)
    assert set(refusals(outcomes)) == {"items.too_many"}
    assert (await seen(stage, one)).state is NotificationState.ACCEPTED


async def test_without_an_agreement_one_may_take_back_but_say_nothing(stage: Stage):
    caller = live(stage.gent)
    await agree(stage.platform, stage.gent)
    await types.register(stage.platform, caller, type_draft(stage.gent, TASK, Kind.TASK), dry_run=False)
    one = await thing(stage, caller=caller, deadline=FUTURE)
    async with stage.platform.store.begin() as tx:
        await tx.run(delete(agreement_table))
    said = [
        order(UPDATE, one),
        order(RESCHEDULE, one, deadline=LATER),
        order(COMPLETE, one),
        order(DELETE, one),
    ]
    codes = ["notifications.agreement", "notifications.agreement", None, None]
    assert refusals(await do(stage, *said, caller=caller)) == codes


async def test_a_program_without_the_scope_is_refused(stage: Stage):
    one = await thing(stage)
    with pytest.raises(ForbiddenError):
        await do(stage, order(RETRACT, one), caller=replace(stage.gent, scopes=frozenset()))


@pytest.mark.parametrize(
    ("operation", "said"), [(RESCHEDULE, {"deadline": LATER}), (COMPLETE, {}), (RETRACT, {}), (DELETE, {})]
)
async def test_what_is_done_together_is_written_together(stage: Stage, operation: Operation, said: dict):
    things = [
        await thing(stage, f"to-{at}", recipient=Recipient(national_number=number), deadline=FUTURE)
        for at, number in enumerate(CITIZENS[:3])
    ]
    await stage.deliver()
    parts = ("INSERT INTO notification ", "UPDATE notification ", "UPDATE delivery ", "INTO handover ")
    with ExitStack() as stack:
        sent_ = [stack.enter_context(sent.collected(part)) for part in parts]
        outcomes = await do(stage, *(order(operation, one, **said) for one in things))
    assert answers(outcomes) == [(2, True)] * len(things)
    assert [len(some) <= 1 for some in sent_] == [True] * len(parts), sent_
    assert (len(sent_[0]), len(sent_[1])) == (1, 0)
