"""What citizens want of the channels: per sender and type, and never of what a type makes mandatory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from blocks.notifications.channels.email import EMAIL
from blocks.notifications.channels.email.unsubscribing import Unsubscription
from blocks.notifications.model import NOBODY, Choice, NotificationType, Preference
from blocks.notifications.rows import preferences as rows, types
from profile_core.contract import (
    Acting,
    Channel,
    ConflictError,
    InvalidError,
    NotFoundError,
    Platform,
    SubjectRef,
    Texts,
    Tx,
    audit,
    directory,
)

_OWN = "own"
"""The code of the one channel that carries all providers' own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What a click in a mail would switch off, as it is shown; ``mandatory`` says that it cannot."""

    sender: Texts | None
    type: Texts | None
    mandatory: bool
    legal_basis: str | None


def channels_of(platform: Platform) -> list[Channel]:
    """Return the outside channels that a citizen can choose; a provider's own follow one of these."""
    brought = [one for block in platform.blocks if block.channels for one in block.channels(platform)]
    return [one for one in brought if one.code != _OWN]


async def effective(
    tx: Tx, wanted: Collection[tuple[SubjectRef, NotificationType]]
) -> dict[tuple[SubjectRef, UUID], dict[str, Choice]]:
    """Return by subject and type what counts for each outside channel that the type names, in one statement.

    The keys are the codes in its ``channels`` and its escalation, ``own:<code>`` among them: a provider's own
    channel follows the choice for that of ours which it replaces or goes beside, and brings nothing daily.
    What nobody chose is ON, and so is what is mandatory, whatever was chosen.
    """
    subjects = {subject for subject, _ in wanted}
    chosen = await rows.about(tx, subjects, {(of.provider, of.id) for _, of in wanted}) if wanted else {}
    return {(subject, of.id): _effective(of, chosen[subject]) for subject, of in wanted}


def _effective(of: NotificationType, of_all: Sequence[Preference]) -> dict[str, Choice]:
    chosen = [one for one in of_all if one.provider in (of.provider, NOBODY) and one.type in (of.id, NOBODY)]
    channels = of.definition.channels
    escalation = of.definition.escalation
    ours = {*channels.allowed, *channels.mandatory, *([escalation.channel] if escalation else [])}
    counts = {code: _counting(of, code, chosen) for code in ours}
    for own in channels.own:
        code = f"own:{own.code}"
        follows = Choice.ON if code in channels.mandatory else _counting(of, own.channel, chosen)
        counts[code] = Choice.OFF if follows is Choice.OFF else Choice.ON
    return counts


async def choose(
    platform: Platform,
    acting: Acting,
    *,
    provider: UUID = NOBODY,
    type_id: UUID = NOBODY,
    channel: str,
    choice: Choice | None,
) -> None:
    """Write a choice down for a type, a sender or all; None forgets it, so that the wider one counts again.

    What cannot be chosen is ``InvalidError``, and what is mandatory ``ConflictError``.
    """
    _check(channels_of(platform), channel, choice)
    await platform.store.transact(partial(_choose, acting, (provider, type_id), channel, choice))


async def covered(tx: Tx, wanted: Unsubscription) -> Covered:
    """Return what a click in a mail would switch off."""
    kind = (await types.by_id(tx, {wanted.type} - {NOBODY})).get(wanted.type)
    sender = (await directory.providers(tx, {wanted.provider} - {NOBODY})).get(wanted.provider)
    return Covered(
        sender=sender.name if sender else None,
        type=kind.name if kind else None,
        mandatory=kind is not None and EMAIL in kind.definition.channels.mandatory,
        legal_basis=kind.definition.legal_basis if kind else None,
    )


async def unsubscribe(platform: Platform, wanted: Unsubscription) -> None:
    """Switch e-mail off as a link in a mail says, again and again; what is mandatory is ``ConflictError``."""

    async def work(tx: Tx) -> None:
        await _of_sender(tx, wanted.provider, wanted.type, EMAIL, Choice.OFF)
        off = Preference(provider=wanted.provider, type=wanted.type, channel=EMAIL, choice=Choice.OFF)
        await rows.put(tx, wanted.subject, off)
        await _note(tx, wanted.subject, "notifications.unsubscribe", off)

    await platform.store.transact(work)


def nearest(chosen: Sequence[Preference], channel: str) -> Choice:
    """Return the choice for a channel that is nearest to a type, of those that bear on it."""
    bearing = [one for one in chosen if one.channel == channel]
    bearing.sort(key=lambda one: (one.type == NOBODY, one.provider == NOBODY))
    return bearing[0].choice if bearing else Choice.ON


def _counting(of: NotificationType, channel: str, chosen: Sequence[Preference]) -> Choice:
    return Choice.ON if channel in of.definition.channels.mandatory else nearest(chosen, channel)


def _check(known: Sequence[Channel], channel: str, choice: Choice | None) -> None:
    found = {one.code: one for one in known}.get(channel)
    if found is None:
        codes = ", ".join(one.code for one in known) or "none"
        message = f"There is no channel with this code here. There are: {codes}."
        raise InvalidError("preference.channel", message, path=("channel",))
    if choice is Choice.DAILY and not found.digests:
        message = "This channel brings each notification by itself. Choose ON or OFF."
        raise InvalidError("preference.daily", message, path=("choice",))


async def _choose(acting: Acting, of: tuple[UUID, UUID], channel: str, choice: Choice | None, tx: Tx) -> None:
    provider, type_id = of
    provider = await _of_sender(tx, provider, type_id, channel, choice)
    if choice is None:
        await rows.drop(tx, acting, provider=provider, type_id=type_id, channel=channel)
        return
    wanted = Preference(provider=provider, type=type_id, channel=channel, choice=choice)
    await rows.put(tx, acting.subject, wanted)
    await _note(tx, acting.subject, acting, wanted)


async def _of_sender(tx: Tx, provider: UUID, type_id: UUID, channel: str, choice: Choice | None) -> UUID:
    """Return whose choice it is: the sender of the type. There must be such a type, and it must leave the choice."""
    if type_id == NOBODY:
        if provider != NOBODY and not await directory.providers(tx, {provider}):
            raise NotFoundError("preference.sender", "There is no such sender.", path=("sender",))
        return provider
    known = (await types.by_id(tx, [type_id])).get(type_id)
    if known is None or provider not in (NOBODY, known.provider):
        raise NotFoundError("preference.type", "There is no such type of notification.", path=("type",))
    if channel in known.definition.channels.mandatory and choice not in (None, Choice.ON):
        ground = known.definition.legal_basis or ""
        message = f"By this channel these notifications must reach you. {ground}".strip()
        raise ConflictError("preference.mandatory", message, path=("choice",))
    return known.provider


async def _note(tx: Tx, subject: SubjectRef, actor: audit.Actor, what: Preference) -> None:
    await audit.record(
        tx,
        subject=subject,
        actor=actor,
        action="preference.chosen",
        purpose="notifications",
        detail={
            "provider": str(what.provider),
            "type": str(what.type),
            "channel": what.channel,
            "choice": what.choice,
        },
    )
