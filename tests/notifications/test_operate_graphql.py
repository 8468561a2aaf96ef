from typing import Any

import httpx2
import pytest

from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import clock
from tests.notifications.asked import REGISTER, ask, item, listed
from tests.notifications.inbox_asked import set_row
from tests.notifications.operated import FUTURE, LATER, VISIT, with_visits
from tests.notifications.played import CITIZENS, PERMIT, TASK, Stage

ANSWER = """{
  __typename
  ... on NotificationRevision { id externalId revision changed }
  ... on NotificationPreview { externalId title { language text } link deadline }
  ... on Error { code path }
  ... on DuplicateError { existingId }
}"""
INPUTS = {
    "updateNotifications": "NotificationUpdateInput",
    "completeTasks": "NotificationReferenceInput",
    "rescheduleNotifications": "NotificationRescheduleInput",
    "retractNotifications": "NotificationReferenceInput",
    "deleteNotifications": "NotificationReferenceInput",
}
ONE = """query One($id: ID, $key: NotificationKeyInput) {
  notifications { notification(id: $id, key: $key) {
    id type kind externalId groupId brand state taskState createdAt announcedAt validFrom expiresAt deadline
    appointment { startsAt endsAt place address } doneAt doneBy retractedAt deletedAt deleteAt version revision
  } }
}"""
SOME = """query Some($filter: NotificationFilter, $after: String) { notifications {
  notifications(first: 100, filter: $filter, after: $after) { nodes { externalId } pageInfo { hasNextPage } }
} }"""
DEADLINE = clock.rfc3339(FUTURE)
_ANNOUNCED = {"message", "task", "late", "done", "meeting"}
NARROWED: list[tuple[dict[str, str], set[str]]] = [
    ({}, {*_ANNOUNCED, "over", "waits", "retracted", "deleted"}),
    ({"groupId": "file-7"}, {"message"}),
    ({"kind": "APPOINTMENT"}, {"meeting"}),
    ({"state": "ANNOUNCED"}, _ANNOUNCED),
    ({"state": "ACCEPTED"}, {"waits"}),
    ({"state": "EXPIRED"}, {"over"}),
    ({"state": "RETRACTED"}, {"retracted"}),
    ({"state": "DELETED"}, {"deleted"}),
    ({"taskState": "NEW"}, {"task"}),
    ({"taskState": "EXPIRED"}, {"late"}),
    ({"taskState": "DONE"}, {"done"}),
    ({"deadlineFrom": "2026-06-01T00:00:00Z"}, {"task"}),
    ({"deadlineUntil": "2026-06-01T00:00:00Z"}, {"late"}),
    ({"createdFrom": "2099-01-01T00:00:00Z"}, set()),
    ({"createdUntil": "2099-01-01T00:00:00Z", "kind": "MESSAGE"}, {"message", "over", "waits", "retracted"}),
]
UPDATED = {
    "title": [{"language": "nl", "text": "Anders"}],
    "text": [{"language": "nl", "text": "Tot maart."}],
}


async def operate(
    gateway: httpx2.AsyncClient, stage: Stage, name: str, *items: dict[str, Any], **more: Any
) -> list[dict[str, Any]]:
    """Send items to one of the mutations as Ghent."""
    query = f"""mutation Operate($items: [{INPUTS[name]}!]!, $dryRun: Boolean! = false) {{
      {name}(items: $items, dryRun: $dryRun) {ANSWER}
    }}"""
    return (await ask(gateway, stage.gent, query, items=list(items), **more))["data"][name]


async def registered(gateway: httpx2.AsyncClient, stage: Stage, **more: Any) -> dict[str, Any]:
    """Register a task as Ghent; return its names."""
    sent = item(CITIZENS[0], type=TASK, **more)
    [accepted] = (await ask(gateway, stage.gent, REGISTER, items=[sent]))["data"]["registerNotifications"]
    key = {name: sent[name] for name in ("type", "externalId", "recipient")}
    return {"id": accepted["id"], "key": key}


async def test_every_operation_by_id_and_by_key(stage: Stage, gateway: httpx2.AsyncClient):
    one = await registered(gateway, stage, deadline=DEADLINE)
    revision = {"__typename": "NotificationRevision", "id": one["id"], "externalId": "1", "changed": True}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("updateNotifications", {**UPDATED, "version": 3_000_000_000, "ifRevision": 1}),
        ("rescheduleNotifications", {"deadline": clock.rfc3339(LATER), "version": 3_000_000_001}),
        ("completeTasks", {"ifRevision": 3}),
        ("retractNotifications", {}),
        ("deleteNotifications", {}),
    ]
    for at, (name, said) in enumerate(steps, start=2):
        by_id = await operate(gateway, stage, name, {"id": one["id"], **said})
        by_key = await operate(gateway, stage, name, {"key": one["key"], **said})
        assert by_id == by_key == [{**revision, "revision": at}], name


async def test_good_and_bad_items_are_answered_in_order_as_data(stage: Stage, gateway: httpx2.AsyncClient):
    one = await registered(gateway, stage)
    results = await operate(
        gateway,
        stage,
        "updateNotifications",
        {"id": one["id"], **UPDATED, "idempotencyKey": "a"},
        {"id": one["id"], "key": one["key"], **UPDATED},
        {"id": "no id at all", **UPDATED},
        {"key": one["key"], **UPDATED, "link": "https://stad.gent/x", "idempotencyKey": "a"},
        {"id": one["id"], **UPDATED, "ifRevision": 7},
    )
    kinds = ["NotificationRevision", "InvalidError", "NotFoundError", "DuplicateError", "ConflictError"]
    assert [result["__typename"] for result in results] == kinds
    assert [result.get("path") for result in results[1:]] == [
        ["items", "1"],
        ["items", "2"],
        ["items", "3", "idempotencyKey"],
        ["items", "4", "ifRevision"],
    ]
    assert results[3]["existingId"] == one["id"]


