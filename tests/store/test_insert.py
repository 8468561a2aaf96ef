"""An INSERT of many rows sends once what they share; each row comes back as it went in."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa

from profile_core.store import UtcDateTime
from profile_core.store.compiled import compiled_many
from profile_core.store.tx import Tx

_CREATE = (
    "CREATE TEMPORARY TABLE alike (id INTEGER, whole BIGINT, said JSON, amount FLOAT, text TEXT, at {moment})"
)
_alike = sa.Table(
    "alike",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("whole", sa.BigInteger),
    sa.Column("said", sa.JSON),
    sa.Column("amount", sa.Float),
    sa.Column("text", sa.Text),
    sa.Column("at", UtcDateTime),
)
_NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
_IN_BRUSSELS = _NOON.astimezone(timezone(timedelta(hours=1)))


async def _back(tx: Tx, dialect: str, rows: list[dict]) -> list[dict]:
    moment = "TIMESTAMPTZ" if dialect == "postgresql" else "TEXT"
    await tx.run(sa.text(_CREATE.format(moment=moment)))
    await tx.insert(_alike, rows)
    return [dict(row._mapping) for row in await tx.rows(sa.select(_alike).order_by(_alike.c.id))]


@pytest.mark.parametrize("count", [1, 2, 3, 101, 163])
@pytest.mark.parametrize(
    "values",
    [
        {"whole": [7], "said": [[{"text": "alike"}]], "amount": [0.5], "text": ["alike"], "at": [_NOON]},
        {"whole": [7, None], "said": [{"a": 1}, {"a": True}, {"a": 1.5}], "amount": [1.0, None]},
        {"text": ["a", "b", "a"], "said": [{"b": 1, "a": 2}], "at": [_NOON, None, _IN_BRUSSELS]},
        {"said": [1, True, 1], "text": [None], "whole": [2**53 + 1]},
    ],
    ids=["all alike", "some missing", "first and last alike", "equal and not the same"],
)
async def test_every_row_comes_back_as_it_went_in(store, values: dict, count: int):
    named = {"whole": [None], "said": [None], "amount": [None], "text": [None], "at": [None], **values}
    rows = [
        {"id": number, **{name: some[number % len(some)] for name, some in named.items()}}
        for number in range(count)
    ]
    async with store.begin() as tx:
        back = await _back(tx, store.engine.dialect.name, rows)
    assert back == rows
    assert [[type(one) for one in row.values()] for row in back] == [
        [type(one) for one in row.values()] for row in rows
    ]
    assert [repr(row["said"]) for row in back] == [repr(row["said"]) for row in rows]


def test_equal_values_that_are_not_the_same_are_sent_each_by_itself():
    rows = [
        {"id": 1, "whole": 1, "amount": Decimal("1.0")},
        {"id": 2, "whole": True, "amount": Decimal("1.00")},
    ]
    (form,) = compiled_many(sa.insert(_alike), rows, {"text": "same"})
    assert [repr(one) for one in form.arguments] == [
        repr(one) for one in ("same", 1, 1, Decimal("1.0"), 2, True, Decimal("1.00"))
    ]


def test_what_is_alike_goes_once():
    rows = [{"id": number, "text": "alike", "said": [{"a": 1}], "whole": None} for number in range(100)]
    (form,) = compiled_many(sa.insert(_alike), rows, {"at": _NOON, "amount": 1.0})
    assert len(form.arguments) == 5 + 100
