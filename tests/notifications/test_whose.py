"""Nobody reads or changes what is another's; the answers for another's and for none are equal."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any
from uuid import UUID

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select, update

from blocks.notifications import types
from blocks.notifications.model import Accepted, Kind
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import Acting, Caller, Recipient, clock, ids, subjects
from tests.notifications.asked import ask
from tests.notifications.played import (
    CITIZENS,
    PERMIT,
    TASK,
    Stage,
    agree,
    draft,
    live,
    other_role,
    type_draft,
)
from tests.notifications.tokens import bearer

ORGANISATIONS = ("0403170701", "0206731645")
CITIZEN_ASKS = """query One($id: ID!) { notifications {
  notification(id: $id) { id title }
  list(first: 20) { nodes { id } }
  found: list(filter: {search: "kaart"}) { nodes { id } }
  tasks: list(filter: {kind: TASK}) { nodes { id } }
  of: list(filter: {senderCode: "gent", groupId: "file"}) { nodes { id } }
  archive: list(filter: {archived: true}) { nodes { id } }
  unreadCount
  counts { unread toDo archived }
} }"""
CITIZEN_MARKS = {
    name: f"mutation Mark($ids: [ID!]!) {{ done: {name}(ids: $ids) {{ ... on {answer} {{ ids }} }} }}"
    for name, answer in (
        ("markNotificationsRead", "NotificationsRead"),
        ("markNotificationsUnread", "NotificationsMarked"),
        ("archiveNotifications", "NotificationsMarked"),
        ("unarchiveNotifications", "NotificationsMarked"),
    )
}
CITIZEN_MARKS_ALL = """mutation All($at: DateTime!, $ids: [ID!]) {
  markAllNotificationsRead(shownAt: $at, shownIds: $ids) { ... on AllNotificationsRead { unreadCount } }
}"""
CITIZEN_DOES = """mutation Done($id: ID!) {
  completeTask(id: $id) { __typename ... on CitizenTaskDone { id } ... on Error { code } }
}"""
PROVIDER_ASKS = """query One($id: ID!) { notifications {
  notification(id: $id) { id externalId }
  deliveries(filter: {notificationId: $id}) { nodes { notificationId } }
  everything: notifications(first: 100) { nodes { id } }
} }"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who there is, and whose each notification is: (subject, caller) by id."""

    actings: list[Acting]
    callers: list[Caller]
    whose: dict[UUID, tuple[UUID, Caller]]
    tasks: set[UUID]

    def of(self, acting: Acting) -> set[UUID]:
        """Return what is for the subject for whom a citizen acts."""
        return {one for one, (subject, _) in self.whose.items() if subject == acting.subject.id}

    @property
    def asked_for(self) -> list[UUID]:
        """Return ids that exist and, in the same buckets and in others, ids that do not."""
        invented = [ids.new_id(ids.bucket_of(one)) for one in self.whose]
        return [*self.whose, *invented, ids.new_id(7)]


@pytest.fixture
async def world(stage: Stage) -> World:
    """Give citizens in several roles, providers, test and live, that wrote to each, and neighbours.

    A neighbour's subject lies in the same bucket as somebody else's, and has no notifications.
    """
    callers = [stage.gent, stage.aalst, live(stage.gent), live(stage.aalst)]
    for caller in callers[2:]:
        await agree(stage.platform, caller)
        test = replace(caller, client_id=caller.client_id.removesuffix("-live"))
        for code, kind in ((PERMIT, Kind.MESSAGE), (TASK, Kind.TASK)):
            await types.register(stage.platform, caller, type_draft(test, code, kind), dry_run=False)
    organisations = [subjects.enterprise(number) for number in ORGANISATIONS]
    async with stage.platform.store.begin() as tx:
        await subjects.mark_synthetic(tx, stage.platform.keyring, organisations)
        known = await subjects.look_up(tx, stage.platform.keyring, organisations)
    people = [stage.citizen(number) for number in CITIZENS[:3]]
    offices = [replace(one, subject=subject.ref) for one in people[:2] for subject in known.values()]
    to = [Recipient(national_number=number) for number in CITIZENS[:3]]
    to += [Recipient(enterprise_number=number) for number in ORGANISATIONS]
    reached = [one.subject.id for one in people] + [known[one].ref.id for one in organisations]
    whose: dict[UUID, tuple[UUID, Caller]] = {}
    tasks: set[UUID] = set()
    for caller, type_code in product(callers, (PERMIT, TASK)):
        drafts = [draft(type=type_code, recipient=recipient, group_id="file") for recipient in to]
        for outcome, subject in zip(await stage.register(*drafts, caller=caller), reached, strict=True):
            assert isinstance(outcome, Accepted)
            whose[outcome.id] = (subject, caller)
            tasks |= {outcome.id} if type_code == TASK else set()
    await stage.deliver()
    await _long_ago(stage, whose)
    neighbours = [other_role(one) for one in [*people, *offices]]
    return World(actings=[*people, *offices, *neighbours], callers=callers, whose=whose, tasks=tasks)


