"""A provider's feed: every line once, in order, without gaps, whoever appends meanwhile."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import text, update

from blocks.notifications import follow, told
from blocks.notifications.model import DeliveryState, Event, ProviderTold
from blocks.notifications.rows import feed, types, usage
from blocks.notifications.rows.tables import feed_table
from profile_core.contract import Caller, ConflictError, InvalidError, SubjectRef, Tx, clock, ids
from tests.notifications.played import Stage


def said(caller: Caller, number: int = 0, **more) -> ProviderTold:
    subject = SubjectRef(ids.new_id(number % 1024))
    return ProviderTold(
        subject=subject,
        notification=ids.new_id(subject.bucket),
        provider=caller.provider,
        environment=caller.environment,
        event=Event.DELIVERY_CHANGED,
        at=clock.now(),
        type=ids.plain_id(),
        channel="email",
        occasion="FIRST",
        state=DeliveryState.SENT,
        **more,
    )


async def positions(stage: Stage, caller: Caller, after: int = 0, most: int = 100) -> list[int]:
    async with stage.platform.store.read() as tx:
        return [one.position for one in (await follow.events(tx, caller, after, most=most)).events]


async def append(stage: Stage, *facts: ProviderTold) -> None:
    async with stage.platform.store.begin() as tx:
        await told.in_feed(tx, facts)


async def test_each_provider_counts_for_itself_from_one(stage: Stage):
    await append(stage, said(stage.gent), said(stage.aalst), said(stage.gent))
    assert await positions(stage, stage.gent) == [1, 2]
    assert await positions(stage, stage.aalst) == [1]


async def test_what_is_rolled_back_leaves_no_gap(stage: Stage):
    async def _in_vain() -> None:
        async with stage.platform.store.begin() as tx:
            await told.in_feed(tx, [said(stage.gent)])
            raise ZeroDivisionError

    await append(stage, said(stage.gent))
    with pytest.raises(ZeroDivisionError):
        await _in_vain()
    await append(stage, said(stage.gent))
    assert await positions(stage, stage.gent) == [1, 2]


async def test_reader_sees_no_gap_and_no_double_while_many_append(stage: Stage):
    """Each append is a transaction of its own that takes its time, for two providers in turns, both ways round."""
    seen: list[int] = []

    async def _append(number: int) -> None:
        order = (stage.gent, stage.aalst) if number % 2 else (stage.aalst, stage.gent)
        async with stage.platform.store.begin() as tx:
            for caller in order:
                await feed.append(tx, [said(caller, number)])
                await asyncio.sleep(0.001 * (number % 5))

    async def _read() -> None:
        while len(seen) < 40:
            seen.extend(await positions(stage, stage.gent, after=seen[-1] if seen else 0, most=7))

    await asyncio.wait_for(asyncio.gather(_read(), *(_append(number) for number in range(40))), 60)
    assert seen == list(range(1, 41))


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_transaction_that_is_held_open_holds_back_what_comes_after_it(stage: Stage):
    """PostgreSQL shows a row as soon as it is committed: a feed by sequence would show 2 before 1.

    SQLite has one writer: nothing can be held open beside another.
    """
    held, let_go = asyncio.Event(), asyncio.Event()

    async def _hold() -> None:
        async with stage.platform.store.begin() as tx:
            await feed.append(tx, [said(stage.gent)])
            held.set()
            await let_go.wait()

    first = asyncio.create_task(_hold())
    await held.wait()
    second = asyncio.create_task(append(stage, said(stage.gent)))
    await _waits_for_a_lock(stage)
    assert await positions(stage, stage.gent) == []
    let_go.set()
    await asyncio.gather(first, second)
    assert await positions(stage, stage.gent) == [1, 2]


async def test_feed_is_read_in_pieces_and_says_whether_more_follows(stage: Stage):
    await append(stage, *(said(stage.gent, number) for number in range(5)))
    async with stage.platform.store.read() as tx:
        pieces = [await follow.events(tx, stage.gent, after, most=2) for after in (0, 2, 4, 5)]
    assert [(piece.last, piece.more) for piece in pieces] == [(2, True), (4, True), (5, False), (5, False)]
    assert all(one < other for one, other in pairwise(piece.last for piece in pieces[:3]))


async def test_lines_that_were_forgotten_are_named_rather_than_skipped(stage: Stage):
    await append(stage, *(said(stage.gent, number) for number in range(4)))
    await _age(stage, 2)
    await told.forget(stage.platform)
    assert await positions(stage, stage.gent, after=2) == [3, 4]
    with pytest.raises(ConflictError, match="kept no longer"):
        await positions(stage, stage.gent, after=1)
    await _age(stage, 4)
    await told.forget(stage.platform)
    assert await positions(stage, stage.gent, after=4) == []
    with pytest.raises(ConflictError, match="kept no longer"):
        await positions(stage, stage.gent, after=3)


async def test_position_that_was_not_given_is_refused(stage: Stage):
    with pytest.raises(ConflictError, match="ends at 0"):
        await positions(stage, stage.gent, after=1)
    for odd in ("", "-1", "1.0", "٣", "9" * 30):
        with pytest.raises(InvalidError, match="lastPosition"):
            follow.position(odd)


async def test_use_is_counted_by_day_type_channel_and_state(stage: Stage):
    async with stage.platform.store.read() as tx:
        permit, *_ = await types.every(tx, stage.gent)
    callers = (stage.gent, stage.gent, stage.aalst, stage.gent)
    await append(stage, *(replace(said(caller), type=permit.id) for caller in callers))
    async with stage.platform.store.read() as tx:
        used = await usage.of(tx, stage.gent, clock.now().date())
    assert [(one.type, one.channel, one.state, one.count) for one in used] == [
        (permit.code, "email", DeliveryState.SENT, 3)
    ]


async def _age(stage: Stage, up_to: int) -> None:
    async def _work(tx: Tx) -> None:
        old = clock.ago(told.KEPT + 60)
        await tx.run(update(feed_table).where(feed_table.c.position <= up_to).values(at=old))

    await stage.platform.store.transact(_work)


async def _waits_for_a_lock(stage: Stage) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while True:
        async with stage.platform.store.engine.connect() as connection:
            if await connection.scalar(waiting):
                return
        await asyncio.sleep(0.01)
