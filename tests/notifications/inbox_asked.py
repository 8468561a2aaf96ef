"""What a citizen asks of the inbox over HTTP, and how its rows are looked at and moved in time."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import select, update

from blocks.notifications.model import Accepted, DeliveryState
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n
from profile_core.contract import clock
from tests.notifications.asked import ask
from tests.notifications.played import Stage

LIST = """query List($filter: InboxFilterInput, $first: Int! = 20, $after: String, $language: String! = "nl") {
  notifications {
    list(filter: $filter, first: $first, after: $after, language: $language) {
      nodes { id title taskState senderCode archivedAt doneAt }
      pageInfo { hasNextPage endCursor }
    }
    counts { unread toDo archived }
  }
}"""
MARKS = """mutation Mark($ids: [ID!]!) { marked: %s(ids: $ids) {
  __typename ... on %s { ids unreadCount } ... on Error { code }
} }"""
DONE = """mutation Done($id: ID!) { done: completeTask(id: $id) {
  __typename ... on CitizenTaskDone { id doneAt unreadCount } ... on Error { code path }
} }"""
ALL = """mutation All($at: DateTime!, $shown: [ID!]) { all: markAllNotificationsRead(shownAt: $at, shownIds: $shown) {
  __typename ... on AllNotificationsRead { unreadCount } ... on Error { code }
} }"""


async def stored(stage: Stage, *drafts: Any, caller: Any = None) -> list[UUID]:
    """Register and deliver; return the ids."""
    outcomes = await stage.register(*drafts, caller=caller)
    await stage.deliver()
    return [one.id for one in outcomes if isinstance(one, Accepted)]


async def titles(client: httpx2.AsyncClient, stage: Stage, **wanted: Any) -> list[str]:
    """Return what a filtered list shows, in Dutch."""
    return [node["title"] for node in (await asked(client, stage, filter=wanted))["list"]["nodes"]]


async def mark(client: httpx2.AsyncClient, stage: Stage, what: str, *ids: UUID) -> dict[str, Any]:
    answers = "NotificationsRead" if what == "markNotificationsRead" else "NotificationsMarked"
    answer = await ask(client, stage.citizen(), MARKS % (what, answers), ids=[str(one) for one in ids])
    return answer["data"]["marked"]


async def asked(client: httpx2.AsyncClient, stage: Stage, **variables: Any) -> dict[str, Any]:
    answer = await ask(client, stage.citizen(), LIST, **variables)
    return answer["data"]["notifications"]


async def remind(stage: Stage, notification: UUID) -> None:
    """Write down a reminder by e-mail that waits for its moment."""
    subject = stage.citizen().subject
    moment: datetime = clock.now()
    row = {
        "bucket": subject.bucket,
        "notification_id": notification,
        "channel": "email",
        "occasion": "REMINDER_DEADLINE_24",
        "subject_id": subject.id,
        "provider_id": stage.gent.provider,
        "environment": stage.gent.environment,
        "state": DeliveryState.SCHEDULED,
        "created_at": moment,
        "changed_at": moment,
        "due_at": moment + timedelta(days=1),
    }
    async with stage.platform.store.begin() as tx:
        await tx.insert(d, [row])


async def set_row(stage: Stage, which: Any, **values: Any) -> None:
    """Let time pass, or a provider withdraw, by writing the row."""
    bucket = stage.citizen().subject.bucket
    async with stage.platform.store.begin() as tx:
        assert await tx.run(update(n).where(n.c.bucket == bucket, which).values(values))


async def rows_of(stage: Stage) -> dict[UUID, Any]:
    columns = (n.c.id, n.c.read_at, n.c.read_by, n.c.archived_at, n.c.done_at, n.c.done_by)
    async with stage.platform.store.read() as tx:
        found = await tx.rows(select(*columns).where(n.c.bucket == stage.citizen().subject.bucket))
    return {row.id: row for row in found}
