"""Which mode a provider chooses for its files; the door of the one before stays open for a day."""

from msgspec import structs

from blocks.file_status import check
from blocks.file_status.model import Chosen
from blocks.file_status.rows import modes as rows
from profile_core.contract import (
    Caller,
    InvalidError,
    Platform,
    SubjectRef,
    Tx,
    audit,
    clock,
    sources,
)

_BLOCK = "file_status"


async def choose(
    platform: Platform, caller: Caller, mode: sources.Mode, source: str | None, *, dry_run: bool
) -> Chosen:
    """Let a provider's files come in by a mode from now on; the same again changes nothing."""
    check.may(caller)
    if (mode is sources.Mode.PUSH) != (source is None):
        message = "Give the code of your source for PULL_LIVE and PULL_FEED, and none for PUSH."
        raise InvalidError("file.source", message, path=("source",))

    async def work(tx: Tx) -> Chosen:
        known = await rows.chosen(tx, caller)
        await _readable(tx, caller, source)
        now, wanted = (known.mode, known.source), (mode, source)
        former = sources.left_open(now, wanted, known.former, clock.now())
        changed = structs.replace(known, mode=mode, source=source, former=former)
        if now != wanted and not dry_run:
            await rows.choose(tx, caller, changed)
            await _note(tx, caller, changed)
        return changed

    if dry_run:
        async with platform.store.read() as tx:
            return await work(tx)
    return await platform.store.transact(work)


async def _readable(tx: Tx, caller: Caller, code: str | None) -> None:
    """Check that the source is there, and has files."""
    if code is None:
        return
    key = (caller.provider, caller.environment, code)
    found = (await sources.named(tx, [key])).get(key)
    if found is None or _BLOCK not in found.blocks:
        message = "You have no source of files with this code. Register it with registerSource."
        raise InvalidError("file.source", message, path=("source",))


async def _note(tx: Tx, caller: Caller, changed: Chosen) -> None:
    detail = {"mode": str(changed.mode), "source": changed.source or ""}
    await audit.record(
        tx,
        subject=SubjectRef(caller.provider),
        actor=caller,
        action="file_status.mode_chosen",
        purpose=caller.environment,
        detail=detail,
    )
