"""What a provider is told of its notifications: in its feed, which it reads, and by its webhook, which we call."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import msgspec

from blocks.notifications.model import ProviderTold
from blocks.notifications.rows import feed, followed, usage
from profile_core.contract import GuardedClient, Job, Platform, Tx, clock, outbound

USE = "notifications.status"
KEPT = 90 * 86_400.0
"""Seconds for which a line of a feed is kept."""
_SCHEDULE = outbound.Schedule(first=25, factor=4, longest=6 * 3600)
_WITHIN = timedelta(hours=24)


async def in_feed(tx: Tx, facts: Sequence[ProviderTold]) -> None:
    """Give what providers are told its place in their feeds, and count it.

    It stays once because the lines and the acknowledgement are one transaction.
    """
    await feed.append(tx, sorted(facts, key=lambda fact: fact.at))
    await usage.add(tx, facts)


async def by_webhook(tx: Tx, facts: Sequence[ProviderTold]) -> None:
    """Write down calls to the webhooks of providers that have one.

    Each stays once by its key: what happened to one delivery at one moment.
    """
    use = outbound.webhooks.WebhookUse.DELIVERY_STATUS
    where = {
        (provider, environment): await outbound.webhooks.endpoint(tx, provider, environment, use)
        for provider, environment in sorted({(fact.provider, fact.environment) for fact in facts})
    }
    calls = [
        _call(fact, endpoint.url)
        for fact in facts
        if (endpoint := where[fact.provider, fact.environment]) is not None
    ]
    await outbound.tell_each(tx, calls)


def uses(platform: Platform) -> list[outbound.Use]:
    """Return what providers are told by webhook."""
    sender = outbound.webhooks.Sender(platform.store, platform.keyring)
    return [outbound.Use(name=USE, schedule=_SCHEDULE, attempt=partial(_attempt, platform, sender))]


def _call(fact: ProviderTold, url: str) -> outbound.Told:
    said = (
        fact.notification.hex,
        fact.event,
        fact.channel,
        fact.occasion,
        fact.state,
        clock.rfc3339(fact.at),
    )
    return outbound.Told(
        use=USE,
        subject=fact.subject,
        key=":".join(str(one) for one in said),
        address=f"https://{urlsplit(url).netloc}",
        payload={"fact": msgspec.json.encode(fact).decode()},
        until=clock.now() + _WITHIN,
    )


async def _attempt(
    platform: Platform, sender: outbound.webhooks.Sender, http: GuardedClient, call: outbound.Call
) -> outbound.Outcome:
    fact = msgspec.json.decode(call.payload["fact"], type=ProviderTold)
    async with platform.store.read() as tx:
        named = await followed.name_of(tx, fact.subject, fact.notification)
    source = platform.settings.public_url
    body = outbound.webhooks.event(
        source=source, type=fact.event, id=call.id, at=fact.at, data=_data(fact, named)
    )
    return await sender.send(
        http,
        outbound.webhooks.Message(
            id=call.id,
            provider=fact.provider,
            environment=fact.environment,
            use=outbound.webhooks.WebhookUse.DELIVERY_STATUS,
            body=body,
        ),
    )


def _data(fact: ProviderTold, named: followed.Named | None) -> dict[str, Any]:
    """Say it in the words of the provider's schema; what the citizen was told is not among them."""
    return {
        "notificationId": str(fact.notification),
        "type": named.type if named else None,
        "externalId": named.external_id if named else None,
        "channelCode": fact.channel,
        "occasion": fact.occasion,
        "state": fact.state,
        "reason": fact.reason,
    }


async def forget(platform: Platform) -> None:
    """Delete the lines of feeds that are too old, a thousand a transaction."""
    while True:
        async with platform.store.begin() as tx:
            if not await feed.forget(tx, seconds=KEPT):
                return


FORGET = Job(name="notifications.forget_feed", every=3600, run=forget)
