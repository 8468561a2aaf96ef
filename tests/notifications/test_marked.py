"""What a citizen looks for and does, over HTTP and in the rows: once and again, and never with what is not there."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, update

from blocks.notifications import read
from blocks.notifications.model import Accepted, DeliveryState, Reason
from blocks.notifications.rows import inbox
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n
from profile_core.contract import clock
from tests import sent
from tests.notifications.asked import ask
from tests.notifications.played import CITIZENS, TASK, Stage, draft

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
    return [node["title"] for node in (await _asked(client, stage, filter=wanted))["list"]["nodes"]]


async def mark(client: httpx2.AsyncClient, stage: Stage, what: str, *ids: UUID) -> dict[str, Any]:
    answers = "NotificationsRead" if what == "markNotificationsRead" else "NotificationsMarked"
    answer = await ask(client, stage.citizen(), MARKS % (what, answers), ids=[str(one) for one in ids])
    return answer["data"]["marked"]


async def test_each_filter_narrows_the_list_down(stage: Stage, gateway: httpx2.AsyncClient):
    soon, past = clock.ahead(86_400), clock.ahead(60)
    await stored(stage, draft("a", title="Een bericht", group_id="dossier-7"))
    await stored(stage, draft("b", title="Een taak", type=TASK, deadline=soon))
    await stored(stage, draft("c", title="Te laat", type=TASK, deadline=past))
    middle = clock.now()
    [other] = await stored(stage, draft("d", title="Van Aalst"), caller=stage.aalst)
    await _set(stage, n.c.external_id == "c", deadline=clock.ago(60))
    everything = ["Van Aalst", "Te laat", "Een taak", "Een bericht"]
    assert await titles(gateway, stage) == everything
    assert await titles(gateway, stage, kind="TASK") == ["Te laat", "Een taak"]
    assert await titles(gateway, stage, taskState="NEW") == ["Een taak"]
    assert await titles(gateway, stage, taskState="EXPIRED") == ["Te laat"]
    assert await titles(gateway, stage, senderCode="aalst") == ["Van Aalst"]
    assert await titles(gateway, stage, senderCode="nobody") == []
    assert await titles(gateway, stage, groupId="dossier-7") == ["Een bericht"]
    assert await titles(gateway, stage, since=clock.rfc3339(middle)) == ["Van Aalst"]
    assert await titles(gateway, stage, until=clock.rfc3339(middle)) == everything[1:]
    await mark(gateway, stage, "markNotificationsRead", other)
    assert await titles(gateway, stage, unread=True) == everything[1:]


async def test_search_finds_all_words_in_what_is_shown_whatever_case_and_accents(
    stage: Stage, gateway: httpx2.AsyncClient
):
    await stored(stage, draft("a", title="Réseau d'eau", text="La rue est ouverte."), draft("b"))
    assert await titles(gateway, stage, search="RESEAU ouverte") == ["Réseau d'eau"]
    assert await titles(gateway, stage, search="reseau loket") == []
    assert await titles(gateway, stage, search="language default") == []
    english = await _asked(gateway, stage, filter={"search": "(EN) reseau"}, language="en")
    assert [node["title"] for node in english["list"]["nodes"]] == ["Réseau d'eau (en)"]
    long = await ask(gateway, stage.citizen(), LIST, filter={"search": "x" * 101})
    assert "at most 100" in long["errors"][0]["message"]


@pytest.mark.parametrize("looked_at", [4, 12], ids=["less than a page holds", "more than a page holds"])
async def test_search_goes_through_all_in_steps_and_shows_each_once(
    stage: Stage, gateway: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, looked_at: int
):
    monkeypatch.setattr(read, "LOOKED_AT", looked_at)
    await stored(
        stage, *[draft(str(at), title=f"Kaart {at}" if at % 5 else f"Brug {at}") for at in range(20)]
    )
    found, after = [], None
    while True:
        page = (await _asked(gateway, stage, filter={"search": "brug"}, first=1, after=after))["list"]
        found += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert sorted(found) == ["Brug 0", "Brug 10", "Brug 15", "Brug 5"]


async def test_list_and_counts_are_one_statement_each_however_long(stage: Stage, gateway: httpx2.AsyncClient):
    await stored(stage, *[draft(str(at)) for at in range(30)])
    with sent.collected("FROM notification") as statements:
        await _asked(gateway, stage, filter={"search": "kaart"})
    assert len(statements) == 2


@pytest.mark.parametrize("many", [3, 120])
async def test_counts_stop_at_100_each(stage: Stage, gateway: httpx2.AsyncClient, many: int):
    tasks = await stored(stage, *[draft(f"t{at}", type=TASK) for at in range(many)])
    archived = await stored(stage, *[draft(f"m{at}") for at in range(many)])
    for begin in range(0, many, 100):
        await mark(gateway, stage, "archiveNotifications", *archived[begin : begin + 100])
    counted = (await _asked(gateway, stage))["counts"]
    assert counted == dict.fromkeys(("unread", "toDo", "archived"), min(many, 100))
    await ask(gateway, stage.citizen(), DONE, id=str(tasks[0]))
    assert (await _asked(gateway, stage))["counts"]["toDo"] == min(many - 1, 100)


@pytest.mark.parametrize(
    ("what", "back"),
    [
        ("markNotificationsRead", "markNotificationsUnread"),
        ("archiveNotifications", "unarchiveNotifications"),
    ],
)
async def test_marks_are_the_same_when_sent_twice_and_can_be_taken_back(
    stage: Stage, gateway: httpx2.AsyncClient, what: str, back: str
):
    one, other = await stored(stage, draft("a"), draft("b"))
    before = await _rows(stage)
    first = await mark(gateway, stage, what, one)
    marked = await _rows(stage)
    assert (first["ids"], first["unreadCount"]) == ([str(one)], 1)
    assert await mark(gateway, stage, what, one) == first
    assert await _rows(stage) == marked != before
    assert (await mark(gateway, stage, back, one))["ids"] == [str(one)]
    taken_back = await _rows(stage)
    assert await mark(gateway, stage, back, one) == await mark(gateway, stage, back, one)
    assert await _rows(stage) == taken_back
    assert taken_back[other] == before[other]


async def test_archived_is_out_of_the_inbox_read_and_on_a_shelf_of_its_own(
    stage: Stage, gateway: httpx2.AsyncClient
):
    [one] = await stored(stage, draft("a", title="Weg ermee"))
    await mark(gateway, stage, "archiveNotifications", one)
    assert await titles(gateway, stage) == []
    assert await titles(gateway, stage, archived=True) == ["Weg ermee"]
    assert (await _asked(gateway, stage))["counts"] == {"unread": 0, "toDo": 0, "archived": 1}
    await mark(gateway, stage, "unarchiveNotifications", one)
    assert await titles(gateway, stage) == ["Weg ermee"]
    assert (await _asked(gateway, stage))["counts"] == {"unread": 0, "toDo": 0, "archived": 0}


async def test_all_read_leaves_what_came_after_the_list_was_shown(stage: Stage, gateway: httpx2.AsyncClient):
    old = await stored(stage, *[draft(f"o{at}") for at in range(3)])
    await _set(stage, n.c.id.in_(old), announced_at=clock.ago(60))
    [seen] = await stored(stage, draft("seen"))
    shown = clock.now()
    [late] = await stored(stage, draft("late"))
    variables = {"at": clock.rfc3339(shown), "shown": [str(seen)]}
    for _ in range(2):
        answer = await ask(gateway, stage.citizen(), ALL, **variables)
        assert answer["data"]["all"] == {"__typename": "AllNotificationsRead", "unreadCount": 1}
    assert {one for one, row in (await _rows(stage)).items() if row.read_at is None} == {late}


async def test_all_read_of_what_may_not_have_been_stored_yet_takes_only_what_was_seen(
    stage: Stage, gateway: httpx2.AsyncClient
):
    """A notification is announced at a moment and committed a little later; a list in between does not show it."""
    await stored(stage, draft("unseen"))
    answer = await ask(gateway, stage.citizen(), ALL, at=clock.rfc3339(clock.now()))
    assert answer["data"]["all"]["unreadCount"] == 1


async def test_all_read_goes_on_in_bounded_steps(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read.marked, "AT_ONCE", 4)
    ids = await stored(stage, *[draft(str(at)) for at in range(10)])
    await _set(stage, n.c.id.in_(ids), announced_at=clock.ago(60))
    with sent.collected("SET read_at") as statements:
        assert await read.mark_all_read(stage.platform.store, stage.citizen(), clock.now(), ()) == 0
    assert len(statements) == 4  # none was named; 4, 4 and 2


async def test_task_is_done_once_by_whom_it_was_first_and_by_that_read(
    stage: Stage, gateway: httpx2.AsyncClient
):
    [task] = await stored(stage, draft("a", type=TASK))
    owner = stage.citizen()
    colleague = replace(stage.citizen(CITIZENS[1]), subject=owner.subject)
    first = (await ask(gateway, colleague, DONE, id=str(task)))["data"]["done"]
    assert first["unreadCount"] == 0
    assert (await ask(gateway, owner, DONE, id=str(task)))["data"]["done"] == first
    row = (await _rows(stage))[task]
    assert (row.done_by, row.read_by) == (colleague.citizen.id, colleague.citizen.id)
    assert await titles(gateway, stage, taskState="DONE") == ["Uw parkeerkaart is klaar"]


async def test_task_that_several_do_at_once_is_done_once_and_all_are_told_the_same(stage: Stage):
    [task] = await stored(stage, draft("a", type=TASK))
    owner = stage.citizen()
    colleague = replace(stage.citizen(CITIZENS[1]), subject=owner.subject)
    done = await asyncio.gather(
        *(read.complete(stage.platform.store, one, str(task)) for one in [owner, colleague] * 5)
    )
    assert {one.since for one in done} == {(await _rows(stage))[task].done_at}


async def test_what_is_no_task_is_over_or_not_there_is_not_done(stage: Stage, gateway: httpx2.AsyncClient):
    message, late, gone = await stored(
        stage, draft("a"), draft("b", type=TASK, deadline=clock.ahead(60)), draft("c", type=TASK)
    )
    await _set(stage, n.c.id == late, deadline=clock.ago(60))
    await _set(stage, n.c.id == gone, retracted_at=clock.now())
    before = await _rows(stage)
    codes = {
        message: "task.none",
        late: "task.expired",
        gone: "notifications.unknown",
        "nonsense": "notifications.unknown",
    }
    for one, code in codes.items():
        assert (await ask(gateway, stage.citizen(), DONE, id=str(one)))["data"]["done"]["code"] == code
    assert await _rows(stage) == before


@pytest.mark.parametrize("how", ["retracted_at", "deleted_at", "expires_at"])
async def test_what_is_withdrawn_or_over_is_nowhere_and_nothing_is_done_with_it(
    stage: Stage, gateway: httpx2.AsyncClient, how: str
):
    [one] = await stored(stage, draft("a", type=TASK, title="Voorbij"))
    await _set(stage, n.c.id == one, **{how: clock.now()})
    before = await _rows(stage)
    seen = await _asked(gateway, stage)
    assert (seen["list"]["nodes"], seen["counts"]) == ([], {"unread": 0, "toDo": 0, "archived": 0})
    for what in ("markNotificationsRead", "archiveNotifications", "markNotificationsUnread"):
        assert (await mark(gateway, stage, what, one))["ids"] == []
    await ask(gateway, stage.citizen(), ALL, at=clock.rfc3339(clock.ahead(60)))
    async with stage.platform.store.read() as tx:
        assert await inbox.unread_counts(tx, [stage.citizen()]) == [0]
        assert await inbox.ahead(tx, stage.citizen()) == []
        assert await inbox.providers(tx, stage.citizen()) == set()
    assert await _rows(stage) == before


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("open", Reason.READ),
        ("read", Reason.READ),
        ("archive", Reason.READ),
        ("all", Reason.READ),
        ("do", Reason.DONE),
    ],
)
async def test_reading_and_doing_end_the_reminders_that_wait(
    stage: Stage, gateway: httpx2.AsyncClient, does: str, reason: Reason
):
    [one] = await stored(stage, draft("a", type=TASK))
    await _set(stage, n.c.id == one, announced_at=clock.ago(60))
    await _remind(stage, one)
    citizen, store = stage.citizen(), stage.platform.store
    steps = {
        "open": lambda: read.opened(store, citizen, one),
        "read": lambda: read.mark_read(store, citizen, [str(one)]),
        "archive": lambda: read.archive(store, citizen, [str(one)]),
        "all": lambda: read.mark_all_read(store, citizen, clock.now(), ()),
        "do": lambda: read.complete(store, citizen, str(one)),
    }
    await steps[does]()
    async with store.read() as tx:
        line = (d.c.bucket == citizen.subject.bucket, d.c.occasion == "REMINDER_1")
        [row] = await tx.rows(select(d.c.state, d.c.reason).where(*line))
    assert (row.state, row.reason) == (DeliveryState.CANCELLED, reason)


async def test_more_than_a_hundred_at_once_are_refused(stage: Stage, gateway: httpx2.AsyncClient):
    answer = await mark(gateway, stage, "archiveNotifications", *[stage.gent.provider] * 101)
    assert answer["code"] == "read.too_many"


async def _asked(client: httpx2.AsyncClient, stage: Stage, **variables: Any) -> dict[str, Any]:
    answer = await ask(client, stage.citizen(), LIST, **variables)
    return answer["data"]["notifications"]


async def _remind(stage: Stage, notification: UUID) -> None:
    """Write down a reminder by e-mail that waits for its moment."""
    subject = stage.citizen().subject
    moment: datetime = clock.now()
    row = {
        "bucket": subject.bucket,
        "notification_id": notification,
        "channel": "email",
        "occasion": "REMINDER_1",
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


async def _set(stage: Stage, which: Any, **values: Any) -> None:
    """Let time pass, or a provider withdraw, by writing the row."""
    bucket = stage.citizen().subject.bucket
    async with stage.platform.store.begin() as tx:
        assert await tx.run(update(n).where(n.c.bucket == bucket, which).values(values))


async def _rows(stage: Stage) -> dict[UUID, Any]:
    columns = (n.c.id, n.c.read_at, n.c.read_by, n.c.archived_at, n.c.done_at, n.c.done_by)
    async with stage.platform.store.read() as tx:
        found = await tx.rows(select(*columns).where(n.c.bucket == stage.citizen().subject.bucket))
    return {row.id: row for row in found}
