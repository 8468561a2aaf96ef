"""What a citizen asks of files: a list, and one of them with its history."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import structs

from blocks.file_status import live, matrix, overlay, trail, twins
from blocks.file_status.live import Heard
from blocks.file_status.merged import Listed
from blocks.file_status.model import Copy, FileFilter, Matrix, Moment, Right
from blocks.file_status.rows import listed as rows, seen
from profile_core.contract import Acting, Platform, Provider, Quiet, UnavailableError, directory

LOOKED_AT = 1_000
"""How many of the newest files a search looks at."""


class Whole(Quiet, frozen=True, kw_only=True):
    """One file with its history, the oldest first."""

    file: Copy
    history: Sequence[Moment]
    sender: Provider
    matrix: Matrix


async def found(platform: Platform, acting: Acting, words: str, language: str, *, most: int) -> Listed:
    """Return the newest files that hold all words, in their name, number or sender."""
    wanted = words.casefold().split()
    async with trail.looking(platform.store, acting) as tx:
        without = await live.alone(tx)
        some = await rows.page(tx, acting, FileFilter(), most=LOOKED_AT, without=without)
        senders = await directory.providers(tx, {one.provider for one in some})
        shown = [one for one in some if _holds(one, senders[one.provider], wanted, language)][:most]
        await trail.note(tx, acting, "file_status.listed", [one.id for one in shown])
        return Listed(
            files=[one.as_read for one in shown], resume=None, senders=senders, matrix=await matrix.known(tx)
        )


def _holds(one: Copy, sender: Provider, wanted: Sequence[str], language: str) -> bool:
    name = one.about.name
    said = (name.in_language(language), name.default.text, one.external_id, sender.name.in_language(language))
    text = " ".join(said).casefold()
    return all(word in text for word in wanted)


async def whole(platform: Platform, acting: Acting, file: UUID | None, language: str) -> Whole | None:
    """Return one file; None when it is not there for the citizen.

    One that lies with its provider is asked for; when the provider does not answer, ``UnavailableError`` says so.
    """
    if file is None:
        return None
    async with trail.looking(platform.store, acting) as tx:
        known = await matrix.known(tx)
        stored = await rows.one(tx, acting, file)
        history = await rows.history(tx, acting, stored.id) if stored else []
        key = twins.key_of(stored) if stored else await seen.one(tx, acting, file)
        if key is None:
            return None
        whom = await live.asked_of(tx, acting, platform, key.provider)
        senders = await directory.providers(tx, {key.provider})
        await trail.note(tx, acting, "file_status.opened", [file])
    heard = await live.ask_for(platform, acting, whom, [key], known, language=language) if whom.known else []
    shown = [one for answer in heard for one in answer.found if one.report.external_id == key.external_id]
    if (key.provider, key.environment) in whom.alone:
        stored, history = None, []
    for one in shown:
        stored, gained = overlay.overlaid(stored, one, file, known.over)
        history = overlay.history(history, gained)
    if stored is None:
        return _not_there(heard)
    if stored.right is Right.READ:
        history = [structs.replace(one, status=one.status.unasked) for one in history]
    return Whole(file=stored.as_read, history=history, sender=senders[key.provider], matrix=known)


def _not_there(heard: Sequence[Heard]) -> None:
    if any(one.owes for one in heard):
        message = "The service that keeps this file does not answer now. Try again in a few minutes."
        raise UnavailableError("file.source_away", message)
