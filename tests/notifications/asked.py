"""What a provider's program and a citizen's page ask over HTTP."""

from typing import Any

import httpx2

from profile_core.contract import Acting, Caller
from tests.notifications.tokens import bearer

REGISTER = """mutation Register($items: [NotificationInput!]!, $dryRun: Boolean! = false) {
  registerNotifications(items: $items, dryRun: $dryRun) {
    __typename
    ... on AcceptedNotification { id externalId }
    ... on NotificationPreview { externalId title { language text } type { code } }
    ... on Error { code path }
    ... on DuplicateError { existingId }
  }
}"""
LIST = """query List($first: Int!, $after: String, $unread: Boolean!, $language: String!) {
  notifications {
    unreadCount
    list(first: $first, after: $after, unread: $unread, language: $language) {
      nodes { id typeName kind sender title text link createdAt deadline readAt }
      pageInfo { hasNextPage endCursor }
    }
  }
}"""


def item(number: str, external_id: str = "1", **changed: Any) -> dict[str, Any]:
    """Return a sound item for a citizen."""
    return {
        "type": "parking.permit",
        "externalId": external_id,
        "recipient": {"nationalNumber": number},
        "title": [{"language": "nl", "text": "Uw kaart is klaar"}],
        "text": [{"language": "nl", "text": "Haal ze af aan het loket."}],
        **changed,
    }


async def ask(
    client: httpx2.AsyncClient, who: Acting | Caller, query: str, **variables: Any
) -> dict[str, Any]:
    """Ask as somebody and return the answer; an answer that is not 200 fails the test."""
    path = "/provider/graphql" if isinstance(who, Caller) else "/graphql"
    answer = await client.post(
        path, json={"query": query, "variables": variables}, headers=bearer(who), timeout=60
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def listed(client: httpx2.AsyncClient, who: Acting, **changed: Any) -> dict[str, Any]:
    """Return a citizen's notifications."""
    wanted = {"first": 20, "unread": False, "language": "nl", **changed}
    return (await ask(client, who, LIST, **wanted))["data"]["notifications"]