_OFTEN = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_OFTEN
@given(data=st.data())
async def test_a_citizen_reads_what_is_for_the_subject_of_the_role_and_nothing_else(
    data: st.DataObject, stage: Stage, world: World, gateway: httpx2.AsyncClient
):
    acting, wanted = data.draw(st.sampled_from(world.actings)), data.draw(st.sampled_from(world.asked_for))
    mine = {str(one) for one in world.of(acting)}
    seen = (await ask(gateway, acting, CITIZEN_ASKS, id=str(wanted)))["data"]["notifications"]
    page = await gateway.get(f"/me/item/{wanted}", headers={"Accept": "text/html", **bearer(acting)})
    lists = {name: {node["id"] for node in seen[name]["nodes"]} for name in ("list", "found", "tasks", "of")}
    assert lists["list"] == lists["found"] == mine
    assert lists["tasks"] == mine & {str(one) for one in world.tasks}
    assert len(lists["of"]) == len(mine) / 2
    assert seen["archive"]["nodes"] == []
    assert seen["counts"] == {"unread": seen["unreadCount"], "toDo": len(lists["tasks"]), "archived": 0}
    if str(wanted) in mine:
        assert seen["notification"]["id"] == str(wanted)
        assert page.status_code == 200
    else:
        assert seen["notification"] is None
        assert page.status_code == 404


@_OFTEN
@given(data=st.data())
async def test_a_citizen_changes_what_is_for_the_subject_of_the_role_and_nothing_else(
    data: st.DataObject, stage: Stage, world: World, gateway: httpx2.AsyncClient
):
    acting, does = data.draw(st.sampled_from(world.actings)), data.draw(st.sampled_from([*CITIZEN_MARKS]))
    wanted = data.draw(st.lists(st.sampled_from(world.asked_for), max_size=8, unique=True))
    before = await _marks(stage, world)
    answer = await ask(gateway, acting, CITIZEN_MARKS[does], ids=[str(one) for one in wanted])
    mine = set(wanted) & world.of(acting)
    assert {UUID(one) for one in answer["data"]["done"]["ids"]} == mine
    after = await _marks(stage, world)
    assert {one for one in after if after[one] != before[one]} <= mine
    assert all(_shows(after[one], does) for one in mine)


@_OFTEN
@given(data=st.data())
async def test_all_read_is_all_of_the_subject_of_the_role_and_nothing_else(
    data: st.DataObject, stage: Stage, world: World, gateway: httpx2.AsyncClient
):
    acting = data.draw(st.sampled_from(world.actings))
    named = data.draw(st.lists(st.sampled_from(world.asked_for), max_size=8, unique=True))
    await ask(gateway, acting, CITIZEN_MARKS["markNotificationsUnread"], ids=[str(one) for one in named])
    before = await _marks(stage, world)
    at = clock.rfc3339(clock.now())
    answer = await ask(gateway, acting, CITIZEN_MARKS_ALL, at=at, ids=[str(one) for one in named])
    assert answer["data"]["markAllNotificationsRead"]["unreadCount"] == 0
    after = await _marks(stage, world)
    assert {one for one in after if after[one] != before[one]} <= world.of(acting)
    assert all(after[one].read_at for one in world.of(acting))


@_OFTEN
@given(data=st.data())
async def test_a_citizen_does_the_tasks_of_the_subject_of_the_role_and_no_other(
    data: st.DataObject, stage: Stage, world: World, gateway: httpx2.AsyncClient
):
    acting, wanted = data.draw(st.sampled_from(world.actings)), data.draw(st.sampled_from(world.asked_for))
    before = await _marks(stage, world)
    done = (await ask(gateway, acting, CITIZEN_DOES, id=str(wanted)))["data"]["completeTask"]
    after = await _marks(stage, world)
    if wanted in world.of(acting) & world.tasks:
        assert done == {"__typename": "CitizenTaskDone", "id": str(wanted)}
        assert after[wanted].done_at
        assert {one for one in after if after[one] != before[one]} <= {wanted}
    else:
        assert done["code"] == ("task.none" if wanted in world.of(acting) else "notifications.unknown")
        assert after == before


@_OFTEN
@given(data=st.data())
async def test_a_provider_sees_what_it_registered_test_and_live_apart_and_nothing_else(
    data: st.DataObject, stage: Stage, world: World, gateway: httpx2.AsyncClient
):
    caller, wanted = data.draw(st.sampled_from(world.callers)), data.draw(st.sampled_from(world.asked_for))
    mine = {str(one) for one, (_, by) in world.whose.items() if by == caller}
    seen: dict[str, Any] = (await ask(gateway, caller, PROVIDER_ASKS, id=str(wanted)))["data"][
        "notifications"
    ]
    assert {node["id"] for node in seen["everything"]["nodes"]} == mine
    if str(wanted) in mine:
        assert seen["notification"]["id"] == str(wanted)
        assert {line["notificationId"] for line in seen["deliveries"]["nodes"]} == {str(wanted)}
    else:
        assert (seen["notification"], seen["deliveries"]["nodes"]) == (None, [])


def _shows(row: Any, does: str) -> bool:
    """Tell whether a row is as a mutation leaves it."""
    wanted = {
        "markNotificationsRead": row.read_at is not None,
        "markNotificationsUnread": row.read_at is None,
        "archiveNotifications": row.archived_at is not None,
        "unarchiveNotifications": row.archived_at is None,
    }
    return wanted[does]


async def _long_ago(stage: Stage, whose: Iterable[UUID]) -> None:
    """Let it be a minute since everything came."""
    buckets = sorted({ids.bucket_of(one) for one in whose})
    async with stage.platform.store.begin() as tx:
        await tx.run(update(n).where(n.c.bucket.in_(buckets)).values(announced_at=clock.ago(60)))


async def _marks(stage: Stage, world: World) -> dict[UUID, Any]:
    buckets = sorted({ids.bucket_of(one) for one in world.whose})
    columns = (n.c.id, n.c.read_at, n.c.read_by, n.c.archived_at, n.c.done_at, n.c.done_by)
    async with stage.platform.store.read() as tx:
        rows = await tx.rows(select(*columns).where(n.c.bucket.in_(buckets)))
    return {row.id: row for row in rows}
