"""The bulk lane answers as the GraphQL library does: the same documents and variables go both roads."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from profile_core.contract import Block, InvalidError
from profile_core.gateway.app import build
from profile_core.gateway.settings import GatewaySettings
from profile_core.kit.settings import Settings
from tests.gateway import played_bulk
from tests.gateway.conftest import OWN, PROGRAM
from tests.gateway.platforms import played

PACK = """mutation Pack($items: [CrateInput!]!, $strict: Boolean! = false, $label: String, $mood: Temper) {
  packed: packCrates(items: $items, strict: $strict, label: $label, mood: $mood) {
    __typename
    ...Whole
    ... on Error { code path }
    ... on DuplicateError { existingId }
  }
}
fragment Whole on Crate { key said fragile mood moment uid labels { text length } maybe { t: text } }"""
CRATE: dict[str, Any] = {"code": "c", "key": "k", "goal": {"box": 1}, "labels": [{"text": "x"}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """Two gateways over one database: one has no bulk lane."""

    lane: httpx2.AsyncClient
    long: httpx2.AsyncClient

    async def same(self, body: bytes) -> httpx2.Response:
        """Ask both, twice, for the first time always goes the long road; return the answer that both give."""
        answers = [await _asked(road, body) for road in (self.long, self.lane, self.lane)]
        shown = [_meaning(answer) for answer in answers]
        assert shown[1] == shown[0]
        assert shown[2] == shown[0]
        return answers[2]


async def _asked(client: httpx2.AsyncClient, body: bytes) -> httpx2.Response:
    headers = {"Content-Type": "application/json", **PROGRAM}
    return await client.post("/provider/graphql", content=body, headers=headers)


def _meaning(answer: httpx2.Response) -> tuple[object, ...]:
    """Return what an answer says, in its order, but for the reference that differs each time."""

    def unnamed(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        return [(name, value) for name, value in pairs if name != "correlationId"]

    told = {name: answer.headers.get(name) for name in ("content-type", "retry-after")}
    return answer.status_code, told, json.loads(answer.content, object_pairs_hook=unnamed)


@pytest.fixture
async def roads(migrated_file: str) -> AsyncIterator[Roads]:
    opened = [
        played(Settings(database_url=migrated_file, public_url=OWN), one)
        for one in (played_bulk.block, played_bulk.slow)
    ]
    transports = [
        httpx2.ASGITransport(build(one, GatewaySettings()), raise_app_exceptions=False) for one in opened
    ]
    async with (
        httpx2.AsyncClient(transport=transports[0], base_url=OWN) as lane,
        httpx2.AsyncClient(transport=transports[1], base_url=OWN) as long,
    ):
        yield Roads(lane=lane, long=long)
    for one in opened:
        await one.store.close()


_JUNK = st.sampled_from(
    [
        None,
        5,
        2**31,
        2**70,
        1.5,
        2.0,
        "x",
        "",
        "2026-02-30",
        True,
        [],
        {},
        [None],
        {"text": "x"},
        "FURIOUS",
        "\ud800",
    ]
)
_TEXT = st.sampled_from(["x", "é", "\U0001f600", 'a "quoted"\n\\ text', " ", "\\u0000", "2026-01-01"])
_MOMENT = st.sampled_from(
    [
        "2026-11-22T10:00:00Z",
        "2026-11-22T10:00:00.123456789+01:00",
        "2026-11-22",
        "2026-W47-7",
        "20261122T10",
        "24:00",
    ]
)
_LABEL = st.fixed_dictionaries({"text": _TEXT}, optional={"default": st.booleans()})
_TEMPER = st.sampled_from(["CALM", "FURIOUS", "WILD", "calm"])
_DAY = st.sampled_from(["2026-11-22", "20261122", "2026-1-1"])
_GOAL = st.one_of(
    st.fixed_dictionaries({"street": _TEXT}),
    st.fixed_dictionaries({"box": st.integers(-(2**31), 2**31 - 1)}),
    st.fixed_dictionaries({"since": _DAY}),
    st.fixed_dictionaries({}, optional={"street": st.none() | _TEXT, "box": st.just(1)}),
)
_ODD = [
    "refused",
    "taken",
    "number",
    "word",
    "wide",
    "tuple",
    "stream",
    "moody",
    "late",
    "sub",
    "alien",
    "none",
    "error",
    "null",
    "null-list",
]
_CODES = st.just("c") | st.sampled_from(_ODD)
_SOUND = st.fixed_dictionaries(
    {"code": _CODES, "key": _TEXT, "goal": _GOAL, "labels": st.lists(_LABEL, max_size=2)},
    optional={
        "count": st.none() | st.integers(-(2**31), 2**31 - 1),
        "fragile": st.booleans(),
        "mood": _TEMPER,
        "lastMood": st.none() | _TEMPER,
        "moment": st.none() | _MOMENT,
        "day": st.none() | _DAY,
        "uid": st.sampled_from([None, "0192f0c1-2345-7678-89ab-cdef01234567", "0192f0c1234576789", "{x}"]),
        "size": st.none() | st.integers(-(2**70), 2**70),
        "note": st.none() | _TEXT,
        "more": st.none() | st.lists(st.none() | _LABEL, max_size=2),
        "days": st.none() | st.lists(_DAY, max_size=2),
        "left": st.none() | _TEXT,
    },
)


@st.composite
def _items(draw: st.DrawFn) -> Any:
    """Items, now and then with something in them that has no place there."""
    items: list[dict[str, Any]] = draw(st.lists(_SOUND, max_size=3))
    if items and draw(st.integers(0, 2)) == 0:
        spoilt = draw(st.sampled_from(items))
        name = draw(st.sampled_from([*CRATE, "fragile", "mood", "moment", "more", "size", "left", "unknown"]))
        if draw(st.booleans()):
            spoilt[name] = draw(_JUNK)
        else:
            spoilt.pop(name, None)
    return items if draw(st.integers(0, 9)) else draw(_JUNK | st.just(CRATE))


_LABEL_FIELDS = st.lists(
    st.sampled_from(["text", "length", "__typename", "l: length", "...{ text }"]), min_size=1, unique=True
).map(" ".join)
_CRATE_FIELD = st.one_of(
    st.sampled_from(
        ["key", "said", "k: key", "fragile", "mood", "moment", "uid", "__typename", "key @skip(if: false)"]
    ),
    _LABEL_FIELDS.map(lambda fields: f"labels {{ {fields} }}"),
    _LABEL_FIELDS.map(lambda fields: f"maybe {{ {fields} }}"),
)
_CRATE_FIELDS = st.lists(_CRATE_FIELD, min_size=1, max_size=4).map(" ".join)
_SELECTED = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "__typename",
                "t: __typename",
                "... on Error { code }",
                "...Failed",
                "... on DuplicateError { existingId }",
            ]
        ),
        st.sampled_from(
            [
                "... on Error { ... on DuplicateError { existingId message } path }",
                "... on InvalidError { code }",
            ]
        ),
        st.sampled_from(
            ["... on Packed { __typename }", "unknown", "... on Error @include(if: true) { code }"]
        ),
        _CRATE_FIELDS.map(lambda fields: f"... on Crate {{ {fields} }}"),
    ),
    min_size=1,
    max_size=5,
).map(" ".join)
_ROOT = st.sampled_from(["", "", "", "p: ", "p: ", "other: countCrates(items: $items) "])
_ARGUMENTS = st.sampled_from(
    [
        "items: $items",
        "items: $items, strict: $strict",
        "items: $items, strict: true, mood: FURIOUS",
        'items: $items, label: "x", strict: $strict',
        "items: $items, strict: $strict, label: $label, mood: $mood",
        "items: $items, label: null, mood: $mood",
        "label: $label, items: $items",
        'items: [{code: "c", key: 1, goal: {box: 2}, labels: []}]',
    ]
)
_TYPES = {
    "items": st.sampled_from(["[CrateInput!]!", "[CrateInput!]!", "[CrateInput!]"]),
    "strict": st.sampled_from(["Boolean!", "Boolean! = true", "Boolean", "Boolean = null", "Boolean = true"]),
    "label": st.sampled_from(["String", "String!", 'String = "by default"']),
    "mood": st.sampled_from(["Temper", "Temper!", "Temper = FURIOUS"]),
}


@st.composite
def _documents(draw: st.DrawFn) -> str:
    arguments, selected = draw(_ARGUMENTS), draw(_SELECTED)
    root = f"{draw(_ROOT)}packCrates({arguments}) {{ {selected} }}"
    if draw(st.integers(0, 7)) == 0:
        root, arguments = draw(
            st.sampled_from([("weighCrates(items: $items)", "$items"), ("w: weighCrates", "")])
        )
    named = [name for name in _TYPES if f"${name}" in root]
    variables = ", ".join(f"${name}: {draw(_TYPES[name])}" for name in named)
    fragment = " fragment Failed on Error { message failed: code }" if "...Failed" in root else ""
    declared = f"({variables})" if variables else ""
    return f"mutation Pack{declared} {{ {root} }}{fragment}"


_VARIABLES = st.fixed_dictionaries(
    {"items": _items()},
    optional={
        "strict": st.booleans() | _JUNK,
        "label": st.sampled_from(["x", None, "raises", "refuses", "away", "nothing", 5]),
        "mood": _TEMPER | st.none() | _JUNK,
        "unknown": _JUNK,
    },
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=_documents(), variables=_VARIABLES, name=st.sampled_from([None, "Pack", "Other"]))
@example(document=PACK, variables={"items": [CRATE], "label": "raises"}, name=None)
@example(document=PACK, variables={"items": [CRATE], "label": "away"}, name="Pack")
@example(document=PACK, variables={"items": [CRATE, {**CRATE, "code": "null"}]}, name=None)
async def test_both_roads_give_the_same_answer(
    document: str, variables: dict[str, Any], name: str | None, roads: Roads
):
    sent = {"query": document, "variables": variables, "operationName": name}
    await roads.same(json.dumps(sent).encode())


@pytest.mark.parametrize(
    "variables",
    [
        b'{"items": [], "items": 5}',
        b'{"items": 5, "items": []}',
        b'{"items": [{"code": "c", "code": 7, "key": "k", "goal": {"box": 1}, "labels": []}]}',
        b'{"items": [{"code": "a\\u0000b", "key": "k", "goal": {"box": 1}, "labels": []}]}',
        b'{"items": [{"code": "a\\\\u0000b", "key": "k", "goal": {"box": 1}, "labels": []}]}',
        b'{"items": [{"c\\u006fde": "c", "key": "k", "goal": {"box": 1}, "labels": []}]}',
        b'{"items": [{"code": "\\ud83d", "key": "k", "goal": {"box": 1}, "labels": []}]}',
        b'{"items": [{"code": "\xff", "key": "k", "goal": {"box": 1}, "labels": []}]}',
        b'{"items": [], "junk": "\xff"}',
        b'{"items": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"items": [], "strict": 1e400}',
        b"[]",
        b"null",
        b"7",
        b'{"items": [}',
    ],
)
async def test_odd_bytes_are_read_the_same_by_both_roads(roads: Roads, variables: bytes):
    await roads.same(b'{"query": ' + json.dumps(PACK).encode() + b', "variables": ' + variables + b"}")


async def test_what_is_sound_goes_by_the_lane_and_the_library_sees_no_item(roads: Roads):
    variables = {"items": [CRATE, {**CRATE, "code": "refused"}], "mood": "FURIOUS"}
    body = json.dumps({"query": PACK, "variables": variables}).encode()
    played_bulk.calls.clear()
    answer = await roads.same(body)
    assert [call.by_lane for call in played_bulk.calls] == [False, False, True]
    assert len({str(call.arguments) for call in played_bulk.calls}) == 1
    crate, refused = answer.json()["data"]["packed"]
    assert crate["labels"] == [{"text": "x", "length": 1}]
    assert refused == {"__typename": "InvalidError", "code": "crate.refused", "path": ["items", "0"]}


async def test_a_mistake_of_ours_is_done_once_and_told_as_little_by_the_lane(
    roads: Roads, capsys: pytest.CaptureFixture[str]
):
    body = json.dumps({"query": PACK, "variables": {"items": [CRATE], "label": "raises"}}).encode()
    played_bulk.calls.clear()
    answer = await roads.same(body)
    assert [call.by_lane for call in played_bulk.calls] == [False, False, True]
    [error] = answer.json()["errors"]
    assert error["path"] == ["packed"]
    assert error["extensions"]["code"] == "internal"
    assert "secret" not in answer.text


@pytest.mark.parametrize("name", ["packBoxes", "countCrates"])
def test_a_block_that_offers_bulk_what_cannot_be_stops_the_start(name: str, migrated_file: str):
    block = replace(played_bulk.block, bulk=(name,)) if name == "packBoxes" else _floating()
    platform = played(Settings(database_url=migrated_file, public_url=OWN), block)
    with pytest.raises(InvalidError, match="bulk"):
        build(platform, GatewaySettings())


def _floating() -> Block:
    import strawberry

    @strawberry.type
    class Mutation:
        @strawberry.mutation
        async def weigh(self, kilos: list[float]) -> int:
            return len(kilos)

    return replace(played_bulk.block, provider_mutation=Mutation, bulk=("weigh",))
