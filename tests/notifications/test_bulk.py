"""`registerNotifications` by the bulk lane and by the GraphQL library: the same answers and the same rows."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from blocks.notifications.block import block
from profile_core.contract import Caller
from profile_core.gateway.app import build
from profile_core.gateway.bulk.planning import Lanes
from profile_core.gateway.compose import compose, library
from profile_core.gateway.prepared import Documents, Prepared
from profile_core.gateway.settings import GatewaySettings
from tests.notifications.asked import REGISTER, item
from tests.notifications.played import CITIZENS, NOBODY, PERMIT, TASK, Stage
from tests.notifications.tokens import bearer

WHOLE = """mutation Whole($items: [NotificationInput!]!, $dry: Boolean) {
  all: registerNotifications(items: $items, dryRun: $dry) {
    ... on AcceptedNotification { id externalId }
    ... on NotificationPreview {
      externalId link deadline validFrom expiresAt groupId brand
      title { ...Said } text { ...Said } appointment { startsAt place } type { code kind state name { text } }
    }
    ...Refused
  }
}
fragment Said on Text { language text default }
fragment Refused on Error { __typename code message path ... on DuplicateError { existingId } }"""


@pytest.fixture
async def long_road(stage: Stage) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a client of a gateway over the same platform that has no bulk lane."""
    blocks = tuple(replace(one, bulk=()) for one in stage.platform.blocks)
    transport = httpx2.ASGITransport(
        build(replace(stage.platform, blocks=blocks)), raise_app_exceptions=False
    )
    address = stage.platform.settings.public_url
    async with httpx2.AsyncClient(transport=transport, base_url=address) as client:
        yield client


_MOMENTS = st.sampled_from(
    [None, "2026-12-24T10:00:00Z", "2026-12-24T10:00:00+01:00", "2026-12-24T10:00", "1999-01-01", "soon", 5]
)
_TEXTS = st.sampled_from(
    [
        [{"language": "nl", "text": "Hallo"}],
        [{"language": "fr", "text": "Bonjour"}, {"language": "nl", "text": "Hallo", "default": True}],
        [{"language": "nl", "text": "Hallo"}, {"language": "nl", "text": "Hallo"}],
        [{"language": "xx", "text": "?"}],
        [{"language": "nl", "text": "88.02.14-000.84"}],
        [{"language": "nl", "text": "\x07"}],
        {"language": "nl", "text": "one alone"},
        [],
        None,
        [None],
        "Hallo",
    ]
)
_RECIPIENTS = st.sampled_from(
    [{"nationalNumber": one} for one in (*CITIZENS[:3], NOBODY, "88021400085", None)]
    + [
        {"pairwiseId": "x"},
        {"enterpriseNumber": "0403170701"},
        {},
        {"nationalNumber": CITIZENS[0], "pairwiseId": "x"},
    ]
)
_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from([PERMIT, TASK, "unknown", None]),
        "externalId": st.sampled_from(["1", "2", "", "a\tb", 7]),
        "recipient": _RECIPIENTS,
        "title": _TEXTS,
        "text": _TEXTS,
        "link": st.sampled_from([None, "https://stad.gent/x", "ftp://x", 5]),
        "deadline": _MOMENTS,
        "validFrom": _MOMENTS,
        "expiresAt": _MOMENTS,
        "deleteAfterDays": st.sampled_from([None, 30, 0, 2**31, "30"]),
        "version": st.sampled_from([None, 3, -1, 2**60, "3"]),
        "values": st.sampled_from([None, [], [{"name": "plate", "value": "1-ABC-123"}], [{"name": "plate"}]]),
        "appointment": st.sampled_from(
            [None, {"startsAt": "2026-12-24T10:00:00Z"}, {"startsAt": "soon"}, {}]
        ),
        "unknown": st.just(1),
    },
)
_BULKS = st.lists(
    st.tuples(st.sampled_from(CITIZENS[:3]), st.sampled_from("123"), _CHANGES | st.just({})), max_size=4
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bulk=_BULKS,
    dry=st.sampled_from([None, True, False]),
    question=st.sampled_from([(WHOLE, "dry"), (REGISTER, "dryRun")]),
    lane_first=st.booleans(),
)
async def test_both_roads_answer_and_store_the_same(
    *,
    bulk: list[tuple[str, str, dict[str, Any]]],
    dry: bool | None,
    question: tuple[str, str],
    lane_first: bool,
    stage: Stage,
    gateway: httpx2.AsyncClient,
    long_road: httpx2.AsyncClient,
):
    document, switch = question
    items = [item(number, external_id, **changed) for number, external_id, changed in bulk]
    sent: dict[str, Any] = {"items": items} if dry is None else {"items": items, switch: dry}
    body = json.dumps({"query": document, "variables": sent}).encode()
    await _asked(gateway, stage.gent, json.dumps({"query": document, "variables": {"items": []}}).encode())
    order = (gateway, long_road) if lane_first else (long_road, gateway)
    first, second = [await _asked(road, stage.gent, body) for road in order]
    assert first == second


async def _asked(client: httpx2.AsyncClient, who: Caller, body: bytes) -> tuple[int, object]:
    headers = {"Content-Type": "application/json", **bearer(who)}
    answer = await client.post("/provider/graphql", content=body, headers=headers)
    return answer.status_code, answer.json()


async def test_every_field_of_an_item_is_read_by_the_lane():
    schema = compose([block]).provider
    prepared = Documents(schema, GatewaySettings(), curious=True).prepare(WHOLE)
    assert isinstance(prepared, Prepared)
    lane = Lanes(library(schema), block.bulk).of(prepared, None)
    assert lane is not None
    known: Any = library(schema).type_map["NotificationInput"]
    full = item(
        CITIZENS[0],
        link="https://stad.gent",
        groupId="g",
        brand="b",
        validFrom="2026-12-24T10:00:00Z",
        expiresAt="2026-12-25T10:00:00Z",
        deadline="2026-12-24T10:00:00Z",
        appointment={"startsAt": "2026-12-24T10:00:00Z"},
        deleteAt="2026-12-26T10:00:00Z",
        deleteAfterDays=30,
        version=2**40,
        createdAt="2026-11-22T10:00:00Z",
        values=[{"name": "plate", "value": "x"}],
    )
    assert full.keys() == known.fields.keys(), "a new field of an item stands in this test too"
    arguments = lane.read(json.dumps({"items": [full]}).encode())
    assert arguments is not None
    [read] = arguments["items"]
    value = read.value()
    assert all(getattr(value, name) for name in value.__struct_fields__)
