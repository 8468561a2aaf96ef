"""Browsers in which a citizen is told: added once from our own pages, for oneself, and sealed."""

from dataclasses import replace

import httpx2
import pytest
import sqlalchemy as sa

from blocks.notifications import browsers
from blocks.notifications.rows.tables import address_table
from profile_core.contract import Acting, ForbiddenError, InvalidError, NotFoundError, audit
from profile_core.kit.settings import Deployment
from tests.notifications.asked import ask
from tests.notifications.played import CITIZENS, Stage, other_role
from tests.notifications.push_service import PushService
from tests.notifications.tokens import bearer

ADD = """mutation Add($subscription: PushSubscriptionInput!) {
  addPushSubscription(subscription: $subscription) {
    __typename ... on AddedPushSubscription { id } ... on Error { code path }
  }
}"""
REMOVE = "mutation Remove($id: ID!) { removePushSubscription(id: $id) { __typename ... on Error { code } } }"
MINE = "{ notifications { pushKey pushSubscriptions { id endpoint } } }"
PUSH = "/me/settings/push"


@pytest.fixture
def service() -> PushService:
    """Give a push service that only hands out subscriptions."""
    made = PushService()
    made.origin = "https://push.example"
    return made


def at_pages(stage: Stage, number: str = CITIZENS[0]) -> Acting:
    """Return a citizen who came by our own pages."""
    return replace(stage.citizen(number), at_pages=True)


async def add(stage: Stage, given: dict[str, str], number: str = CITIZENS[0]):
    return await browsers.add(stage.platform, at_pages(stage, number), **given, language="nl")


async def endpoints(stage: Stage, number: str = CITIZENS[0]) -> list[str]:
    mine = await browsers.mine(stage.platform, at_pages(stage, number))
    return [one.endpoint.rpartition("/")[2] for one in mine]


async def test_browser_is_added_once_and_sealed(stage: Stage, service: PushService):
    given = service.browser("phone").given()
    first = await add(stage, given)
    assert await add(stage, given) == first
    assert await endpoints(stage) == ["phone"]
    assert await endpoints(stage, CITIZENS[1]) == []
    async with stage.platform.store.read() as tx:
        [row] = await tx.rows(sa.select(address_table).where(address_table.c.bucket.in_(range(1024))))
    assert not any(secret.encode() in row.sealed + row.mac for secret in given.values())


async def test_new_keys_of_the_same_endpoint_replace_the_former(stage: Stage, service: PushService):
    await add(stage, service.browser("phone").given())
    latest = service.browser("phone").given()
    added = await add(stage, latest)
    assert [one.id for one in await browsers.mine(stage.platform, at_pages(stage))] == [added]


async def test_one_more_than_ten_takes_the_place_of_the_oldest(stage: Stage, service: PushService):
    names = [f"browser-{number}" for number in range(browsers.MOST + 1)]
    for name in names:
        await add(stage, service.browser(name).given())
    assert sorted(await endpoints(stage)) == sorted(names[1:])


async def test_what_no_browser_gives_is_refused(stage: Stage, service: PushService):
    for wrong in (
        {"endpoint": "http://push.example/phone"},
        {"endpoint": "https://user@push.example/phone"},
        {"endpoint": ""},
        {"p256dh": ""},
        {"p256dh": "*"},
        {"p256dh": "B" * 87},
        {"auth": "AAAA"},
        {"auth": "é"},
    ):
        with pytest.raises(InvalidError):
            await add(stage, {**service.browser().given(), **wrong})
    assert await endpoints(stage) == []


async def test_in_production_no_private_address_is_taken(stage: Stage, service: PushService):
    settings = stage.platform.settings.model_copy(update={"environment": Deployment.PRODUCTION})
    live = replace(stage.platform, settings=settings)
    for endpoint in ("https://10.0.0.1/x", "https://localhost/x", "http://localhost/x"):
        given = {**service.browser().given(), "endpoint": endpoint}
        with pytest.raises(InvalidError):
            await browsers.add(live, at_pages(stage), **given, language="nl")


