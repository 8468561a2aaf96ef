"""Providers say where they take what they are told, and see by a ping that it arrives."""

import httpx2
import pytest
from standardwebhooks.webhooks import Webhook

from profile_core.contract import Caller, Environment, Platform, ids
from profile_core.gateway.app import build
from profile_core.kit.settings import Deployment, Settings
from profile_core.outbound.webhooks import registry
from tests.gateway.platforms import played
from tests.notifications import tokens
from tests.notifications.asked import ask
from tests.outbound.receiver import Receiver

REGISTER = """mutation Register($url: String!, $uses: [WebhookUse!]!, $replaces: ID, $dryRun: Boolean! = false) {
  registerWebhook(url: $url, uses: $uses, replaces: $replaces, dryRun: $dryRun) {
    __typename
    ... on RegisteredWebhook { secret webhook { id url uses state } }
    ... on Error { code message path }
    ... on DuplicateError { existingId }
  }
}"""
ROTATE = """mutation Rotate($id: ID!, $dryRun: Boolean! = false) {
  rotateWebhookSecret(id: $id, dryRun: $dryRun) {
    __typename ... on RotatedWebhookSecret { secret formerUntil } ... on Error { code }
  }
}"""
REMOVE = """mutation Remove($id: ID!, $dryRun: Boolean! = false) {
  removeWebhook(id: $id, dryRun: $dryRun) { __typename ... on Error { code path } }
}"""
TEST = """mutation Test($id: ID!) {
  testWebhook(id: $id) { __typename ... on TestedWebhook { taken status error } ... on Error { code } }
}"""
LIST = "{ webhooks { id url uses state } }"


@pytest.fixture
def platform(database_url: str) -> Platform:
    return played(Settings(database_url=database_url), tokens.block)


