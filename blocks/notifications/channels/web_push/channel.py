"""Web push as a channel: one delivery goes to every browser of the subject, and is sent when one took it."""

import asyncio
import os
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from blocks.notifications.channels.web_push import encryption, keys, vapid
from blocks.notifications.channels.web_push.keys import Key
from blocks.notifications.channels.web_push.subscription import Subscription
from blocks.notifications.model import Address, Reason
from blocks.notifications.rows import addresses, push
from blocks.notifications.rows.push import WEB_PUSH
from profile_core.contract import (
    Channel,
    GuardedClient,
    Parcel,
    ParcelItem,
    Platform,
    SubjectRef,
    Tx,
    outbound,
    texts,
)

_SCHEDULE = outbound.Schedule(first=25, factor=4, longest=6 * 3600)
_LABEL = texts(
    nl="Melding in uw browser",
    fr="Notification dans votre navigateur",
    de="Mitteilung in Ihrem Browser",
    en="Notification in your browser",
)
TTL = 86_400
"""Seconds for which a push service keeps a message for a browser that is away (RFC 8030 section 5.2)."""
_GONE = (404, 410)
"""The subscription is no more (RFC 8030 section 7.3)."""


def channel(platform: Platform) -> Channel:
    """Return the channel."""
    return Channel(
        code=WEB_PUSH,
        label=_LABEL,
        schedule=_SCHEDULE,
        reaches=_reaches,
        carry=partial(_carry, platform),
        at_once=16,
    )


async def _reaches(tx: Tx, subjects: Collection[SubjectRef]) -> set[SubjectRef]:
    return await addresses.reaches(tx, subjects, WEB_PUSH)


async def _carry(platform: Platform, http: GuardedClient, parcel: Parcel) -> outbound.Outcome:
    """Make one attempt at all browsers at once. One that took it again shows it once: the topic is the same."""
    async with platform.store.read() as tx:
        browsers = await addresses.working(tx, parcel.subject, WEB_PUSH)
        known = await keys.every(tx, platform.keyring)
    if not browsers:
        return outbound.Outcome(kind="refused", reason=Reason.NO_VERIFIED_ADDRESS)
    outcomes = await asyncio.gather(*(_push(platform, http, parcel, one, known) for one in browsers))
    gone = [one for one, outcome in zip(browsers, outcomes, strict=True) if outcome.status in _GONE]
    if gone:
        await platform.store.transact(partial(_forget, parcel.subject, gone))
    return _of_all(outcomes, only_gone=len(gone) == len(browsers))


async def _push(
    platform: Platform, http: GuardedClient, parcel: Parcel, address: Address, known: Mapping[UUID, Key]
) -> outbound.Outcome:
    """Send to one browser, signed and encrypted anew."""
    (item,) = parcel.items
    to = Subscription.of(platform.keyring, parcel.subject, address)
    headers = {
        "authorization": vapid.authorization(
            known[to.key], to.endpoint, contact=platform.settings.public_url
        ),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": str(TTL),
        "urgency": "normal",
        "topic": _topic(item),
    }
    return await outbound.outcome_of(
        http.hand_over(to.endpoint, _body(platform, item, to, address), headers=headers)
    )


def _body(platform: Platform, item: ParcelItem, to: Subscription, address: Address) -> bytes:
    """Say that there is something and from whom, and nothing of what it says; the link leads to the login."""
    said = {
        "title": item.type_name.in_language(address.language),
        "body": platform.pages.words(
            "notifications.push.from", address.language, sender=item.sender.in_language(address.language)
        ),
        "language": address.language,
        "path": item.path,
        "tag": _topic(item),
    }
    return encryption.encrypted(
        encryption.padded(msgspec.json.encode(said)),
        browser=to.browser,
        secret=to.secret,
        ours=ec.generate_private_key(ec.SECP256R1()),
        salt=os.urandom(16),
    )


def _topic(item: ParcelItem) -> str:
    """Return what makes a reminder take the place of what a browser has not seen yet (RFC 8030 section 5.4)."""
    return urlsafe_b64encode(sha256(b"web push topic" + item.notification.bytes).digest()).decode()[:32]


def _of_all(outcomes: list[outbound.Outcome], *, only_gone: bool) -> outbound.Outcome:
    """Return the outcome of a delivery: sent when one took it, tried again when one may yet.

    It says nothing about the receiver, for the services of all browsers are one to us.
    """
    for kind in ("done", "later"):
        alike = [one for one in outcomes if one.kind == kind]
        if alike:
            return replace(min(alike, key=lambda one: one.wait), away=False)
    reason = Reason.INVALID_ADDRESS if only_gone else Reason.RECIPIENT_NOT_REACHABLE
    return outbound.Outcome(kind="refused", status=outcomes[0].status, reason=reason)


async def _forget(subject: SubjectRef, gone: list[Address], tx: Tx) -> None:
    for address in gone:
        await push.remove(tx, subject, address.id)
