"""Web push on the wire, to a push service that checks VAPID and decrypts."""

from dataclasses import replace

import pytest

from blocks.notifications.channels import web_push
from blocks.notifications.channels.web_push import Subscription
from blocks.notifications.rows import addresses, push
from profile_core.contract import GuardedClient
from profile_core.kit.keyring import promoted, rotated
from tests.notifications.parcels import parcel
from tests.notifications.push_service import PushService


@pytest.fixture
async def service(stage):
    opened = PushService()
    await opened.open()
    opened.key = (await web_push.current(stage.platform)).public
    yield opened
    opened.close()


@pytest.fixture
async def carry(stage):
    """Carry a parcel to a citizen as the worker does."""
    channel = web_push.channel(stage.platform)
    async with GuardedClient(production=False) as http:

        async def _carry(**changes):
            subject = stage.citizen().subject
            async with stage.platform.store.read() as tx:
                assert bool(await channel.reaches(tx, [subject])) == bool(
                    await addresses.working(tx, subject, "web_push")
                )
            return await channel.carry(http, parcel(subject, stage.gent, "web_push", **changes))

        yield _carry


async def subscribe(stage, service, *names, language="nl"):
    key = await web_push.current(stage.platform)
    for name in names:
        made = Subscription(**service.browser(name).given(), key=key.id)
        async with stage.platform.store.begin() as tx:
            await push.put(tx, stage.platform.keyring, stage.citizen().subject, made.text(), language)


async def browsers(stage) -> set[str]:
    subject, keyring = stage.citizen().subject, stage.platform.keyring
    async with stage.platform.store.read() as tx:
        known = await addresses.working(tx, subject, "web_push")
    return {Subscription.of(keyring, subject, one).endpoint.rpartition("/")[2] for one in known}


async def test_every_browser_of_a_citizen_gets_it_and_nothing_personal(stage, service, carry):
    await subscribe(stage, service, "phone", "laptop", language="fr")
    outcome = await carry()
    assert (outcome.kind, outcome.status, service.refused) == ("done", 201, [])
    (said,), (also,) = service.taken["/phone"], service.taken["/laptop"]
    assert said == also
    assert said.keys() == {"title", "body", "language", "path", "tag"}
    assert (said["title"], said["body"], said["language"]) == ("Carte", "De : Stad Gent", "fr")
    assert said["path"].startswith("/me/item/")
    assert len(set(service.sizes)) == 1


async def test_without_a_browser_it_fails_and_says_why(carry):
    outcome = await carry()
    assert (outcome.kind, outcome.reason) == ("refused", "NO_VERIFIED_ADDRESS")


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
async def test_browser_that_is_gone_is_forgotten_and_the_others_get_it(stage, service, carry, status):
    await subscribe(stage, service, "phone", "laptop")
    service.answers["/phone"].append(status)
    assert (await carry()).kind == "done"
    assert await browsers(stage) == {"laptop"}
    service.answers["/laptop"].append(status)
    outcome = await carry()
    assert (outcome.kind, outcome.reason) == ("refused", "INVALID_ADDRESS")
    assert await browsers(stage) == set()


async def test_slow_down_and_trouble_come_again_and_too_large_does_not(stage, service, carry):
    await subscribe(stage, service, "phone")
    service.answers["/phone"] += ["429 Slow\r\nRetry-After: 40", "500 Trouble", "413 Too Large"]
    outcomes = [await carry() for _ in range(4)]
    assert [(one.kind, one.status, one.wait, one.reason) for one in outcomes] == [
        ("later", 429, 40, None),
        ("later", 500, 0, None),
        ("refused", 413, 0, "RECIPIENT_NOT_REACHABLE"),
        ("done", 201, 0, None),
    ]
    assert await browsers(stage) == {"phone"}


async def test_one_that_took_it_is_enough(stage, service, carry):
    await subscribe(stage, service, "phone", "laptop", "desk")
    service.answers["/phone"].append("503 Away")
    service.answers["/desk"].append("400 Bad")
    assert (await carry()).kind == "done"
    assert len(service.taken["/laptop"]) == 1


async def test_same_notification_has_one_topic_and_another_has_another(stage, service, carry):
    await subscribe(stage, service, "phone")
    subject = stage.citizen().subject
    first = parcel(subject, stage.gent, "web_push").items[0].notification
    await carry(notification=first)
    await carry(notification=first)
    await carry()
    topics = [headers["topic"] for headers in service.headers]
    assert topics[0] == topics[1] != topics[2]
    assert service.headers[0]["authorization"] != service.headers[2]["authorization"]


async def test_after_a_rotation_browsers_of_before_are_reached_with_their_own_key(stage, service, carry):
    await subscribe(stage, service, "phone")
    new = await web_push.rotate(stage.platform)
    assert (await web_push.current(stage.platform)).id == new.id
    assert (await carry()).kind == "done"
    service.key = new.public
    await subscribe(stage, service, "laptop")
    assert (await carry()).kind == "done"
    assert len(service.taken["/laptop"]) == 1
    assert len(service.refused) == 1, "the phone's message came with the phone's key"


async def test_keys_and_browsers_outlive_a_rotation_of_the_keyring(stage, service, carry):
    await subscribe(stage, service, "phone")
    newer = promoted(rotated(stage.platform.keyring))
    subject = stage.citizen().subject
    async with stage.platform.store.begin() as tx:
        assert await web_push.reseal(tx, newer) == 1
        assert await addresses.reseal(tx, newer, subject.bucket) == 1
    alone = replace(newer, generations=newer.generations[:1])
    channel = web_push.channel(replace(stage.platform, keyring=alone))
    async with GuardedClient(production=False) as http:
        assert (await channel.carry(http, parcel(subject, stage.gent, "web_push"))).kind == "done"
