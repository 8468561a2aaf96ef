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
from tests.gateway.bulk_questions import CRATE, JUNK, PLACES, VARIABLES, documents, rarely
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


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    document=documents(), variables=VARIABLES, name=rarely(st.just("Other"), st.sampled_from([None, "Pack"]))
)
@example(document=PACK, variables={"items": [CRATE], "label": "raises"}, name=None)
@example(document=PACK, variables={"items": [CRATE], "label": "away"}, name="Pack")
@example(document=PACK, variables={"items": [CRATE, {**CRATE, "code": "null"}]}, name=None)
async def test_both_roads_give_the_same_answer(
    document: str, variables: dict[str, Any], name: str | None, roads: Roads
):
    asked_for = {one: value for one, value in variables.items() if f"${one}:" in document or one == "unknown"}
    sent = {"query": document, "variables": asked_for, "operationName": name}
    await roads.same(json.dumps(sent).encode())


async def test_every_wrong_value_in_every_place_is_answered_the_same(roads: Roads):
    await roads.same(json.dumps({"query": PACK, "variables": {"items": [CRATE]}}).encode())
    missing = [{name: value for name, value in CRATE.items() if name != left_out} for left_out in CRATE]
    for item in [*missing, *({**CRATE, place: junk} for place in PLACES for junk in JUNK)]:
        body = json.dumps({"query": PACK, "variables": {"items": [CRATE, item]}}).encode()
        long, lane = [_meaning(await _asked(road, body)) for road in (roads.long, roads.lane)]
        assert lane == long, item


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
    await roads.same(json.dumps({"query": PACK, "variables": {"items": [CRATE]}}).encode())
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
