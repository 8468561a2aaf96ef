"""Who reads what is another's leaves one line under the other, in the transaction of the read."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import httpx2
import pytest
from sqlalchemy import Row

from blocks.notifications import addresses, read, types, wishes
from blocks.notifications.model import Accepted, Appointment, Kind
from profile_core import audit
from profile_core.contract import Acting, clock, ids
from tests.notifications.asked import ask, listed
from tests.notifications.played import CITIZENS, TASK, Stage, draft, type_draft
from tests.notifications.tokens import bearer

VISIT = "parking.visit"
ONE = "query One($id: ID!) { notifications { notification(id: $id) { title } } }"
DONE = "mutation Done($id: ID!) { completeTask(id: $id) { __typename } }"
MARK = "mutation Mark($ids: [ID!]!) { archiveNotifications(ids: $ids) { __typename } }"
ALL = "mutation All($at: DateTime!) { markAllNotificationsRead(shownAt: $at) { __typename } }"


def holder(stage: Stage) -> Acting:
    """Return the second citizen, who acts for the first."""
    first, second = stage.citizen(CITIZENS[0]), stage.citizen(CITIZENS[1])
    return replace(first, citizen=second.citizen, at_pages=True)


async def lines(stage: Stage, number: str = CITIZENS[0]) -> list[Row]:
    """Return the lines about a citizen, the oldest first."""
    async with stage.platform.store.read() as tx:
        return list(reversed(await audit.about(tx, stage.citizen(number).subject, most=50)))


async def two(stage: Stage) -> list[str]:
    """Register a message and a task, and return their ids."""
    accepted = await stage.register(draft("1"), draft("2", type=TASK))
    await stage.deliver()
    return [str(one.id) for one in accepted if isinstance(one, Accepted)]


async def test_list_is_one_line_with_who_in_which_role_how_many_and_which(
    stage: Stage, gateway: httpx2.AsyncClient
):
    wanted, acting = await two(stage), holder(stage)
    await listed(gateway, acting)
    [line] = await lines(stage)
    assert (line.action, line.purpose) == ("notifications.listed", "notifications")
    assert (line.actor_kind, line.actor) == ("citizen", str(acting.citizen.id))
    assert (line.detail["role"], line.detail["count"]) == ("BUR", "2")
    assert sorted(line.detail["ids"].split()) == sorted(wanted)


async def test_whatever_is_read_or_done_for_another_leaves_a_line(stage: Stage, gateway: httpx2.AsyncClient):
    message, task = await two(stage)
    acting = holder(stage)
    page = {"Accept": "text/html", **bearer(acting)}

    async def search() -> None:
        await gateway.post(
            "/me/inbox/search", headers=page, data={"cp_session": acting.mark, "words": "kaart"}
        )

    doing: list[tuple[Callable[[], Awaitable[object]], str, str]] = [
        (lambda: ask(gateway, acting, ONE, id=message), "notifications.opened", message),
        (lambda: gateway.get("/me/inbox", headers=page), "notifications.listed", task),
        (search, "notifications.listed", message),
        (lambda: gateway.get(f"/me/item/{message}", headers=page), "notifications.opened", message),
        (lambda: ask(gateway, acting, DONE, id=task), "notifications.task_done", task),
        (lambda: ask(gateway, acting, MARK, ids=[message]), "notifications.marked", message),
        (lambda: wishes.wishes(stage.platform, acting), "preference.read", str(stage.gent.provider)),
        (lambda: addresses.mine(stage.platform, acting), "address.read", ""),
    ]
    for number, (do, action, named) in enumerate(doing, 1):
        await do()
        left = await lines(stage)
        assert (len(left), left[-1].action) == (number, action)
        assert named in left[-1].detail["ids"]
    assert await lines(stage, CITIZENS[1]) == []


async def test_all_that_is_marked_at_once_is_one_line(stage: Stage, gateway: httpx2.AsyncClient):
    wanted = await two(stage)
    later = clock.rfc3339(clock.ago(-60))
    for _ in range(2):
        await ask(gateway, holder(stage), ALL, at=later)
    [line] = await lines(stage)
    assert (line.action, line.detail["as"]) == ("notifications.marked", "read")
    assert sorted(line.detail["ids"].split()) == sorted(wanted)


async def test_calendar_file_of_another_leaves_a_line(stage: Stage, gateway: httpx2.AsyncClient):
    await types.register(
        stage.platform, stage.gent, type_draft(stage.gent, VISIT, Kind.APPOINTMENT), dry_run=False
    )
    starts = Appointment(starts_at=clock.ago(-86_400))
    [accepted] = await stage.register(draft("1", type=VISIT, appointment=starts))
    assert isinstance(accepted, Accepted)
    await stage.deliver()
    file = await gateway.get(f"/me/item/{accepted.id}/appointment.ics", headers=bearer(holder(stage)))
    assert file.status_code == 200
    [line] = await lines(stage)
    assert (line.action, line.detail["as"]) == ("notifications.opened", "calendar")


async def test_what_is_ones_own_leaves_none(stage: Stage, gateway: httpx2.AsyncClient):
    message, task = await two(stage)
    mine = replace(stage.citizen(), at_pages=True)
    await listed(gateway, mine)
    await ask(gateway, mine, ONE, id=message)
    await gateway.get(f"/me/item/{message}", headers={"Accept": "text/html", **bearer(mine)})
    await ask(gateway, mine, DONE, id=task)
    await wishes.wishes(stage.platform, mine)
    await addresses.mine(stage.platform, mine)
    assert await lines(stage) == []


async def test_where_the_line_cannot_be_written_there_is_no_answer(
    stage: Stage, gateway: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    """The table of the lines is away: what is one's own is answered all the same."""
    message, _ = await two(stage)
    async with stage.platform.store.engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE audit RENAME TO audit_away")
    try:
        theirs = await ask(gateway, holder(stage), ONE, id=message)
        own = await ask(gateway, stage.citizen(), ONE, id=message)
        page = await gateway.get("/me/inbox", headers={"Accept": "text/html", **bearer(holder(stage))})
    finally:
        async with stage.platform.store.engine.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE audit_away RENAME TO audit")
    assert theirs["errors"] and theirs["data"] == {"notifications": {"notification": None}}
    assert own["data"]["notifications"]["notification"]["title"]
    assert page.status_code >= 500 and "parkeerkaart" not in page.text


async def test_opening_is_marked_for_both_and_noted_each_time(stage: Stage):
    message, _ = await two(stage)
    acting = holder(stage)
    for _ in range(2):
        assert await read.opened(stage.platform, acting, ids.parse_id(message), "nl")
    assert [line.action for line in await lines(stage)] == ["notifications.opened"] * 2
