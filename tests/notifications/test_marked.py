"""What a citizen does: once and again, and never with what is not there."""

import asyncio
from dataclasses import replace

import httpx2
import pytest
from sqlalchemy import select

from blocks.notifications import read
from blocks.notifications.model import DeliveryState, Reason
from blocks.notifications.rows import inbox
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n
from profile_core.contract import clock
from tests import sent
from tests.notifications.asked import ask
from tests.notifications.inbox_asked import ALL, DONE, asked, mark, remind, rows_of, set_row, stored, titles
from tests.notifications.played import CITIZENS, TASK, Stage, draft


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
    before = await rows_of(stage)
    first = await mark(gateway, stage, what, one)
    marked = await rows_of(stage)
    assert (first["ids"], first["unreadCount"]) == ([str(one)], 1)
    assert await mark(gateway, stage, what, one) == first
    assert await rows_of(stage) == marked != before
    assert (await mark(gateway, stage, back, one))["ids"] == [str(one)]
    taken_back = await rows_of(stage)
    assert await mark(gateway, stage, back, one) == await mark(gateway, stage, back, one)
    assert await rows_of(stage) == taken_back
    assert taken_back[other] == before[other]


async def test_archived_is_out_of_the_inbox_read_and_on_a_shelf_of_its_own(
    stage: Stage, gateway: httpx2.AsyncClient
):
    [one] = await stored(stage, draft("a", title="Weg ermee"))
    await mark(gateway, stage, "archiveNotifications", one)
    assert await titles(gateway, stage) == []
    assert await titles(gateway, stage, archived=True) == ["Weg ermee"]
    assert (await asked(gateway, stage))["counts"] == {"unread": 0, "toDo": 0, "archived": 1}
    await mark(gateway, stage, "unarchiveNotifications", one)
    assert await titles(gateway, stage) == ["Weg ermee"]
    assert (await asked(gateway, stage))["counts"] == {"unread": 0, "toDo": 0, "archived": 0}


async def test_all_read_leaves_what_came_after_the_list_was_shown(stage: Stage, gateway: httpx2.AsyncClient):
    old = await stored(stage, *[draft(f"o{at}") for at in range(3)])
    await set_row(stage, n.c.id.in_(old), announced_at=clock.ago(60))
    [seen] = await stored(stage, draft("seen"))
    shown = clock.now()
    [late] = await stored(stage, draft("late"))
    variables = {"at": clock.rfc3339(shown), "shown": [str(seen)]}
    for _ in range(2):
        answer = await ask(gateway, stage.citizen(), ALL, **variables)
        assert answer["data"]["all"] == {"__typename": "AllNotificationsRead", "unreadCount": 1}
    assert {one for one, row in (await rows_of(stage)).items() if row.read_at is None} == {late}


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
    await set_row(stage, n.c.id.in_(ids), announced_at=clock.ago(60))
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
    row = (await rows_of(stage))[task]
    assert (row.done_by, row.read_by) == (colleague.citizen.id, colleague.citizen.id)
    assert await titles(gateway, stage, taskState="DONE") == ["Uw parkeerkaart is klaar"]


async def test_task_that_several_do_at_once_is_done_once_and_all_are_told_the_same(stage: Stage):
    [task] = await stored(stage, draft("a", type=TASK))
    owner = stage.citizen()
    colleague = replace(stage.citizen(CITIZENS[1]), subject=owner.subject)
    done = await asyncio.gather(
        *(read.complete(stage.platform.store, one, str(task)) for one in [owner, colleague] * 5)
    )
    assert {one.since for one in done} == {(await rows_of(stage))[task].done_at}


async def test_what_is_no_task_is_over_or_not_there_is_not_done(stage: Stage, gateway: httpx2.AsyncClient):
    message, late, gone = await stored(
        stage, draft("a"), draft("b", type=TASK, deadline=clock.ahead(60)), draft("c", type=TASK)
    )
    await set_row(stage, n.c.id == late, deadline=clock.ago(60))
    await set_row(stage, n.c.id == gone, retracted_at=clock.now())
    before = await rows_of(stage)
    codes = {
        message: "task.none",
        late: "task.expired",
        gone: "notifications.unknown",
        "nonsense": "notifications.unknown",
    }
    for one, code in codes.items():
        assert (await ask(gateway, stage.citizen(), DONE, id=str(one)))["data"]["done"]["code"] == code
    assert await rows_of(stage) == before


@pytest.mark.parametrize("how", ["retracted_at", "deleted_at", "expires_at"])
async def test_what_is_withdrawn_or_over_is_nowhere_and_nothing_is_done_with_it(
    stage: Stage, gateway: httpx2.AsyncClient, how: str
):
    [one] = await stored(stage, draft("a", type=TASK, title="Voorbij"))
    await set_row(stage, n.c.id == one, **{how: clock.now()})
    before = await rows_of(stage)
    seen = await asked(gateway, stage)
    assert (seen["list"]["nodes"], seen["counts"]) == ([], {"unread": 0, "toDo": 0, "archived": 0})
    for what in ("markNotificationsRead", "archiveNotifications", "markNotificationsUnread"):
        assert (await mark(gateway, stage, what, one))["ids"] == []
    await ask(gateway, stage.citizen(), ALL, at=clock.rfc3339(clock.ahead(60)))
    async with stage.platform.store.read() as tx:
        assert await inbox.unread_counts(tx, [stage.citizen()]) == [0]
        assert await inbox.ahead(tx, stage.citizen()) == []
        assert await inbox.providers(tx, stage.citizen()) == set()
    assert await rows_of(stage) == before


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
    await set_row(stage, n.c.id == one, announced_at=clock.ago(60))
    await remind(stage, one)
    citizen, store = stage.citizen(), stage.platform.store
    steps = {
        "open": lambda: read.opened(stage.platform, citizen, one, "nl"),
        "read": lambda: read.mark_read(store, citizen, [str(one)]),
        "archive": lambda: read.archive(store, citizen, [str(one)]),
        "all": lambda: read.mark_all_read(store, citizen, clock.now(), ()),
        "do": lambda: read.complete(store, citizen, str(one)),
    }
    await steps[does]()
    async with store.read() as tx:
        line = (d.c.bucket == citizen.subject.bucket, d.c.occasion == "REMINDER_DEADLINE_24")
        [row] = await tx.rows(select(d.c.state, d.c.reason).where(*line))
    assert (row.state, row.reason) == (DeliveryState.CANCELLED, reason)


async def test_more_than_a_hundred_at_once_are_refused(stage: Stage, gateway: httpx2.AsyncClient):
    answer = await mark(gateway, stage, "archiveNotifications", *[stage.gent.provider] * 101)
    assert answer["code"] == "read.too_many"
