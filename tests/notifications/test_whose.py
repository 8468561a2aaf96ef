"""Nobody reads or changes what is another's; the answers for another's and for none are equal."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from blocks.notifications import types
from blocks.notifications.model import Accepted
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import Acting, Caller, Recipient, ids, subjects
from tests.notifications.asked import ask
from tests.notifications.played import CITIZENS, PERMIT, Stage, agree, draft, live, other_role, type_draft
from tests.notifications.tokens import bearer

ORGANISATIONS = ("0403170701", "0206731645")
CITIZEN_ASKS = (
    """query One($id: ID!) { notifications { notification(id: $id) { id title } list { nodes { id } } } }"""
)
CITIZEN_MARKS = """mutation Mark($ids: [ID!]!) {
  markNotificationsRead(ids: $ids) { __typename ... on NotificationsRead { ids } }
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
        await types.register(stage.platform, caller, type_draft(test, PERMIT), dry_run=False)
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
    for caller in callers:
        drafts = [draft(recipient=recipient) for recipient in to]
        for outcome, subject in zip(await stage.register(*drafts, caller=caller), reached, strict=True):
            assert isinstance(outcome, Accepted)
            whose[outcome.id] = (subject, caller)
    await stage.deliver()
    neighbours = [other_role(one) for one in [*people, *offices]]
    return World(actings=[*people, *offices, *neighbours], callers=callers, whose=whose)


_OFTEN = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_OFTEN
@given(data=st.data())
async def test_a_citizen_reads_what_is_for_the_subject_of_the_role_and_nothing_else(
    data: st.DataObject, stage: Stage, world: World, gateway: httpx2.AsyncClient
):
    acting, wanted = data.draw(st.sampled_from(world.actings)), data.draw(st.sampled_from(world.asked_for))
    mine = {str(one) for one, (subject, _) in world.whose.items() if subject == acting.subject.id}
    seen = (await ask(gateway, acting, CITIZEN_ASKS, id=str(wanted)))["data"]["notifications"]
    page = await gateway.get(f"/me/item/{wanted}", headers={"Accept": "text/html", **bearer(acting)})
    assert {node["id"] for node in seen["list"]["nodes"]} == mine
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
    acting = data.draw(st.sampled_from(world.actings))
    wanted = data.draw(st.lists(st.sampled_from(world.asked_for), max_size=8, unique=True))
    before = await _read(stage, world)
    answer = await ask(gateway, acting, CITIZEN_MARKS, ids=[str(one) for one in wanted])
    mine = {one for one in wanted if one in world.whose and world.whose[one][0] == acting.subject.id}
    assert {UUID(one) for one in answer["data"]["markNotificationsRead"]["ids"]} == mine
    after = await _read(stage, world)
    assert {one for one in after if after[one] != before[one]} <= mine
    assert all(after[one] is not None for one in mine)


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
        assert [line["notificationId"] for line in seen["deliveries"]["nodes"]] == [str(wanted)]
    else:
        assert (seen["notification"], seen["deliveries"]["nodes"]) == (None, [])


async def _read(stage: Stage, world: World) -> dict[UUID, object]:
    buckets = sorted({ids.bucket_of(one) for one in world.whose})
    async with stage.platform.store.read() as tx:
        rows = await tx.rows(select(n.c.id, n.c.read_at, n.c.read_by).where(n.c.bucket.in_(buckets)))
    return {row.id: row.read_at and (row.read_at, row.read_by) for row in rows}
