"""What a citizen has chosen, as it is shown: for all senders, for each, and for each of its types."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from blocks.notifications import trail
from blocks.notifications.model import NOBODY, Choice, NotificationType, OwnChannel, Preference
from blocks.notifications.preferences import channels_of, counting, nearest
from blocks.notifications.rows import preferences as rows, types
from profile_core.contract import Acting, Channel, Platform, Provider, Texts, directory, texts

_DIRECTLY = {
    "nl": "Rechtstreeks van de afzender: {}",
    "fr": "Directement de l’expéditeur : {}",
    "de": "Direkt vom Absender: {}",
    "en": "Directly from the sender: {}",
}
"""What citizens see as the name of a provider's own channel, with the code that the provider gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One channel of a type, of a sender or of all: what was chosen for it itself, if anything, and what counts."""

    channel: str
    label: Texts
    digests: bool
    chosen: Choice | None
    counts: Choice
    mandatory: bool = False
    follows: Texts | None = None
    """What a provider's own channel follows while it is not chosen itself: a channel of ours, by its name."""
    alone: bool = False
    """Nothing wider counts where nothing is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfType:
    """What counts for one type of a sender; ``legal_basis`` says on what ground a channel is mandatory."""

    id: UUID
    name: Texts
    legal_basis: str | None
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSender:
    """What counts for a sender, and for each of its types that the subject has to do with."""

    provider: Provider
    wishes: tuple[Wish, ...]
    types: tuple[OfType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """All that a citizen can choose, for the subject for whom they act."""

    general: tuple[Wish, ...]
    senders: tuple[OfSender, ...]


async def wishes(platform: Platform, acting: Acting) -> Wishes:
    """Read what counts for every sender that the subject ever heard of, or for which something was chosen."""
    async with trail.looking(platform.store, acting) as tx:
        chosen = await rows.every(tx, acting)
        pairs = {*await rows.senders(tx, acting), *((one.provider, one.type) for one in chosen)}
        known = await types.by_id(tx, {kind for _, kind in pairs} - {NOBODY})
        senders = await directory.providers(tx, {provider for provider, _ in pairs} - {NOBODY})
        await trail.note(tx, acting, "preference.read", sorted(senders))
    channels = channels_of(platform)
    by_name = sorted(senders.values(), key=lambda one: one.code)
    return Wishes(
        general=tuple(replace(_wish(channel, chosen, NOBODY, NOBODY), alone=True) for channel in channels),
        senders=tuple(_sender(channels, chosen, one, list(known.values())) for one in by_name),
    )


def _sender(
    channels: Sequence[Channel],
    chosen: Sequence[Preference],
    provider: Provider,
    known: Sequence[NotificationType],
) -> OfSender:
    own = sorted((one for one in known if one.provider == provider.id), key=lambda one: one.code)
    return OfSender(
        provider=provider,
        wishes=tuple(_wish(channel, chosen, provider.id, NOBODY) for channel in channels),
        types=tuple(_type(channels, chosen, one) for one in own),
    )


def _type(channels: Sequence[Channel], chosen: Sequence[Preference], of: NotificationType) -> OfType:
    """Show the channels that a type names, those among them that its sender's own ones follow, and these."""
    said = of.definition.channels
    named = {*said.allowed, *said.mandatory, *(own.channel for own in said.own)}
    ours = (
        _wish(channel, chosen, of.provider, of.id, mandatory=channel.code in said.mandatory)
        for channel in channels
        if channel.code in named
    )
    own = (_own_wish(channels, chosen, of, one) for one in said.own)
    return OfType(
        id=of.id,
        name=of.name,
        legal_basis=of.definition.legal_basis,
        wishes=(*ours, *own),
    )


def _own_wish(
    channels: Sequence[Channel], chosen: Sequence[Preference], of: NotificationType, own: OwnChannel
) -> Wish:
    code = f"own:{own.code}"
    follows = next((one.label for one in channels if one.code == own.channel), None)
    mine = next((one.choice for one in chosen if (one.type, one.channel) == (of.id, code)), None)
    return Wish(
        channel=code,
        label=texts(**{language: label.format(own.code) for language, label in _DIRECTLY.items()}),
        digests=False,
        chosen=mine,
        counts=counting(of, code, chosen),
        mandatory=code in of.definition.channels.binding,
        follows=follows,
        alone=follows is None,
    )


def _wish(
    channel: Channel,
    chosen: Sequence[Preference],
    provider: UUID,
    kind: UUID,
    *,
    mandatory: bool = False,
) -> Wish:
    bearing = [one for one in chosen if one.provider in (provider, NOBODY) and one.type in (kind, NOBODY)]
    own = [one for one in bearing if (one.provider, one.type, one.channel) == (provider, kind, channel.code)]
    return Wish(
        channel=channel.code,
        label=channel.label,
        digests=channel.digests,
        chosen=own[0].choice if own else None,
        counts=Choice.ON if mandatory else nearest(bearing, channel.code),
        mandatory=mandatory,
    )
