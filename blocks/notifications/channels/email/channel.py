"""E-mail as a channel: a parcel becomes one letter to the address that the subject verified."""

from collections.abc import Collection
from functools import partial

from blocks.notifications.channels.email import unsubscribing
from blocks.notifications.channels.email.letters import Letters
from blocks.notifications.channels.email.message import Letter
from blocks.notifications.channels.email.post import Post, open_post
from blocks.notifications.channels.email.unsubscribing import Unsubscription
from blocks.notifications.model import Address, NotificationType, Reason
from blocks.notifications.rows import addresses, preferences, types
from profile_core.contract import (
    Channel,
    GuardedClient,
    Parcel,
    Platform,
    SubjectRef,
    Tx,
    audit,
    clock,
    outbound,
    texts,
)

EMAIL = "email"
SCHEDULE = outbound.Schedule(first=25, factor=4, longest=21_600)
_AT_ONCE = 16
_LABEL = texts(nl="E-mail", fr="E-mail", de="E-Mail", en="E-mail")


def channel(platform: Platform) -> Channel | None:
    """Return the channel, or None in a deployment that named no server for mail."""
    post = open_post(platform)
    if post is None:
        return None
    return Channel(
        code=EMAIL,
        label=_LABEL,
        schedule=SCHEDULE,
        reaches=_reaches,
        carry=partial(_carry, platform, post),
        digests=True,
        at_once=_AT_ONCE,
    )


async def _reaches(tx: Tx, subjects: Collection[SubjectRef]) -> set[SubjectRef]:
    return await addresses.reaches(tx, subjects, EMAIL)


async def _carry(platform: Platform, post: Post, _: GuardedClient, parcel: Parcel) -> outbound.Outcome:
    """Make one attempt; an address that the server does not know is not counted any more."""
    async with platform.store.read() as tx:
        address = next(iter(await addresses.working(tx, parcel.subject, EMAIL)), None)
        pairs = await preferences.types_of(tx, parcel.subject, [item.notification for item in parcel.items])
        kinds = await types.by_id(tx, {kind for _, kind in pairs})
    if address is None:
        return outbound.Outcome(kind="refused", reason=Reason.NO_VERIFIED_ADDRESS)
    letter = _letter(platform, parcel, address.language, list(kinds.values()))
    to = addresses.plain(platform.keyring, parcel.subject, address)
    outcome = await post.send(letter, to=to, id=str(parcel.id))
    if outcome.reason == Reason.INVALID_ADDRESS:
        await platform.store.transact(partial(_fail, parcel.subject, address))
    return outcome


def _letter(platform: Platform, parcel: Parcel, language: str, kinds: list[NotificationType]) -> Letter:
    """Write the letter; what is mandatory offers no way to switch it off, and says on what ground."""
    mandatory = [kind for kind in kinds if EMAIL in kind.definition.channels.mandatory]
    free = sorted(kind.id for kind in kinds if kind not in mandatory)
    click = Unsubscription(subject=parcel.subject, types=tuple(free), at=clock.now())
    away = click.path(platform.keyring) if 1 <= len(free) <= unsubscribing.MOST else ""
    ground = next((kind.definition.legal_basis for kind in mandatory), None) if not free else None
    letters = Letters(pages=platform.pages, origin=platform.settings.public_url)
    return letters.news(parcel.items, language, unsubscribe=away, legal_basis=ground)


async def _fail(subject: SubjectRef, address: Address, tx: Tx) -> None:
    if await addresses.fail(tx, subject, address.id):
        await audit.record(
            tx,
            subject=subject,
            actor="notifications",
            action="address.failed",
            purpose="notifications",
            detail={"address": str(address.id), "channel": EMAIL},
        )
