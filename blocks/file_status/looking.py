"""What a provider asks of its own files: how they stand, with their history and whom they concern."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from blocks.file_status import matrix
from blocks.file_status.model import Copy, File, Matrix, Moment
from blocks.file_status.rows import copies, files
from profile_core.contract import Caller, InvalidError, Platform, Quiet, Tx, ids


class Known(Quiet, frozen=True, kw_only=True):
    """A file as its provider sees it; of one that was deleted, or whose citizens erased it, no copy is there."""

    file: File
    copy: Copy | None
    history: Sequence[Moment]


async def one(
    platform: Platform, caller: Caller, public_id: str | None, external_id: str | None
) -> tuple[Known | None, Matrix]:
    """Return what our id or the provider's own names; None when the caller has no such file."""
    if (public_id is None) == (external_id is None):
        message = "Name the file by its id or by its externalId: one of them, and not both."
        raise InvalidError("file.which", message)
    wanted = ids.parse_id(public_id) if public_id is not None else None
    names, by_id = ([external_id] if external_id else []), ([wanted] if wanted else [])
    async with platform.store.read() as tx:
        found = await files.known(tx, caller, external_ids=names, file_ids=by_id, hold=False)
        shown = await _shown(tx, caller, found, history=True)
        return (shown[0] if shown else None), await matrix.known(tx)


async def page(
    platform: Platform, caller: Caller, *, after: tuple[datetime, UUID] | None, most: int
) -> tuple[list[Known], Matrix]:
    """Return a provider's files, the last changed first; their histories are left out."""
    async with platform.store.read() as tx:
        found = await files.page(tx, caller, after=after, most=most)
        return await _shown(tx, caller, found, history=False), await matrix.known(tx)


async def _shown(tx: Tx, caller: Caller, found: Sequence[File], *, history: bool) -> list[Known]:
    wanted = {one.copies[party.subject] for one in found for party in one.parties}
    there = await copies.known(tx, caller, wanted)
    chosen = {one.id: copy for one in found if (copy := _copy(one, there)) is not None}
    past = await copies.histories(tx, {copy.id for copy in chosen.values()}) if history else {}
    return [_known(one, chosen.get(one.id), past) for one in found]


def _known(file: File, copy: Copy | None, past: Mapping[UUID, Sequence[Moment]]) -> Known:
    return Known(file=file, copy=copy, history=past.get(copy.id, ()) if copy else ())


def _copy(file: File, there: Mapping[UUID, Copy]) -> Copy | None:
    found = (there.get(file.copies[party.subject]) for party in file.parties)
    return next((one for one in found if one is not None), None)
