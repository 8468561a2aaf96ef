"""The inbox stays quick however much lies in it: PostgreSQL finds what is new, to do and archived by small indexes."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from blocks.notifications.model import Position
from blocks.notifications.rows import inbox
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import Acting, Tx, clock, ids
from tests.conftest import MATRIX
from tests.notifications.played import PERMIT, Stage, draft

READ, LEFT = 3_000, 5
Ask = Callable[[Tx, Acting], Awaitable[Any]]
QUESTIONS: dict[str, tuple[Ask, list[str]]] = {
    "unread": (inbox.count_unread, ["notification_unread"]),
    "unread of many": (lambda tx, acting: inbox.unread_counts(tx, [acting]), ["notification_unread"]),
    "newest unread": (
        lambda tx, acting: inbox.page(tx, acting, inbox.UNREAD, most=5),
        ["notification_unread"],
    ),
    "ahead": (inbox.ahead, ["notification_ahead"]),
    "page": (lambda tx, acting: inbox.page(tx, acting, most=21), ["notification_of_subject"]),
    "counts": (inbox.counts, ["notification_unread", "notification_ahead", "notification_archived"]),
}


@pytest.fixture
async def full(stage: Stage) -> Stage:
    """Give a citizen who has read a lot, and has little that is new."""
    await stage.register(*[draft(str(at)) for at in range(LEFT)])
    await stage.deliver()
    bucket = stage.citizen().subject.bucket
    async with stage.platform.store.begin() as tx:
        [row, *_] = await tx.rows(sa.select(n).where(n.c.bucket == bucket))
        old = {**row._asdict(), "read_at": clock.now(), "appointment": sa.null()}
        moments = [row.created_at - timedelta(minutes=at) for at in range(1, READ)]
        rows = [
            {**old, "id": ids.new_id(bucket), "external_id": f"old {at}", "created_at": moment}
            for at, moment in enumerate(moments)
        ]
        for begin in range(0, READ, 500):
            await tx.insert(n, rows[begin : begin + 500])
    async with stage.platform.store.database.engine.begin() as connection:
        await connection.execute(sa.text("ANALYZE notification"))
    return stage


@pytest.mark.skipif(MATRIX, reason="partitions have indexes of other names")
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("name", QUESTIONS)
async def test_question_is_answered_by_its_index(full: Stage, name: str, monkeypatch: pytest.MonkeyPatch):
    question, wanted = QUESTIONS[name]
    plan = await _plan(full, question, monkeypatch)
    assert [index for index in wanted if f" {index} " not in plan] == []
    assert "Seq Scan on notification " not in plan


@pytest.mark.skipif(MATRIX, reason="partitions have indexes of other names")
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
async def test_deep_page_begins_in_the_index_where_the_page_before_ended(
    full: Stage, monkeypatch: pytest.MonkeyPatch
):
    """What lies above it is not read: so page 200 costs what the first costs."""
    after = Position(clock.ago(120_000), full.gent.provider, "old 2000", PERMIT)
    plan = await _plan(full, lambda tx, acting: inbox.page(tx, acting, after=after, most=21), monkeypatch)
    assert " notification_of_subject " in plan
    assert re.search(r"Index Cond: .*created_at <= ", plan)


async def _plan(stage: Stage, question: Ask, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ask, and return how PostgreSQL does what was asked last."""
    asked: list[Any] = []
    async with stage.platform.store.read() as tx:
        for way in ("rows", "value"):
            monkeypatch.setattr(tx, way, _noting(getattr(tx, way), asked))
        await question(tx, stage.citizen())
    text = asked[-1].compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    connection = await asyncpg.connect(stage.platform.settings.database_url.replace("+asyncpg", ""))
    lines = await connection.fetch(f"EXPLAIN {text}")
    await connection.close()
    return "\n".join(line[0] for line in lines)


def _noting(way: Callable[..., Awaitable[Any]], asked: list[Any]) -> Callable[..., Awaitable[Any]]:
    async def noted(statement: Any, /, **values: Any) -> Any:
        asked.append(statement)
        return await way(statement, **values)

    return noted
