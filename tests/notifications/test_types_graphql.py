"""All that a provider defines of a type, over HTTP and back."""

from typing import Any

import httpx2

from tests.notifications.played import Stage, service_of
from tests.notifications.tokens import bearer

WHOLE = """fragment All on NotificationType {
  code state inForce published revision rejectedFor service category kind requiredValues retentionDays
  conditionUrl legalBasis notice name { language text default } title { language text } text { language text }
  channels { allowed mandatory own { code use channel reportWithinHours } }
  sendingWindow { days begins ends } reminders { relativeTo hours } escalation { hours channel } draft { service }
}
mutation Register($type: NotificationTypeInput!) {
  registerNotificationType(type: $type) { ... on NotificationType { ...All } ... on Error { code path message } }
}
query Type($code: String!) { notifications { type(code: $code) { ...All } } }
"""
CHANGE = """mutation Change($code: String!, $type: NotificationTypeInput!) {
  paused: pauseNotificationType(code: $code) { ...Seen }
  published: publishNotificationType(code: $code, dryRun: true) { ...Seen }
  submitted: submitNotificationType(code: $code) { ...Seen }
  stale: publishNotificationType(code: $code, ifRevision: 1) { ...Seen }
  edited: updateNotificationType(type: $type) { ...Seen }
}
fragment Seen on ChangeNotificationTypeResult {
  __typename ... on NotificationType { state published revision } ... on Error { code path }
}"""


async def test_all_that_a_provider_defines_comes_back_as_it_was_sent(
    stage: Stage, gateway: httpx2.AsyncClient
):
    sent = everything(stage)
    query = {"operationName": "Register", "variables": {"type": sent}}
    answer = await _asked(gateway, stage, WHOLE, query)
    registered = answer["registerNotificationType"]
    assert registered.get("message") is None, registered
    assert {name: registered[name] for name in sent} == sent
    found = await _asked(
        gateway, stage, WHOLE, {"operationName": "Type", "variables": {"code": sent["code"]}}
    )
    assert found["notifications"]["type"] == registered
    changed = await _asked(
        gateway, stage, CHANGE, {"variables": {"code": sent["code"], "type": {**sent, "category": "x"}}}
    )
    seen = {"__typename": "NotificationType", "state": "APPROVED"}
    assert changed["paused"] == {**seen, "published": False, "revision": 2}
    assert changed["published"] == {**seen, "published": True, "revision": 3}
    assert changed["submitted"] == {**seen, "published": False, "revision": 2}
    assert changed["stale"] == {
        "__typename": "ConflictError",
        "code": "type.revision",
        "path": ["ifRevision"],
    }
    assert changed["edited"] == {**seen, "published": False, "revision": 3}


def everything(stage: Stage) -> dict[str, Any]:
    """Return a type of which every field says something."""
    return {
        "code": "parking.fine",
        "service": service_of(stage.gent),
        "name": [{"language": "nl", "text": "Boete", "default": True}],
        "category": "parking",
        "kind": "TASK",
        "title": [{"language": "nl", "text": "Boete voor {plate}"}],
        "text": [{"language": "nl", "text": "Betaal {amount} in dossier {groupId}."}],
        "requiredValues": ["amount", "plate"],
        "channels": {
            "allowed": ["email"],
            "mandatory": ["own:sms"],
            "own": [{"code": "sms", "use": "BESIDE", "channel": "inbox", "reportWithinHours": 48}],
        },
        "retentionDays": 90,
        "sendingWindow": {"days": [1, 2, 3, 4, 5], "begins": "08:00", "ends": "20:00"},
        "reminders": [{"relativeTo": "DEADLINE", "hours": 48}],
        "escalation": {"hours": 72, "channel": "own:sms"},
        "conditionUrl": "https://api.gent.be/still-needed",
        "legalBasis": "Decreet over parkeren, artikel 7",
        "notice": "acme_parking.fine_given",
    }


async def _asked(
    gateway: httpx2.AsyncClient, stage: Stage, document: str, rest: dict[str, Any]
) -> dict[str, Any]:
    sent = {"query": document, **rest}
    answer = await gateway.post("/provider/graphql", json=sent, headers=bearer(stage.gent), timeout=60)
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]
