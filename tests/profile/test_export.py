"""The export holds everything that is held about a citizen, and nothing about anybody else."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from html import unescape
from typing import Any
from uuid import UUID

import httpx2
import pytest

from profile_core.contract import Acting, Platform, clock
from profile_core.profile import data, export, holdings
from tests.notifications.tokens import bearer
from tests.profile.conftest import somebody
from tests.profile.filled import NUMBERS, OTHER, Filled, fill

_OLDER = re.compile(r'href="([^"]+)">Verder')


@pytest.fixture
async def both(whole: Platform) -> tuple[Acting, Filled, Filled]:
    """Give a citizen and another one, both with a row in every table, in one bucket."""
    citizen, other = somebody(), somebody()
    mine = await fill(whole, citizen.citizen, NUMBERS[0])
    return citizen, mine, await fill(whole, other.citizen, NUMBERS[1])


def _said(value: Any) -> Any:
    """Return a value as JSON says it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return clock.rfc3339(value)
    return value.isoformat() if isinstance(value, date) else value


def _given(filled: Filled, table: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    row = {**filled.rows[table], **filled.plain.get(table, {})}
    return {column: _said(row[column]) for column in columns}


async def test_every_column_that_is_declared_is_in_the_file(
    whole: Platform, asking: httpx2.AsyncClient, both: tuple[Acting, Filled, Filled]
):
    citizen, mine, _ = both
    answer = await asking.get(export.PATH, headers=bearer(citizen))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    told = {one["name"]: one for one in answer.json()["holdings"]}
    assert set(told) == {kept.table.name for kept in holdings.declared(whole)}
    for kept in holdings.declared(whole):
        assert _given(mine, kept.table.name, kept.said) in told[kept.table.name]["rows"], kept.table.name
        assert told[kept.table.name]["notGiven"] == dict(kept.inner)


async def test_nothing_of_anybody_else_is_in_it(
    asking: httpx2.AsyncClient, both: tuple[Acting, Filled, Filled]
):
    citizen, mine, theirs = both
    text = (await asking.get(export.PATH, headers=bearer(citizen))).text
    values = {str(value) for row in theirs.plain.values() for value in row.values()}
    values |= {value for row in theirs.rows.values() for value in row.values() if isinstance(value, str)}
    ours = {value for row in mine.rows.values() for value in row.values() if isinstance(value, str)}
    ours |= {str(value) for row in mine.plain.values() for value in row.values()}
    assert len(values - ours) > 50
    assert [value for value in values - ours if value in text] == []
    for subject in (theirs.subject, mine.subject, OTHER):
        assert str(subject.id) not in text and subject.id.hex not in text, "ids of subjects never leave"


async def test_more_rows_than_are_read_at_once_are_all_there_once(
    whole: Platform, asking: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(export, "AT_ONCE", 3)
    citizen = somebody()
    filled = [
        await fill(whole, citizen.citizen, NUMBERS[0], subject={"id": somebody().citizen.id})
        for _ in range(7)
    ]
    answer = await asking.get(export.PATH, headers=bearer(citizen))
    told = {one["name"]: one["rows"] for one in answer.json()["holdings"]}
    for table in ("notification", "delivery", "notification_preference", "sso_consent", "audit"):
        mine = [row for row in told[table] if row.get("action") != "profile.exported"]
        assert len(mine) == 7, table
        assert len({str(row) for row in mine}) == 7, table
    assert sorted(row["external_id"] for row in told["notification"]) == sorted(
        one.rows["notification"]["external_id"] for one in filled
    )


async def test_who_acts_for_somebody_else_gets_no_file_and_a_word_of_it(
    asking: httpx2.AsyncClient, both: tuple[Acting, Filled, Filled]
):
    citizen, _, theirs = both
    for_them = Acting(citizen=citizen.citizen, subject=theirs.subject, at_pages=True)
    assert (await asking.get(export.PATH, headers=bearer(for_them))).status_code == 403
    page = await asking.get("/me/data", headers={"Accept": "text/html", **bearer(for_them)})
    assert page.status_code == 200
    assert "Kies eerst weer uzelf" in page.text
    assert theirs.rows["notification"]["external_id"] not in page.text


async def test_page_says_of_each_kind_what_for_and_how_long(
    whole: Platform, asking: httpx2.AsyncClient, both: tuple[Acting, Filled, Filled]
):
    citizen, mine, theirs = both
    page = (await asking.get("/me/data", headers={"Accept": "text/html", **bearer(citizen)})).text
    for kept in holdings.declared(whole):
        for text in (kept.title, kept.purpose, kept.ground, kept.until):
            assert text.in_language("nl").replace("’", "’") in page
    assert mine.rows["notification"]["external_id"] in page
    assert str(mine.plain["notification_address"]["sealed"]) in page
    assert theirs.rows["notification"]["external_id"] not in page


async def test_that_it_was_asked_for_is_in_the_trail(
    whole: Platform, asking: httpx2.AsyncClient, both: tuple[Acting, Filled, Filled]
):
    citizen, *_ = both
    await asking.get(export.PATH, headers=bearer(citizen))
    again = (await asking.get(export.PATH, headers=bearer(citizen))).json()
    [lines] = [one["rows"] for one in again["holdings"] if one["name"] == "audit"]
    assert [line["action"] for line in lines][:2] == ["profile.exported"] * 2


async def test_every_row_of_a_kind_can_be_read_page_by_page(
    whole: Platform, asking: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(data, "ON_A_PAGE", 2)
    citizen, another = somebody(), somebody()
    for _ in range(5):
        await fill(whole, citizen.citizen, NUMBERS[0], subject={"id": somebody().citizen.id})
    headers = {"Accept": "text/html", **bearer(citizen)}
    for kept in (one for one in holdings.declared(whole) if one.table.name != "subject"):
        path, rows, pages = f"/me/data/kind/{kept.table.name.replace('_', '-')}", 0, 0
        while path:
            page = await asking.get(path, headers=headers)
            assert page.status_code == 200, kept.table.name
            rows, pages = rows + page.text.count("<li>\n    <dl"), pages + 1
            path = unescape(found[1]) if (found := _OLDER.search(page.text)) else ""
        assert (rows, pages) == (5, 3), kept.table.name
    first = await asking.get("/me/data/kind/notification", headers=headers)
    [place] = _OLDER.findall(first.text)
    theirs = await asking.get(unescape(place), headers={"Accept": "text/html", **bearer(another)})
    assert theirs.status_code == 400
    assert (await asking.get("/me/data/kind/nonsense", headers=headers)).status_code == 404