@pytest.fixture
async def client(platform: Platform):
    transport = httpx2.ASGITransport(build(platform), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost:8400") as opened:
        yield opened
    await platform.store.close()


@pytest.fixture
async def receiver():
    opened = Receiver()
    await opened.open()
    yield opened
    opened.close()


def program(environment: Environment = Environment.LIVE) -> Caller:
    return Caller(
        client_id="app", provider=ids.plain_id(), environment=environment, scopes=frozenset({"notifications"})
    )


async def registered(client, who: Caller, url: str) -> tuple[str, str]:
    answer = await ask(client, who, REGISTER, url=url, uses=["OWN_CHANNEL", "DELIVERY_STATUS"])
    made = answer["data"]["registerWebhook"]
    return made["webhook"]["id"], made["secret"]


async def test_secret_is_shown_once_and_the_webhook_is_listed_without_it(client):
    who = program()
    one, secret = await registered(client, who, "https://gent.example/hook")
    assert secret.startswith("whsec_")
    expected = {
        "id": one,
        "url": "https://gent.example/hook",
        "uses": ["DELIVERY_STATUS", "OWN_CHANNEL"],
        "state": "ACTIVE",
    }
    assert (await ask(client, who, LIST))["data"]["webhooks"] == [expected]
    again = await ask(client, who, REGISTER, url="https://gent.example/hook", uses=["OWN_CHANNEL"])
    assert again["data"]["registerWebhook"]["code"] == "webhooks.duplicate"
    assert again["data"]["registerWebhook"]["existingId"] == one
    assert (await ask(client, program(), LIST))["data"]["webhooks"] == []


async def test_dry_runs_say_what_would_be_said_and_change_nothing(client):
    who = program()
    url = "https://gent.example/hook"
    dry = await ask(client, who, REGISTER, url=url, uses=["OWN_CHANNEL"], dryRun=True)
    assert dry["data"]["registerWebhook"] == {
        "__typename": "RegisteredWebhook",
        "secret": None,
        "webhook": None,
    }
    one, _ = await registered(client, who, url)
    dry = await ask(client, who, REGISTER, url=url, uses=["OWN_CHANNEL"], dryRun=True)
    assert dry["data"]["registerWebhook"]["existingId"] == one
    dry = await ask(client, who, ROTATE, id=one, dryRun=True)
    assert dry["data"]["rotateWebhookSecret"]["secret"] is None
    await ask(client, who, REMOVE, id=one, dryRun=True)
    assert [hook["id"] for hook in (await ask(client, who, LIST))["data"]["webhooks"]] == [one]
    await ask(client, who, REMOVE, id=one)
    assert (await ask(client, who, LIST))["data"]["webhooks"] == []


async def test_ping_is_signed_and_says_what_came_back(client, receiver):
    who = program()
    one, secret = await registered(client, who, receiver.address("/hook"))
    answer = await ask(client, who, TEST, id=one)
    expected = {"__typename": "TestedWebhook", "taken": True, "status": 200, "error": None}
    assert answer["data"]["testWebhook"] == expected
    (got,) = receiver.received
    said = Webhook(secret).verify(got.body, dict(got.headers))
    assert (said["type"], said["id"], said["data"]) == ("citizen-profile.webhook.ping", got.id, {})
    receiver.answers["/hook"] += ["410 Gone", "302 Found\r\nLocation: http://127.0.0.1/"]
    tested = [(await ask(client, who, TEST, id=one))["data"]["testWebhook"] for _ in range(2)]
    assert [(test["taken"], test["status"]) for test in tested] == [(False, 410), (False, 302)]
    assert [hook["state"] for hook in (await ask(client, who, LIST))["data"]["webhooks"]] == ["ACTIVE"]
    receiver.close()
    refused = (await ask(client, who, TEST, id=one))["data"]["testWebhook"]
    assert refused["status"] is None or not refused["taken"]


@pytest.mark.parametrize("document", [ROTATE, REMOVE, TEST])
@pytest.mark.parametrize("theirs", [True, False])
async def test_somebody_elses_webhook_and_none_are_the_same_answer(client, document, theirs):
    one, _ = await registered(client, program(), "https://gent.example/hook")
    answer = await ask(client, program(), document, id=one if theirs else "nothing")
    (data,) = answer["data"].values()
    assert data["code"] == "webhooks.unknown"


async def test_program_without_the_scope_is_told_which_one_it_needs(client, monkeypatch):
    who = program()
    monkeypatch.setattr("profile_core.gateway.webhooks._SCOPE", "file_status")
    answer = await ask(client, who, REGISTER, url="https://gent.example/hook", uses=["OWN_CHANNEL"])
    assert answer["data"]["registerWebhook"]["code"] == "webhooks.scope"


async def test_in_production_only_the_public_internet_is_an_address(database_url):
    """The gateway's own check; every call is guarded again where its connection is opened."""
    production = Settings(
        database_url=database_url, environment=Deployment.PRODUCTION, public_url="https://profile.example"
    )
    platform = played(production, tokens.block)
    transport = httpx2.ASGITransport(build(platform), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="https://profile.example") as client:
        for url in ("https://10.0.0.8/hook", "http://gent.example/hook", "https://localhost/hook"):
            answer = await ask(client, program(), REGISTER, url=url, uses=["OWN_CHANNEL"])
            assert answer["data"]["registerWebhook"]["path"] == ["url"]
        one, _ = await registered(client, who := program(), "https://gent.example/hook")
        async with platform.store.begin() as tx:
            await tx.run(moved_to_loopback(one))
        refused = (await ask(client, who, TEST, id=one))["data"]["testWebhook"]
        assert (refused["taken"], refused["error"]) == (False, "the call failed: AddressRefusedError")
    await platform.store.close()


def moved_to_loopback(endpoint: str):
    """Play a name that led to the public internet when it was registered, and leads to us when it is called."""
    import sqlalchemy as sa

    from profile_core.outbound.tables import webhook_table

    changed = sa.update(webhook_table).where(webhook_table.c.id == ids.parse_id(endpoint))
    return changed.values(url="https://127.0.0.1/hook")


async def test_repeated_rotation_ends(client):
    who = program()
    one, _ = await registered(client, who, "https://gent.example/hook")
    said = [
        (await ask(client, who, ROTATE, id=one))["data"]["rotateWebhookSecret"]
        for _ in range(registry.MOST_SECRETS)
    ]
    assert [each["__typename"] for each in said] == ["RotatedWebhookSecret"] * (len(said) - 1) + [
        "ConflictError"
    ]
