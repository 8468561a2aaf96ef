"""What one click in a mail switches off: e-mail of the types that were in that mail, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from blocks.notifications import preferences
from blocks.notifications.channels.email import EMAIL
from blocks.notifications.channels.email.unsubscribing import Unsubscription
from blocks.notifications.model import NOBODY, Choice, NotificationType, Preference
from blocks.notifications.rows import preferences as rows, types
from profile_core.contract import Platform, Provider, Texts, Tx, directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type whose mail a click switches off, and who sends it."""

    name: Texts
    sender: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """What a click does. With no ``kinds`` it does nothing: all is mandatory by now, or was chosen anew since."""

    kinds: tuple[Kind, ...]
    mandatory: bool
    legal_basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Covered:
    """The types that a click is about, as they stand: those it may switch off, and those that already are."""

    open: Sequence[NotificationType]
    off: Sequence[NotificationType]
    mandatory: Sequence[NotificationType]
    senders: Mapping[UUID, Provider]


async def shown(platform: Platform, wanted: Unsubscription) -> Click:
    """Return what a click would do."""
    async with platform.store.read() as tx:
        return _click(await _covered(tx, wanted))


async def done(platform: Platform, wanted: Unsubscription) -> Click:
    """Do what a link in a mail says; again it is the same.

    It is void for what the citizen chose, or took back, after the mail was written, and for what is mandatory.
    """

    async def work(tx: Tx) -> Click:
        covered = await _covered(tx, wanted)
        for kind in covered.open:
            of = (kind.provider, kind.id)
            off = Preference(provider=kind.provider, type=kind.id, channel=EMAIL, choice=Choice.OFF)
            await rows.put(tx, wanted.subject, off)
            await preferences.note(
                tx, wanted.subject, "notifications.unsubscribe", of=of, channel=EMAIL, choice=Choice.OFF
            )
        return _click(covered)

    return await platform.store.transact(work)


async def _covered(tx: Tx, wanted: Unsubscription) -> _Covered:
    known = await types.by_id(tx, wanted.types)
    kinds = [known[one] for one in wanted.types if one in known]
    pairs = {(one.provider, one.id) for one in kinds}
    chosen = (await rows.about(tx, [wanted.subject], pairs))[wanted.subject]
    since = await rows.changed(tx, wanted.subject, EMAIL, wanted.at)
    free = [one for one in kinds if EMAIL not in one.definition.channels.binding]
    off = [one for one in free if preferences.counting(one, EMAIL, chosen) is Choice.OFF]
    return _Covered(
        open=[one for one in free if one not in off and not since & _bearing(one)],
        off=off,
        mandatory=[one for one in kinds if one not in free],
        senders=await directory.providers(tx, {one.provider for one in kinds}),
    )


def _bearing(of: NotificationType) -> set[tuple[UUID, UUID]]:
    return {(of.provider, of.id), (of.provider, NOBODY), (NOBODY, NOBODY)}


def _click(covered: _Covered) -> Click:
    kinds = [*covered.open, *covered.off]
    return Click(
        kinds=tuple(Kind(name=one.name, sender=covered.senders[one.provider].name) for one in kinds),
        mandatory=bool(covered.mandatory),
        legal_basis=next((one.definition.legal_basis for one in covered.mandatory), None),
    )