async def test_a_dry_run_of_an_update_shows_what_the_citizen_would_see(
    stage: Stage, gateway: httpx2.AsyncClient
):
    one = await registered(gateway, stage, deadline=DEADLINE)
    [preview] = await operate(
        gateway, stage, "updateNotifications", {"id": one["id"], **UPDATED}, dryRun=True
    )
    assert preview["__typename"] == "NotificationPreview"
    assert preview["title"] == UPDATED["title"]
    assert preview["deadline"] == FUTURE.isoformat()
    [gone] = await operate(gateway, stage, "deleteNotifications", {"id": one["id"]}, dryRun=True)
    assert (gone["revision"], gone["changed"]) == (2, True)
    assert (await ask(gateway, stage.gent, ONE, id=one["id"]))["data"]["notifications"]["notification"][
        "revision"
    ] == 1


async def test_a_provider_sees_how_each_of_its_notifications_stands(
    stage: Stage, gateway: httpx2.AsyncClient
):
    until = clock.rfc3339(LATER)
    said = {"groupId": "file-7", "brand": "Parkeerbedrijf", "deadline": DEADLINE, "deleteAt": until}
    one = await registered(gateway, stage, **said, version=5)
    await stage.deliver()
    await operate(gateway, stage, "completeTasks", {"id": one["id"]})
    by_id = (await ask(gateway, stage.gent, ONE, id=one["id"]))["data"]["notifications"]["notification"]
    by_key = (await ask(gateway, stage.gent, ONE, key=one["key"]))["data"]["notifications"]["notification"]
    assert by_id == by_key
    expected = {"id": one["id"], "type": TASK, "kind": "TASK", "externalId": "1", "groupId": "file-7"}
    expected |= {"brand": "Parkeerbedrijf", "state": "ANNOUNCED", "taskState": "DONE", "doneBy": "PROVIDER"}
    expected |= {"version": 5, "revision": 2, "retractedAt": None, "deletedAt": None, "appointment": None}
    assert {name: by_id[name] for name in expected} == expected
    assert by_id["announcedAt"] and by_id["doneAt"] and by_id["deleteAt"]


async def test_somebody_elses_and_none_are_null_by_id_and_by_key(stage: Stage, gateway: httpx2.AsyncClient):
    one = await registered(gateway, stage)
    other = {**one["key"], "externalId": "none"}
    unknown = {**one["key"], "type": "no.such"}
    asked = [{"key": other}, {"key": unknown}, {"id": "no id at all"}]
    for who, names in [(stage.aalst, [{"id": one["id"]}, {"key": one["key"]}]), (stage.gent, asked)]:
        for name in names:
            answer = await ask(gateway, who, ONE, **name)
            assert answer["data"]["notifications"]["notification"] is None
            assert "errors" not in answer


@pytest.mark.parametrize("names", [{}, {"id": "x", "key": {"type": TASK, "externalId": "1"}}])
async def test_one_is_asked_for_by_one_name(stage: Stage, gateway: httpx2.AsyncClient, names: dict[str, Any]):
    if "key" in names:
        names["key"]["recipient"] = {"nationalNumber": CITIZENS[0]}
    answer = await ask(gateway, stage.gent, ONE, **names)
    assert answer["errors"][0]["extensions"]["code"] == "item.which"


async def test_a_list_narrows_down_by_what_is_asked(stage: Stage, gateway: httpx2.AsyncClient):
    await with_visits(stage)
    meeting = {"appointment": {"startsAt": DEADLINE}, "type": VISIT}
    sent = [
        item(CITIZENS[0], "message", type=PERMIT, groupId="file-7"),
        item(CITIZENS[0], "task", type=TASK, deadline=DEADLINE, groupId="file-8"),
        item(CITIZENS[1], "late", type=TASK, deadline="2026-01-01T00:00:00Z"),
        item(CITIZENS[1], "done", type=TASK),
        item(CITIZENS[0], "meeting", **meeting),
        item(CITIZENS[0], "over", type=PERMIT, expiresAt=DEADLINE),
        item(CITIZENS[0], "waits", type=PERMIT, validFrom=DEADLINE),
        item(CITIZENS[0], "retracted", type=PERMIT),
        item(CITIZENS[0], "deleted", type=TASK),
    ]
    results = (await ask(gateway, stage.gent, REGISTER, items=sent))["data"]["registerNotifications"]
    await set_row(stage, n.c.external_id == "over", expires_at=clock.ago(60))
    ids = {one["externalId"]: one["id"] for one in results}
    await stage.deliver()
    for name, which in (("completeTasks", "done"), ("retractNotifications", "retracted")):
        await operate(gateway, stage, name, {"id": ids[which]})
    await operate(gateway, stage, "deleteNotifications", {"id": ids["deleted"]})
    for wanted, expected in NARROWED:
        page = (await ask(gateway, stage.gent, SOME, filter=wanted))["data"]["notifications"]["notifications"]
        assert {node["externalId"] for node in page["nodes"]} == expected, wanted


async def test_an_update_is_what_the_citizen_reads(stage: Stage, gateway: httpx2.AsyncClient):
    one = await registered(gateway, stage)
    await stage.deliver()
    await operate(gateway, stage, "updateNotifications", {"key": one["key"], **UPDATED})
    [node] = (await listed(gateway, stage.citizen()))["list"]["nodes"]
    assert (node["title"], node["text"]) == ("Anders", "Tot maart.")
