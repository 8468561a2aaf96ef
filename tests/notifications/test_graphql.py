from dataclasses import replace
from uuid import uuid4

import httpx2
import pytest

from blocks.notifications.health import health
from profile_core.contract import cursors
from tests.notifications.asked import LIST, REGISTER, ask, item, listed
from tests.notifications.played import CITIZENS, Stage, draft, service_of
from tests.sent import collected

TYPE = """mutation Type($type: NotificationTypeInput!, $dryRun: Boolean! = false) {
  registerNotificationType(type: $type, dryRun: $dryRun) {
    __typename
    ... on NotificationType { id code state name { language text default } }
    ... on Error { code path }
    ... on DuplicateError { existingId }
  }
}"""
REPORT = """mutation Report($items: [DeliveryReport!]!) {
  reportDeliveries(items: $items) { __typename ... on Error { code } }
}"""
EARLIEST = cursors.encode(("0001-01-01T00:00:00+23:00", uuid4().hex))
"""A boundary that no clock can say in UTC."""
MARK = """mutation Mark($ids: [ID!]!) {
  markNotificationsRead(ids: $ids) { __typename ... on NotificationsRead { ids unreadCount } ... on Error { code } }
}"""


async def test_provider_registers_and_the_citizen_reads_in_their_language(
    stage: Stage, gateway: httpx2.AsyncClient
):
    title = [{"language": "nl", "text": "Hallo", "default": True}, {"language": "fr", "text": "Bonjour"}]
    sent = item(CITIZENS[0], title=title, link="https://stad.gent/kaart")
    answer = await ask(gateway, stage.gent, REGISTER, items=[sent])
    [accepted] = answer["data"]["registerNotifications"]
    assert accepted["__typename"] == "AcceptedNotification"
    await stage.deliver()
    seen = await listed(gateway, stage.citizen(), language="fr")
    [node] = seen["list"]["nodes"]
    assert seen["unreadCount"] == 1
    assert node["id"] == accepted["id"]
    assert (node["title"], node["text"]) == ("Bonjour", "Haal ze af aan het loket.")
    assert (node["sender"], node["typeName"], node["kind"]) == ("Stad gent", "Carte", "MESSAGE")
    assert node["link"] == "https://stad.gent/kaart"
    assert node["readAt"] is None


async def test_good_and_bad_items_are_answered_in_order_as_data(stage: Stage, gateway: httpx2.AsyncClient):
    items = [
        item(CITIZENS[0], "a"),
        item("88021400085", "b"),
        item(CITIZENS[0], "a", text=[{"language": "nl", "text": "Anders"}]),
        item(CITIZENS[0], "c", type="unknown"),
    ]
    results = (await ask(gateway, stage.gent, REGISTER, items=items))["data"]["registerNotifications"]
    kinds = ["AcceptedNotification", "InvalidError", "DuplicateError", "NotFoundError"]
    assert [result["__typename"] for result in results] == kinds
    assert results[1]["path"] == ["items", "1", "recipient", "nationalNumber"]
    assert results[2]["existingId"] == results[0]["id"]


@pytest.mark.parametrize("road", ["the library's", "the bulk lane"])
async def test_a_recipient_in_two_ways_or_none_is_refused_and_harms_no_neighbour(
    stage: Stage, gateway: httpx2.AsyncClient, road: str
):
    if road == "the bulk lane":
        await ask(gateway, stage.gent, REGISTER, items=[])
    wrong = ({}, {"nationalNumber": CITIZENS[0], "pairwiseId": "x"}, {"nationalNumber": None})
    right = {"nationalNumber": CITIZENS[0], "pairwiseId": None}
    items = [item(CITIZENS[0], str(at), recipient=one) for at, one in enumerate([*wrong, right])]
    results = (await ask(gateway, stage.gent, REGISTER, items=items))["data"]["registerNotifications"]
    assert [one.get("code") for one in results] == ["recipient.one_way"] * 3 + [None]
    assert results[1]["path"] == ["items", "1", "recipient"]


async def test_a_token_without_the_scope_is_refused_item_by_item(stage: Stage, gateway: httpx2.AsyncClient):
    caller = replace(stage.gent, scopes=frozenset())
    sent = {
        "registerNotifications": item(CITIZENS[0]),
        "reportDeliveries": {"deliveryId": "x", "state": "DELIVERED"},
    }
    for mutation, one in {**sent, "completeTasks": {"id": "x"}}.items():
        kind = {"registerNotifications": "NotificationInput", "completeTasks": "NotificationReferenceInput"}
        query = f"""mutation M($items: [{kind.get(mutation, "DeliveryReport")}!]!) {{
          outcomes: {mutation}(items: $items) {{ __typename ... on Error {{ code }} }}
        }}"""
        outcomes = (await ask(gateway, caller, query, items=[one, one]))["data"]["outcomes"]
        assert outcomes == [{"__typename": "ForbiddenError", "code": "notifications.scope"}] * 2


async def test_too_many_reports_are_refused_one_by_one_as_all_bulks_are(
    stage: Stage, gateway: httpx2.AsyncClient
):
    one = {"deliveryId": "x", "state": "DELIVERED"}
    answer = await ask(gateway, stage.gent, REPORT, items=[one] * 1_001)
    outcomes = answer["data"]["reportDeliveries"]
    assert len(outcomes) == 1_001
    assert {(said["__typename"], said["code"]) for said in outcomes} == {("InvalidError", "report.too_many")}


async def test_dry_run_answers_with_what_the_citizen_would_see(stage: Stage, gateway: httpx2.AsyncClient):
    answer = await ask(gateway, stage.gent, REGISTER, items=[item(CITIZENS[0])], dryRun=True)
    [preview] = answer["data"]["registerNotifications"]
    assert preview["__typename"] == "NotificationPreview"
    assert preview["title"] == [{"language": "nl", "text": "Uw kaart is klaar"}]
    assert preview["type"] == {"code": "parking.permit"}


