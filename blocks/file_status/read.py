"""What a citizen asks of files: a list, and one of them with its history."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from blocks.file_status import matrix, trail
from blocks.file_status.model import Copy, FileFilter, Matrix, Moment, Place
from blocks.file_status.rows import listed as rows
from profile_core.contract import Acting, Platform, Provider, Quiet, directory

LOOKED_AT = 1_000
"""How many of the newest files a search looks at."""


class Listed(Quiet, frozen=True, kw_only=True):
    """One page; ``resume`` is where the next begins, None after the last."""

    files: Sequence[Copy]
    resume: Place | None
    senders: Mapping[UUID, Provider]
    matrix: Matrix


class Whole(Quiet, frozen=True, kw_only=True):
    """One file with its history, the oldest first."""

    file: Copy
    history: Sequence[Moment]
    sender: Provider
    matrix: Matrix


async def page(platform: Platform, acting: Acting, wanted: FileFilter, place: Place, *, most: int) -> Listed:
    """Return a page of what is wanted: what asks something of the citizen first, then the newest."""
    async with trail.looking(platform.store, acting) as tx:
        known = await matrix.known(tx)
        found = await rows.page(tx, acting, wanted, after=place.after, most=most + 1)
        shown = found[:most]
        senders = await directory.providers(tx, {one.provider for one in shown})
        await trail.note(tx, acting, "file_status.listed", [one.id for one in shown])
    resume = Place(after=shown[-1].position) if len(found) > most else None
    return Listed(files=shown, resume=resume, senders=senders, matrix=known)


async def found(platform: Platform, acting: Acting, words: str, language: str, *, most: int) -> Listed:
    """Return the newest files that hold all words, in their name, number or sender."""
    wanted = words.casefold().split()
    async with trail.looking(platform.store, acting) as tx:
        some = await rows.page(tx, acting, FileFilter(), most=LOOKED_AT)
        senders = await directory.providers(tx, {one.provider for one in some})
        shown = [one for one in some if _holds(one, senders[one.provider], wanted, language)][:most]
        await trail.note(tx, acting, "file_status.listed", [one.id for one in shown])
        return Listed(files=shown, resume=None, senders=senders, matrix=await matrix.known(tx))


def _holds(one: Copy, sender: Provider, wanted: Sequence[str], language: str) -> bool:
    name = one.about.name
    said = (name.in_language(language), name.default.text, one.external_id, sender.name.in_language(language))
    text = " ".join(said).casefold()
    return all(word in text for word in wanted)


async def whole(platform: Platform, acting: Acting, file: UUID | None) -> Whole | None:
    """Return one file; None when it is not there for the citizen."""
    if file is None:
        return None
    async with trail.looking(platform.store, acting) as tx:
        found = await rows.one(tx, acting, file)
        if found is None:
            return None
        history = await rows.history(tx, acting, found.id)
        senders = await directory.providers(tx, {found.provider})
        await trail.note(tx, acting, "file_status.opened", [found.id])
        known = await matrix.known(tx)
    return Whole(file=found, history=history, sender=senders[found.provider], matrix=known)
