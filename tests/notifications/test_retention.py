import asyncio
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from blocks.notifications import retention
from blocks.notifications.model import Accepted, DeliveryState
from blocks.notifications.rows import inbox
from blocks.notifications.rows.registered import NotificationState
from blocks.notifications.rows.tables import (
    delivery_table as d,
    notification_table as n,
    operation_table as o,
)
from profile_core.contract import clock, ids
from tests.notifications.operated import DELETE, UPDATE, answers, do, order, seen, thing
from tests.notifications.played import CITIZENS, TASK, Stage, draft, refusals


async def test_what_is_due_is_deleted_and_its_key_cannot_return(stage: Stage):
    one, kept = await thing(stage, text="Iets persoonlijks"), await thing(stage, "2")
    await stage.deliver()
    await _due(stage, one.id)
    await retention.delete(stage.platform)
    known = await seen(stage, one)
    assert (known.state, known.revision) == (NotificationState.DELETED, 2)
    async with stage.platform.store.read() as tx:
        row = await tx.row(select(n.c.title, n.c.text, n.c.content_mac).where(*_is(one.id)))
        assert row is not None
        assert (row.title, row.text, row.content_mac) == ([], [], b"")
        assert await inbox.item(tx, stage.citizen(), one.id) is None
        assert await inbox.item(tx, stage.citizen(), kept.id) is not None
    assert refusals(await stage.register(draft(type=TASK))) == ["notifications.deleted"]
    assert refusals(await do(stage, order(UPDATE, one))) == ["notifications.deleted"]
    assert answers(await do(stage, order(DELETE, one))) == [(2, False)]


async def test_what_is_not_due_yet_stays(stage: Stage):
    one = await thing(stage, delete_at=clock.ahead(3600))
    before = await seen(stage, one)
    await retention.delete(stage.platform)
    assert await seen(stage, one) == before


async def test_more_than_one_transaction_takes_and_several_workers_at_once_delete_each_once(stage: Stage):
    drafts = [draft(str(at), to=CITIZENS[at % 2]) for at in range(450)]
    outcomes = await stage.register(*drafts)
    buckets = sorted({ids.bucket_of(one.id) for one in outcomes if isinstance(one, Accepted)})
    async with stage.platform.store.begin() as tx:
        await tx.run(update(n).where(n.c.bucket.in_(buckets)).values(delete_at=clock.ago(60)))
    await asyncio.gather(*(retention.delete(stage.platform) for _ in range(3)))
    async with stage.platform.store.read() as tx:
        rows = await tx.rows(select(n.c.deleted_at, n.c.revision).where(n.c.bucket.in_(buckets)))
        states = await tx.rows(select(d.c.state).where(d.c.bucket.in_(buckets)))
    assert len(rows) == 450
    assert {(row.deleted_at is not None, row.revision) for row in rows} == {(True, 2)}
    assert {row.state for row in states} == {DeliveryState.CANCELLED}


async def test_deliveries_outlive_what_they_were_of_by_ninety_days(stage: Stage):
    one, other = await thing(stage), await thing(stage, "2")
    await stage.deliver()
    deliveries = await _of(stage, one.id)
    await do(stage, order(DELETE, one))
    async with stage.platform.store.read() as tx:
        until = await tx.value(select(n.c.delete_at).where(*_is(one.id)))
    assert timedelta(days=89) < until - clock.now() <= timedelta(days=90)
    await retention.delete(stage.platform)
    assert await _of(stage, one.id) == deliveries > 0
    await _due(stage, one.id)
    await retention.delete(stage.platform)
    assert (await _of(stage, one.id), await _of(stage, other.id)) == (0, deliveries)
    assert (await seen(stage, one)).state is NotificationState.DELETED
    assert refusals(await stage.register(draft(type=TASK))) == ["notifications.deleted"]


async def test_an_operation_is_remembered_for_thirty_days(stage: Stage):
    one = await thing(stage)
    said = [order(UPDATE, one, title="A"), order(UPDATE, one, title="B")]
    first = await do(stage, *said)
    async with stage.platform.store.begin() as tx:
        mine = (o.c.bucket == ids.bucket_of(one.id), o.c.revision == 2)
        await tx.run(update(o).where(*mine).values(done_at=clock.ago(retention.OPERATIONS_KEPT + 60)))
    await retention.delete(stage.platform)
    assert await stage.count(o) == 1
    assert await do(stage, said[1]) == first[1:]
    assert answers(await do(stage, said[0])) == [(4, True)]


async def _due(stage: Stage, notification: UUID) -> None:
    async with stage.platform.store.begin() as tx:
        await tx.run(update(n).where(*_is(notification)).values(delete_at=clock.ago(60)))


def _is(notification: UUID):
    return (n.c.bucket == ids.bucket_of(notification), n.c.id == notification)


async def _of(stage: Stage, notification: UUID) -> int:
    mine = (d.c.bucket == ids.bucket_of(notification), d.c.notification_id == notification)
    async with stage.platform.store.read() as tx:
        return len(await tx.rows(select(d.c.channel).where(*mine)))
