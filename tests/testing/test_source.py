"""The simulated source keeps the source API: order, pages, one item, the feed, whatever is tied."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings, strategies as st

from tests.testing.asked_source import LOTTE, WOUT, Asked, Json, key
from tests.testing.played_issuer import Issuer, running
from tests.testing.processes import free_port

NOBODY = "00010100105"
SOURCES: dict[str, Json] = {
    "good": {"items": 40, "pageSize": 10},
    "same": {"items": 40, "pageSize": 10},
    "other": {"items": 40, "seed": 2, "languages": ["fr", "en"]},
    "filled": {"items": 0, "types": {"a": "MESSAGE", "Z": "TASK"}},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def source(start: Callable[..., str], issuer: Issuer) -> Callable[[str], Asked]:
    """Give a source of a process that plays many."""
    at = start("source", free_port(), {"issuer": issuer.address, "sources": SOURCES})
    return lambda name: Asked(issuer=issuer, base=f"{at}/s/{name}", control=f"{at}/_control/{name}")


@pytest.fixture(scope="module")
def good(source: Callable[[str], Asked]) -> Asked:
    return source("good")


@pytest.fixture(scope="module")
def filled(source: Callable[[str], Asked]) -> Asked:
    return source("filled")


def _rank(item: Json) -> tuple[Any, ...]:
    """Sort as the API has it, without what the source sorts with: texts by their bytes."""
    return item["createdAt"], item["externalId"].encode(), item["type"].encode()


def _everything(asked: Asked, subject: str = LOTTE) -> list[Json]:
    return [item for page in asked.pages(subject) for item in page]


def test_it_says_what_it_serves(good: Asked):
    about = httpx2.get(f"{good.base}/.well-known/citizen-profile-source").json()
    assert about == {
        "version": "1.0",
        "blocks": ["notifications"],
        "pageSize": 10,
        "languages": ["nl", "fr", "de", "en"],
    }


def test_items_come_newest_first_with_ties_and_every_kind(good: Asked):
    items = _everything(good)
    moments = [item["createdAt"] for item in items]
    assert len(items) == 40
    assert items == sorted(items, key=_rank, reverse=True)
    assert len(set(moments)) < 40, "some are of the same moment"
    assert len({item["externalId"] for item in items}) < 40, "some of these even have the same externalId"
    assert any("deadline" in item for item in items) and any("appointment" in item for item in items)
    assert len({item["type"] for item in items}) > 3
    assert {text["language"] for text in items[0]["title"]} == {"nl", "fr", "de", "en"}


def test_no_page_is_longer_than_asked_or_than_the_page_size(good: Asked):
    assert [len(page) for page in good.pages(limit=7)] == [7, 7, 7, 7, 7, 5]
    assert [len(page) for page in good.pages(limit=1000)] == [10, 10, 10, 10]


def test_an_item_is_found_by_its_key_and_no_other(good: Asked):
    item = good.items()[3]
    only = {"externalId": item["externalId"], "type": item["type"]}
    assert good.items(only=only) == [item]
    assert good.items(only=only | {"type": "nothing"}) == good.items(WOUT, only=only) == []


def test_what_changed_since_a_moment_is_what_was_created_or_changed_then(good: Asked):
    latest: dict[tuple[str, str], Json] = {}
    for change in good.followed():
        if change["recipient"] == {"nationalNumber": LOTTE}:
            latest[key(change)] = change
    moment = good.items(limit=10)[-1]["createdAt"]
    found = good.items(changedSince=moment)
    assert {item["createdAt"] >= moment or latest[key(item)]["version"] > 1 for item in found} == {True}
    assert good.items(changedSince="2100-01-01T00:00:00Z") == []


@pytest.mark.parametrize("subject", [NOBODY, "not a number", ""])
def test_nobody_has_an_empty_list(good: Asked, subject: str):
    answer = good.query(subject)
    assert answer.status_code == 200
    assert (answer.json()["items"], answer.json()["nextCursor"]) == ([], None)


def test_seed_and_subject_say_what_there_is(source: Callable[[str], Asked], good: Asked):
    same, other = source("same"), source("other")
    assert _everything(good) == _everything(same)
    assert {key(item) for item in _everything(good)}.isdisjoint(key(item) for item in _everything(other))
    assert {key(item) for item in _everything(good)}.isdisjoint(key(item) for item in _everything(good, WOUT))
    assert {text["language"] for text in other.items()[0]["title"]} == {"fr", "en"}


@pytest.mark.parametrize("limit", [1, 13, 1000])
def test_feed_from_its_beginning_ends_where_live_is(good: Asked, limit: int):
    stands: dict[tuple[str, str], Json] = {}
    of_lotte = [one for one in good.followed(limit) if one["recipient"] == {"nationalNumber": LOTTE}]
    for change in of_lotte:
        stands[key(change)] = max(change, stands.get(key(change), change), key=lambda one: one["version"])
    kept = {one: item for one, item in stands.items() if "deletedAt" not in item}
    assert len(kept) < len(stands), "one was deleted"
    live = {key(item): item | {"recipient": {"nationalNumber": LOTTE}} for item in _everything(good)}
    assert kept == live


def test_cursor_with_nothing_new_is_the_one_that_was_sent(filled: Asked):
    cursor = filled.end()
    assert filled.changes(cursor) == {"items": [], "nextCursor": cursor}


def test_item_is_put_changed_done_and_deleted_while_it_runs(filled: Asked):
    cursor = filled.end()
    named = {"recipient": {"nationalNumber": WOUT}, "type": "Z", "externalId": "new"}
    filled.told(put=named | {"createdAt": "2026-11-01T10:00:00Z", "title": []})
    filled.told(put=named | {"doneAt": "2026-11-02T10:00:00Z"})
    [item] = filled.items(WOUT)
    assert (item["version"], item["doneAt"]) == (2, "2026-11-02T10:00:00Z")
    assert item["createdAt"].startswith("2026-11-01T10:00:00")
    filled.told(delete=named)
    assert filled.items(WOUT) == []
    last = filled.followed(cursor=cursor)[-1]
    assert last["version"] == 3 and last["deletedAt"] and "title" not in last


_MOMENTS = st.integers(min_value=0, max_value=2)
_KEYS = st.text(st.sampled_from("aZ-é\uffee\U0001f600"), min_size=1, max_size=2)
_THINGS = st.lists(
    st.tuples(_MOMENTS, _KEYS, st.sampled_from(["a", "Z"])), unique_by=lambda one: one[1:], max_size=12
)


def _number(at: int) -> str:
    """Return a valid national number of nobody."""
    day = 60_010_100_0 + at
    return f"{day:09}{97 - day % 97:02}"


_fresh = iter(range(1, 900))


@settings(max_examples=30)
@given(things=_THINGS, limit=st.integers(min_value=1, max_value=5))
def test_whatever_is_tied_each_is_seen_once_in_order_by_cursor_and_by_before(
    filled: Asked, things: list[tuple[int, str, str]], limit: int
):
    subject = _number(next(_fresh))
    for second, one, kind in things:
        named = {"recipient": {"nationalNumber": subject}, "type": kind, "externalId": one}
        filled.told(put=named | {"createdAt": f"2026-11-01T10:00:0{second}Z"})
    expected = sorted(things, key=lambda one: (one[0], one[1].encode(), one[2].encode()), reverse=True)

    by_cursor = [key(item) for page in filled.pages(subject, limit=limit) for item in page]

    by_before: list[Json] = []
    for _ in things:
        by_before += filled.items(subject, limit=limit, **_below(by_before))
    assert by_cursor == [key(item) for item in by_before] == [one[1:] for one in expected]
    earlier = filled.items(subject, before={"createdAt": "2026-11-01T10:00:02Z"})
    assert [key(item) for item in earlier] == [one[1:] for one in expected if one[0] < 2]


def _below(items: list[Json]) -> Json:
    names = ("createdAt", "externalId", "type")
    return {"before": {name: items[-1][name] for name in names}} if items else {}


@pytest.mark.parametrize(
    "changed",
    [
        {"limit": 0},
        {"limit": 1001},
        {"limit": "5"},
        {"subject": {}},
        {"subject": {"nationalNumber": LOTTE, "enterpriseNumber": "0999990123"}},
        {"language": "es"},
        {"role": None},
        {"before": {"createdAt": "2026-11-01T10:00:00"}},
        {"before": {"createdAt": "2026-11-01T10:00:00Z", "type": "tax.bill"}},
        {"only": {"type": "tax.bill"}},
        {"changedSince": "yesterday"},
        {"cursor": "never given"},
    ],
    ids=str,
)
def test_question_of_another_shape_is_malformed(good: Asked, changed: Json):
    answer = good.query(**changed)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "headers",
    [
        {"content-digest": ""},
        {"content-digest": "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"},
        {"x-correlation-id": ""},
        {"x-correlation-id": "c" * 65},
    ],
    ids="-".join,
)
def test_question_without_its_headers_is_malformed(good: Asked, headers: dict[str, str]):
    body = b'{"cursor": null, "limit": 1}'
    assert good.post("notifications/changes", body).status_code == 200
    answer = good.post("notifications/changes", body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_no_such_block_is_404(good: Asked):
    assert good.post("certificates/query", b"{}").status_code == 404
