"""Deleting files: what they say goes, with every copy and history; the key stays taken."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import structs

from blocks.file_status import check
from blocks.file_status.model import Accepted, File, Ordering
from blocks.file_status.rows import copies, files
from profile_core.contract import Caller, InvalidError, NotFoundError, Platform, ProfileError, Tx, clock, ids
from profile_core.contract.bulk import MOST, lane_of

Name = tuple[str | None, str | None]
"""Our id of a file, or the provider's own."""
Outcome = Accepted | ProfileError


async def delete(
    platform: Platform, caller: Caller, names: Sequence[Name], *, dry_run: bool
) -> list[Outcome]:
    """Delete up to 1,000 files; one outcome each, in order, and the same however often it is asked."""
    check.may(caller)
    if len(names) > MOST:
        message = f"Send at most {MOST} items in a call; these are {len(names)}. Nothing was deleted."
        return [InvalidError("items.too_many", message, path=("items",)) for _ in names]

    async def work(tx: Tx) -> list[Outcome]:
        found = await _found(tx, caller, names, hold=not dry_run)
        if not dry_run:
            await _bury(tx, [one for one in found if isinstance(one, File)], clock.now())
        return [
            Accepted(id=one.id, external_id=one.external_id) if isinstance(one, File) else one
            for one in found
        ]

    if dry_run:
        async with platform.store.read() as tx:
            return await work(tx)
    return await platform.store.transact(work, lane_of(names))


async def bury(tx: Tx, caller: Caller, external_ids: Sequence[str]) -> None:
    """Delete files by their provider's own ids; one that was never there leaves its key taken, too.

    So a change that comes after it, and was before it, brings nothing back.
    """
    moment = clock.now()
    names = sorted(set(external_ids))
    ordered = dict.fromkeys(names, Ordering.CHANGED_AT)
    await files.create(tx, caller, ordered, dict.fromkeys(names, moment))
    await _bury(tx, await files.known(tx, caller, external_ids=names, file_ids=(), hold=True), moment)


async def _found(tx: Tx, caller: Caller, names: Sequence[Name], *, hold: bool) -> list[File | ProfileError]:
    by_id = {one for name, _ in names if name is not None and (one := ids.parse_id(name)) is not None}
    by_name = {one for _, one in names if one is not None}
    there = await files.known(tx, caller, external_ids=by_name, file_ids=by_id, hold=hold)
    return [_one(name, there, ("items", str(at))) for at, name in enumerate(names)]


def _one(name: Name, there: Sequence[File], path: tuple[str, ...]) -> File | ProfileError:
    public_id, external_id = name
    if (public_id is None) == (external_id is None):
        message = "Name the file by its id or by its externalId: one of them, and not both."
        return InvalidError("file.which", message, path=path)
    wanted: UUID | None = ids.parse_id(public_id) if public_id is not None else None
    for one in there:
        if one.id == wanted or (external_id is not None and one.external_id == external_id):
            return one
    return NotFoundError("file.unknown", "You have no such file.", path=path)


async def _bury(tx: Tx, some: Sequence[File], moment: datetime) -> None:
    fresh = {one.id: one for one in some if one.deleted_at is None}.values()
    await copies.remove(tx, {one.copies[party.subject] for one in fresh for party in one.parties})
    gone = [
        structs.replace(
            one,
            deleted_at=moment,
            changed_at=moment,
            parties=(),
            copies={},
            stamps={},
            revision=one.revision + 1,
        )
        for one in fresh
    ]
    await files.write(tx, gone, [(one.id, subject) for one in fresh for subject in one.copies])
