"""A provider's own channel: a signed call to the provider, who delivers by its own means and reports back."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from blocks.notifications.model import DeliveryKey
from profile_core.contract import Channel, GuardedClient, Parcel, Platform, SubjectRef, Tx, outbound, texts

OWN = "own"
"""Stands for every ``own:<code>``."""
_SCHEDULE = outbound.Schedule(first=25, factor=4, longest=6 * 3600)
_LABEL = texts(
    nl="Eigen kanaal van de afzender",
    fr="Canal propre de l'expéditeur",
    de="Eigener Kanal des Absenders",
    en="The sender's own channel",
)
_EVENT = "delivery.requested"


def channel(platform: Platform) -> Channel:
    """Return the channel."""
    sender = outbound.webhooks.Sender(platform.store, platform.keyring)
    return Channel(
        code=OWN,
        label=_LABEL,
        schedule=_SCHEDULE,
        reaches=_reaches,
        carry=partial(_carry, platform, sender),
        at_once=8,
    )


async def _reaches(_: Tx, subjects: Collection[SubjectRef]) -> Collection[SubjectRef]:
    """Leave it to the provider, who knows its citizens' addresses and reports those it cannot reach."""
    return subjects


async def _carry(
    platform: Platform, sender: outbound.webhooks.Sender, http: GuardedClient, parcel: Parcel
) -> outbound.Outcome:
    """Make one attempt. What the provider does not take comes again; its refusal of a citizen is a report."""
    body = outbound.webhooks.event(
        source=platform.settings.public_url,
        type=_EVENT,
        id=parcel.id,
        at=parcel.items[0].created_at,
        data=_data(platform, parcel),
    )
    message = outbound.webhooks.Message(
        id=parcel.id,
        provider=parcel.provider,
        environment=parcel.environment,
        use=outbound.webhooks.WebhookUse.OWN_CHANNEL,
        body=body,
    )
    return await sender.send(http, message)


def _data(platform: Platform, parcel: Parcel) -> Mapping[str, Any]:
    """Say what is to be delivered to whom, as the provider knows them; never a national number."""
    (item,) = parcel.items
    key = DeliveryKey(notification=item.notification, channel=parcel.channel, occasion=item.occasion)
    return {
        "deliveryId": key.id,
        "notificationId": str(item.notification),
        "externalId": item.external_id,
        "type": item.type_code,
        "kind": item.kind,
        "channelCode": parcel.channel,
        "occasion": item.occasion,
        "recipient": {"pairwiseId": platform.keyring.pairwise(str(parcel.provider), parcel.subject.id)},
        "link": platform.settings.public_url + item.path,
        "deadline": item.deadline,
    }
