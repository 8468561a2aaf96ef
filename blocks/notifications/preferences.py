"""What citizens want of the channels: per sender and type, and never of what a type makes mandatory."""

from collections.abc import Collection, Sequence
from functools import partial
from uuid import UUID

from blocks.notifications.model import NOBODY, Choice, NotificationType, OwnChannel, Preference
from blocks.notifications.rows import preferences as rows, types
from profile_core.contract import (
    Acting,
    Channel,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Platform,
    SubjectRef,
    Tx,
    audit,
    directory,
)

_OWN = "own"
"""The code of the one channel that carries all providers' own; ``own:<code>`` is one of them."""


def channels_of(platform: Platform) -> list[Channel]:
    """Return our outside channels that a citizen can choose; a type's own ones come beside these."""
    brought = [one for block in platform.blocks if block.channels for one in block.channels(platform)]
    return [one for one in brought if one.code != _OWN]


async def effective(
    tx: Tx, wanted: Collection[tuple[SubjectRef, NotificationType]]
) -> dict[tuple[SubjectRef, UUID], dict[str, Choice]]:
    """Return by subject and type what counts for each outside channel that the type names, in one statement.

    The keys are the codes in its ``channels`` and its escalation, ``own:<code>`` among them (``counting``).
    """
    subjects = {subject for subject, _ in wanted}
    chosen = await rows.about(tx, subjects, {(of.provider, of.id) for _, of in wanted}) if wanted else {}
    return {(subject, of.id): _effective(of, chosen[subject]) for subject, of in wanted}


def _effective(of: NotificationType, chosen: Sequence[Preference]) -> dict[str, Choice]:
    channels, escalation = of.definition.channels, of.definition.escalation
    codes = {*channels.allowed, *channels.mandatory, *(f"{_OWN}:{own.code}" for own in channels.own)}
    codes |= {escalation.channel} if escalation else set()
    return {code: counting(of, code, chosen) for code in codes}


def counting(of: NotificationType, channel: str, chosen: Sequence[Preference]) -> Choice:
    """Return what counts for one channel of a type, of what a subject chose.

    A provider's own channel follows the choice for that of ours which it replaces or goes beside, unless it was
    chosen itself, and brings nothing daily. What nobody chose is ON, and so is what is mandatory.
    """
    if channel in of.definition.channels.binding:
        return Choice.ON
    bearing = [one for one in chosen if one.provider in (of.provider, NOBODY) and one.type in (of.id, NOBODY)]
    own = own_channel(of, channel)
    if own is None or any(one.channel == channel for one in bearing):
        return nearest(bearing, channel)
    return Choice.OFF if nearest(bearing, own.channel) is Choice.OFF else Choice.ON


def own_channel(of: NotificationType, channel: str) -> OwnChannel | None:
    """Return a type's own channel by its code, ``own:<code>``."""
    known = {f"{_OWN}:{own.code}": own for own in of.definition.channels.own}
    return known.get(channel)


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

    A provider's own channel, ``own:<code>``, is chosen for a type of it. What counts for all senders is chosen at
    our own pages: no site silences the others (``ForbiddenError``).
    What cannot be chosen is ``InvalidError``, and what is mandatory ``ConflictError``.
    """
    if (provider, type_id) == (NOBODY, NOBODY) and not acting.at_pages:
        message = (
            "What counts for all senders is chosen at the citizen's own pages, /me/settings. Name a sender."
        )
        raise ForbiddenError("preference.own_pages", message)
    _check(channels_of(platform), channel, choice, own=type_id != NOBODY)
    await platform.store.transact(partial(_choose, acting, (provider, type_id), channel, choice))


def nearest(chosen: Sequence[Preference], channel: str) -> Choice:
    """Return the choice for a channel that is nearest to a type, of those that bear on it."""
    bearing = [one for one in chosen if one.channel == channel]
    bearing.sort(key=lambda one: (one.type == NOBODY, one.provider == NOBODY))
    return bearing[0].choice if bearing else Choice.ON


async def note(
    tx: Tx,
    subject: SubjectRef,
    actor: audit.Actor,
    *,
    of: tuple[UUID, UUID],
    channel: str,
    choice: Choice | None,
) -> None:
    """Say in the trail of a subject what was chosen, by whom, for a (provider, type); NONE is what was taken back."""
    provider, type_id = of
    said = {"provider": str(provider), "type": str(type_id), "channel": channel, "choice": choice or "NONE"}
    await audit.record(
        tx,
        subject=subject,
        actor=actor,
        action="preference.chosen",
        purpose="notifications",
        detail=said,
    )


def _check(known: Sequence[Channel], channel: str, choice: Choice | None, *, own: bool) -> None:
    """Check what holds whatever the type; whether it has an ``own`` channel of this code is seen when it is read."""
    found = {one.code: one for one in known}.get(channel)
    is_own = own and channel.startswith(f"{_OWN}:")
    if found is None and not is_own:
        codes = ", ".join(one.code for one in known) or "none"
        message = f"There is no channel with this code here. There are: {codes}."
        raise InvalidError("preference.channel", message, path=("channel",))
    if choice is Choice.DAILY and not (found and found.digests):
        message = "This channel brings each notification by itself. Choose ON or OFF."
        raise InvalidError("preference.daily", message, path=("choice",))


async def _choose(acting: Acting, of: tuple[UUID, UUID], channel: str, choice: Choice | None, tx: Tx) -> None:
    provider, type_id = of
    provider = await _of_sender(tx, provider, type_id, channel, choice)
    if choice is not None:
        wanted = Preference(provider=provider, type=type_id, channel=channel, choice=choice)
        await rows.put(tx, acting.subject, wanted)
    elif not await rows.drop(tx, acting, provider=provider, type_id=type_id, channel=channel):
        return
    await note(tx, acting.subject, acting, of=(provider, type_id), channel=channel, choice=choice)


async def _of_sender(tx: Tx, provider: UUID, type_id: UUID, channel: str, choice: Choice | None) -> UUID:
    """Return whose choice it is: the sender of the type. There must be such a type, and it must leave the choice."""
    if type_id == NOBODY:
        if provider != NOBODY and not await directory.providers(tx, {provider}):
            raise NotFoundError("preference.sender", "There is no such sender.", path=("sender",))
        return provider
    known = (await types.by_id(tx, [type_id])).get(type_id)
    if known is None or provider not in (NOBODY, known.provider):
        raise NotFoundError("preference.type", "There is no such type of notification.", path=("type",))
    if channel.startswith(f"{_OWN}:") and own_channel(known, channel) is None:
        message = "This type of notification has no channel with this code."
        raise InvalidError("preference.channel", message, path=("channel",))
    if channel in known.definition.channels.binding and choice not in (None, Choice.ON):
        ground = known.definition.legal_basis or ""
        message = f"By this channel these notifications must reach you. {ground}".strip()
        raise ConflictError("preference.mandatory", message, path=("choice",))
    return known.provider