async def test_a_type_is_registered_once_and_approved_at_once_outside_production(
    stage: Stage, gateway: httpx2.AsyncClient
):
    wanted = _type(stage)
    dry = (await ask(gateway, stage.gent, TYPE, type=wanted, dryRun=True))["data"]["registerNotificationType"]
    first = (await ask(gateway, stage.gent, TYPE, type=wanted))["data"]["registerNotificationType"]
    again = (await ask(gateway, stage.gent, TYPE, type=wanted))["data"]["registerNotificationType"]
    other = (await ask(gateway, stage.gent, TYPE, type=_type(stage, category="x")))["data"]
    assert dry["id"] is None
    assert first == again
    assert first["state"] == "APPROVED"
    assert first["name"] == [{"language": "nl", "text": "Boete", "default": True}]
    assert other["registerNotificationType"]["__typename"] == "DuplicateError"
    assert other["registerNotificationType"]["existingId"] == first["id"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "Boete!"}, "type.code"),
        ({"service": "of nobody"}, "type.service"),
        ({"category": " "}, "type.category"),
        ({"name": []}, "texts.default"),
        ({"name": [{"language": "nl", "text": "Over 88.02.14-000.84"}]}, "text.national_number"),
    ],
)
async def test_a_wrong_type_is_refused_with_a_code(
    stage: Stage, gateway: httpx2.AsyncClient, changed: dict[str, object], code: str
):
    answer = await ask(gateway, stage.gent, TYPE, type=_type(stage, **changed))
    assert answer["data"]["registerNotificationType"]["code"] == code


async def test_pages_of_the_list_join_without_gap_or_overlap(stage: Stage, gateway: httpx2.AsyncClient):
    await stage.register(*[draft(str(number)) for number in range(25)])
    await stage.deliver()
    seen, after = [], None
    while True:
        page = (await listed(gateway, stage.citizen(), first=10, after=after))["list"]
        assert not {node["id"] for node in page["nodes"]} & set(seen)
        seen += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize(
    "arguments", [{"first": 0}, {"first": 101}, {"after": "invented"}, {"after": EARLIEST}]
)
async def test_a_page_that_cannot_be_is_refused(stage: Stage, gateway: httpx2.AsyncClient, arguments):
    wanted = {"first": 1, "unread": False, "language": "nl", **arguments}
    answer = await ask(gateway, stage.citizen(), LIST, **wanted)
    assert answer["errors"][0]["extensions"]["code"] in ("page.first", "cursor.invalid")


async def test_marking_read_answers_the_same_when_it_is_done_again(stage: Stage, gateway: httpx2.AsyncClient):
    await stage.register(draft("1"), draft("2"))
    await stage.deliver()
    nodes = (await listed(gateway, stage.citizen()))["list"]["nodes"]
    first = await ask(gateway, stage.citizen(), MARK, ids=[nodes[0]["id"], "no id at all"])
    again = await ask(gateway, stage.citizen(), MARK, ids=[nodes[0]["id"]])
    assert first == again
    assert first["data"]["markNotificationsRead"]["ids"] == [nodes[0]["id"]]
    assert first["data"]["markNotificationsRead"]["unreadCount"] == 1
    unread = (await listed(gateway, stage.citizen(), unread=True))["list"]["nodes"]
    assert [node["id"] for node in unread] == [nodes[1]["id"]]


async def test_provider_sees_its_types_notifications_and_deliveries(
    stage: Stage, gateway: httpx2.AsyncClient
):
    [accepted] = (await ask(gateway, stage.gent, REGISTER, items=[item(CITIZENS[0])]))["data"][
        "registerNotifications"
    ]
    await stage.deliver()
    question = """query ($id: ID!) { notifications {
      types { code state } notification(id: $id) { id type externalId }
      notifications(filter: {externalId: "1"}) { nodes { id } pageInfo { hasNextPage } }
      deliveries(filter: {state: DELIVERED}) { nodes { notificationId channel state } }
      waiting: deliveries(filter: {state: ACCEPTED}) { nodes { notificationId } }
    } }"""
    seen = (await ask(gateway, stage.gent, question, id=accepted["id"]))["data"]["notifications"]
    assert [one["code"] for one in seen["types"]] == ["parking.missing_document", "parking.permit"]
    assert seen["notification"] == {"id": accepted["id"], "type": "parking.permit", "externalId": "1"}
    assert seen["notifications"]["nodes"] == [{"id": accepted["id"]}]
    delivered = {"notificationId": accepted["id"], "channel": "INBOX", "state": "DELIVERED"}
    assert seen["deliveries"]["nodes"] == [delivered]
    assert seen["waiting"]["nodes"] == []


async def test_one_list_costs_the_same_number_of_statements_however_long_it_is(
    stage: Stage, gateway: httpx2.AsyncClient
):
    counts = []
    for bulk in ([draft("1")], [draft(str(number)) for number in range(2, 60)]):
        await stage.register(*bulk)
        await stage.deliver()
        with collected("SELECT") as sent:
            await listed(gateway, stage.citizen(), first=100)
        counts.append(len(sent))
    assert counts[0] == counts[1] == 4


async def test_a_block_that_can_read_its_tables_is_well(stage: Stage):
    assert await health(stage.platform) is None


def _type(stage: Stage, **changed: object) -> dict[str, object]:
    name = [{"language": "nl", "text": "Boete"}]
    return {
        "code": "parking.fine",
        "service": service_of(stage.gent),
        "name": name,
        "category": "parking",
        "kind": "MESSAGE",
        **changed,
    }
