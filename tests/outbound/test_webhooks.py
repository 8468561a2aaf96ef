"""A provider's webhook: signed as Standard Webhooks wants it, and only its own provider's."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from profile_core import audit
from profile_core.kit import clock, ids
from profile_core.kit.acting import Caller, Environment, SubjectRef
from profile_core.kit.errors import ConflictError, DuplicateError, InvalidError, NotFoundError
from profile_core.kit.keyring import new_keyring, promoted, rotated
from profile_core.outbound import webhooks
from profile_core.outbound.webhooks import WebhookState, WebhookUse, registry, signing
from profile_core.sources import GuardedClient

BOTH = frozenset(WebhookUse)
STATUS, OWN = frozenset({WebhookUse.DELIVERY_STATUS}), frozenset({WebhookUse.OWN_CHANNEL})


@pytest.fixture
def keyring():
    return new_keyring()


@pytest.fixture
async def http():
    async with GuardedClient(production=False) as opened:
        yield opened


def caller(environment: Environment = Environment.LIVE) -> Caller:
    return Caller(client_id="app", provider=uuid4(), environment=environment, scopes=frozenset())


def message(who: Caller, body: bytes = b'{"a":1}', **changes) -> webhooks.Message:
    values = {
        "id": ids.new_id(3),
        "provider": who.provider,
        "environment": who.environment,
        "use": WebhookUse.OWN_CHANNEL,
        "body": body,
    }
    return webhooks.Message(**{**values, **changes})


def test_published_vector_is_signed_as_published():
    """The vector that the libraries of Standard Webhooks publish with their tests."""
    headers = signing.signed(
        b'{"test": 2432232314}',
        id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=datetime.fromtimestamp(1614265330, UTC),
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_new_secret_has_the_bytes_that_the_standard_asks_for():
    assert {len(Webhook(signing.new_secret())._whsecret) for _ in range(5)} == {32}


async def test_message_is_verified_by_the_standards_library(store, keyring, http, receiver):
    who = caller()
    _, secret = await registry.register(store, keyring, who, receiver.address("/hook"), BOTH)
    outcome = await webhooks.Sender(store, keyring).send(http, sent := message(who))
    assert (outcome.kind, outcome.status) == ("done", 200)
    (got,) = receiver.received
    assert (got.path, got.id) == ("/hook", str(sent.id))
    assert Webhook(secret).verify(got.body, dict(got.headers)) == {"a": 1}
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(got.body, dict(got.headers))


async def test_while_a_secret_rotates_both_verify_and_then_only_the_new_one(
    store, keyring, http, receiver, monkeypatch
):
    who = caller()
    endpoint, former = await registry.register(store, keyring, who, receiver.address(), OWN)
    latest = await registry.rotate(store, keyring, who, endpoint.id)
    sender = webhooks.Sender(store, keyring)
    await sender.send(http, message(who))
    got = receiver.received[-1]
    for secret in (former, latest):
        Webhook(secret).verify(got.body, dict(got.headers))
    monkeypatch.setattr(registry, "OVERLAP", timedelta(seconds=-1))
    final = await registry.rotate(store, keyring, who, endpoint.id)
    await sender.send(http, message(who))
    got = receiver.received[-1]
    assert len(got.headers["webhook-signature"].split()) == 2
    Webhook(final).verify(got.body, dict(got.headers))
    with pytest.raises(WebhookVerificationError):
        Webhook(latest).verify(got.body, dict(got.headers))


async def test_rotation_that_is_repeated_leaves_the_secret_in_use_good_and_has_an_end(
    store, keyring, http, receiver
):
    who = caller()
    endpoint, first = await registry.register(store, keyring, who, receiver.address(), OWN)
    for _ in range(registry.MOST_SECRETS - 1):
        await registry.rotate(store, keyring, who, endpoint.id)
    with pytest.raises(ConflictError):
        await registry.rotate(store, keyring, who, endpoint.id)
    await webhooks.Sender(store, keyring).send(http, message(who))
    Webhook(first).verify(receiver.received[-1].body, dict(receiver.received[-1].headers))


async def test_address_and_use_belong_to_one_endpoint(store, keyring):
    who = caller()
    first, _ = await registry.register(store, keyring, who, "https://gent.example/a", STATUS)
    for url, uses in [("https://gent.example/a", OWN), ("https://gent.example/b", BOTH)]:
        with pytest.raises(DuplicateError) as refused:
            await registry.register(store, keyring, who, url, uses)
        assert refused.value.existing_id == str(first.id)
    await registry.register(store, keyring, who, "https://gent.example/b", OWN)
    await registry.register(store, keyring, caller(), "https://gent.example/a", BOTH)
    assert [one.uses for one in await registry.listed(store, who)] == [tuple(STATUS), tuple(OWN)]


async def test_replaced_endpoint_gives_way_at_once_and_only_to_its_own_provider(store, keyring):
    who, other = caller(), caller()
    first, _ = await registry.register(store, keyring, who, "https://gent.example/a", BOTH)
    with pytest.raises(NotFoundError):
        await registry.register(store, keyring, other, "https://x.example/", BOTH, replaces=first.id)
    assert await registry.listed(store, other) == []
    second, _ = await registry.register(
        store, keyring, who, "https://gent.example/b", BOTH, replaces=first.id
    )
    assert [one.id for one in await registry.listed(store, who)] == [second.id]


async def test_somebody_elses_webhook_and_that_of_the_other_environment_are_unknown(store, keyring):
    who = caller()
    endpoint, _ = await registry.register(store, keyring, who, "https://gent.example/a", BOTH)
    test = Caller(client_id="t", provider=who.provider, environment=Environment.TEST, scopes=frozenset())
    for stranger in (caller(), test):
        assert await registry.listed(store, stranger) == []
        with pytest.raises(NotFoundError):
            await registry.rotate(store, keyring, stranger, endpoint.id)
        with pytest.raises(NotFoundError):
            await registry.remove(store, stranger, endpoint.id)
    await registry.remove(store, who, endpoint.id)
    assert await registry.listed(store, who) == []
    async with store.read() as tx:
        lines = await audit.about(tx, SubjectRef(who.provider), most=9)
    assert [line.action for line in lines] == ["webhook.removed", "webhook.registered"]


async def test_without_a_webhook_a_message_waits_for_the_one_that_comes(store, keyring, http, receiver):
    who = caller()
    sender = webhooks.Sender(store, keyring)
    outcome = await sender.send(http, message(who))
    assert (outcome.kind, outcome.error) == ("later", webhooks.NO_WEBHOOK)
    await registry.register(store, keyring, who, receiver.address(), OWN)
    assert (await sender.send(http, message(who))).kind == "done"


async def test_410_ends_an_endpoint_and_no_other_refusal_does(store, keyring, http, receiver):
    who = caller()
    await registry.register(store, keyring, who, receiver.address("/x"), OWN)
    receiver.answers["/x"] += ["404 Not Found", "400 Bad", "429 Slow\r\nRetry-After: 7", "410 Gone"]
    sender = webhooks.Sender(store, keyring)
    kinds = [await sender.send(http, message(who)) for _ in range(4)]
    assert [(one.kind, one.status, one.wait) for one in kinds] == [
        ("later", 404, 0),
        ("later", 400, 0),
        ("later", 429, 7),
        ("later", 410, 0),
    ]
    assert [one.state for one in await registry.listed(store, who)] == [WebhookState.GONE]
    assert (await sender.send(http, message(who))).error == webhooks.NO_WEBHOOK
    async with store.read() as tx:
        assert await webhooks.endpoint(tx, who.provider, who.environment, WebhookUse.OWN_CHANNEL) is None


async def test_secrets_outlive_a_rotation_of_the_keyring(store, keyring, http, receiver):
    who = caller()
    _, secret = await registry.register(store, keyring, who, receiver.address(), OWN)
    newer = promoted(rotated(keyring))
    assert await registry.reseal(store, newer) == 1
    alone = type(newer)(bucket_secret=newer.bucket_secret, generations=newer.generations[:1])
    await webhooks.Sender(store, alone).send(http, message(who))
    Webhook(secret).verify(receiver.received[-1].body, dict(receiver.received[-1].headers))


@pytest.mark.parametrize(
    ("url", "production", "good"),
    [
        ("https://gent.example/hook", True, True),
        ("https://93.184.215.14/hook", True, True),
        ("http://localhost:8080/hook", False, True),
        ("http://localhost:8080/hook", True, False),
        ("https://localhost/hook", True, False),
        ("https://hook.localhost/", True, False),
        ("https://10.1.2.3/hook", True, False),
        ("https://[::1]/hook", True, False),
        ("https://[::ffff:10.0.0.1]/hook", True, False),
        ("https://169.254.169.254/latest", True, False),
        ("http://gent.example/hook", False, False),
        ("https://user:secret@gent.example/", False, False),
        ("https://gent.example/#hook", False, False),
        ("ftp://gent.example/", False, False),
        ("hook", False, False),
    ],
)
def test_only_addresses_that_we_would_call_are_taken(url: str, production: bool, good: bool):
    if good:
        webhooks.check_address(url, production=production, path=("url",))
        return
    with pytest.raises(InvalidError):
        webhooks.check_address(url, production=production, path=("url",))


def test_event_is_a_cloudevent():
    body = webhooks.event(
        source="https://profile.example",
        type="delivery.requested",
        id=(one := ids.new_id(1)),
        at=clock.now(),
        data={"channel": "own:sms"},
    )
    read = json.loads(body)
    assert (read["specversion"], read["id"], read["type"]) == (
        "1.0",
        str(one),
        "citizen-profile.delivery.requested",
    )
    assert datetime.fromisoformat(read["time"]).tzinfo is not None