async def test_only_our_own_pages_add_one_and_only_for_oneself(stage: Stage, service: PushService):
    given = service.browser().given()
    citizen = at_pages(stage)
    for acting in (replace(citizen, at_pages=False), other_role(citizen)):
        with pytest.raises(ForbiddenError):
            await browsers.add(stage.platform, acting, **given, language="nl")
    assert await endpoints(stage) == []


async def test_somebody_elses_browser_and_none_are_the_same_answer(stage: Stage, service: PushService):
    one = await add(stage, service.browser().given())
    stranger = at_pages(stage, CITIZENS[1])
    for wanted in (one, stage.gent.provider, None):
        with pytest.raises(NotFoundError):
            await browsers.remove(stage.platform, stranger, wanted)
    await browsers.remove(stage.platform, at_pages(stage), one)
    assert await endpoints(stage) == []
    async with stage.platform.store.read() as tx:
        lines = await audit.about(tx, stage.citizen().subject, most=9)
    assert [line.action for line in lines] == ["push.browser_removed", "push.browser_added"]


async def test_graphql_adds_lists_and_removes(
    stage: Stage, gateway: httpx2.AsyncClient, service: PushService
):
    who, given = at_pages(stage), service.browser("phone").given()
    added = (await ask(gateway, who, ADD, subscription=given))["data"]["addPushSubscription"]
    assert added["__typename"] == "AddedPushSubscription"
    mine = (await ask(gateway, who, MINE))["data"]["notifications"]
    assert mine["pushSubscriptions"] == [{"id": added["id"], "endpoint": "https://push.example/phone"}]
    assert mine["pushKey"] == await browsers.public_key(stage.platform)
    wrong = await ask(gateway, who, ADD, subscription={**given, "auth": ""})
    assert wrong["data"]["addPushSubscription"]["code"] == "push.subscription"
    for kind in ("RemovedPushSubscription", "NotFoundError"):
        removed = await ask(gateway, who, REMOVE, id=added["id"])
        assert removed["data"]["removePushSubscription"]["__typename"] == kind


async def test_page_takes_the_form_lists_the_browser_and_turns_it_off(
    stage: Stage, gateway: httpx2.AsyncClient, service: PushService
):
    who = at_pages(stage)
    headers = {"Accept": "text/html", "Origin": str(gateway.base_url), **bearer(who)}
    form = {**service.browser("phone").given(), "cp_session": who.mark}
    assert (await gateway.post(PUSH, data=form, headers=headers)).headers["location"].startswith(PUSH)
    page = await gateway.get(PUSH, headers=headers)
    assert 'data-endpoint="https://push.example/phone"' in page.text
    [one] = await browsers.mine(stage.platform, who)
    away = await gateway.post(f"{PUSH}/remove/{one.id}", data={"cp_session": who.mark}, headers=headers)
    assert away.status_code == 303
    assert "data-endpoint" not in (await gateway.get(PUSH, headers=headers)).text
    unmarked = await gateway.post(PUSH, data=service.browser("phone").given(), headers=headers)
    assert unmarked.status_code == 400


async def test_who_acts_in_a_role_is_told_to_act_for_oneself(stage: Stage, gateway: httpx2.AsyncClient):
    who = other_role(at_pages(stage))
    page = await gateway.get(PUSH, headers={"Accept": "text/html", **bearer(who)})
    assert page.status_code == 200
    assert "Kies eerst om voor uzelf te handelen." in page.text
    assert "data-key" not in page.text


async def test_settings_lead_to_the_page(stage: Stage, gateway: httpx2.AsyncClient):
    who = at_pages(stage)
    page = await gateway.get("/me/settings", headers={"Accept": "text/html", **bearer(who)})
    assert f'href="{PUSH}"' in page.text


async def test_worker_may_stand_for_the_profile_and_is_asked_for_anew(gateway: httpx2.AsyncClient):
    script = await gateway.get("/me/push-worker.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "no-cache"
    assert "require-trusted-types-for" in script.headers["content-security-policy"]
