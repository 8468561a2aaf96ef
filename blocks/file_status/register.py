"""What a provider pushes: whole files and parts of them, up to 1,000 a call, and a bad one harms no neighbour."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from blocks.file_status import check, ingest, matrix, naming
from blocks.file_status.check import items
from blocks.file_status.check.items import Checked
from blocks.file_status.merge import Held
from blocks.file_status.model import Accepted, FileDraft, FileUpdate, Matrix, Part, Preview, Report
from blocks.file_status.rows import modes
from profile_core.contract import (
    Caller,
    InvalidError,
    Platform,
    ProfileError,
    Tx,
    WrongModeError,
    clock,
    sources,
)
from profile_core.contract.bulk import MOST, each, lane_of

_T = TypeVar("_T")
Outcome = Accepted | Preview | ProfileError
_Check = Callable[[Matrix], Sequence[Checked | ProfileError]]


async def register(
    platform: Platform, caller: Caller, drafts: Sequence[FileDraft], *, dry_run: bool
) -> list[Outcome]:
    """Take whole files in one transaction; return one outcome each, in order.

    A file that is there already takes of it what is later than what it has. A dry run checks everything just so,
    and stores nothing.
    """
    secure = platform.settings.production

    def checked(known: Matrix) -> Sequence[Checked | ProfileError]:
        return each(
            _numbered(drafts), lambda one: items.whole(one[1], known, path=one[0], secure_links=secure)
        )

    return await _take(platform, caller, len(drafts), checked, dry_run=dry_run)


async def update(
    platform: Platform, caller: Caller, drafts: Sequence[FileUpdate], *, dry_run: bool
) -> list[Outcome]:
    """Take parts of files that are there, as ``register`` does."""
    secure = platform.settings.production

    def checked(known: Matrix) -> Sequence[Checked | ProfileError]:
        return each(
            _numbered(drafts), lambda one: items.part(one[1], known, path=one[0], secure_links=secure)
        )

    return await _take(platform, caller, len(drafts), checked, dry_run=dry_run)


async def _take(
    platform: Platform, caller: Caller, count: int, checking: _Check, *, dry_run: bool
) -> list[Outcome]:
    check.may(caller)
    if count > MOST:
        message = f"Send at most {MOST} items in a call; these are {count}. None was taken."
        return [InvalidError("items.too_many", message, path=("items",)) for _ in range(count)]

    async def work(tx: Tx) -> list[Outcome]:
        await _pushes(tx, caller)
        phases = await matrix.known(tx)
        checked = checking(phases)
        named = await naming.named(tx, platform, caller, checked, creates=not dry_run)
        reports = [one for one in named if isinstance(one, Report)]
        if dry_run:
            held, taken = await ingest.look(tx, caller, reports)
            taken = iter([_shown(held, one, report) for one, report in zip(taken, reports, strict=True)])
        else:
            taken = iter(await ingest.take(tx, caller, reports, phases))
        return [next(taken) if isinstance(one, Report) else one for one in named]

    if dry_run:
        async with platform.store.read() as tx:
            return await work(tx)
    return await platform.store.transact(work, lane_of(range(count)))


async def _pushes(tx: Tx, caller: Caller) -> None:
    """Check that files of the caller's provider are pushed."""
    if not (await modes.chosen(tx, caller)).takes(sources.Mode.PUSH, clock.now()):
        message = (
            "You chose another mode for your files. Answer by your source, or go back with chooseFileMode."
        )
        raise WrongModeError("file.mode", message)


def _numbered(drafts: Sequence[_T]) -> list[tuple[tuple[str, ...], _T]]:
    return [(("items", str(at)), draft) for at, draft in enumerate(drafts)]


def _shown(held: Sequence[Held], outcome: ingest.Outcome, report: Report) -> Outcome:
    """Return what would be seen of a file after a call; what a part leaves alone is not repeated."""
    if isinstance(outcome, ProfileError):
        return outcome
    one = next(one for one in held if one.file.id == outcome.id)
    about = one.parts.get(Part.ABOUT)
    newest = max(report.statuses, key=lambda said: said.stamp, default=None)
    status = one.status or (newest and newest.value)
    return Preview(external_id=one.file.external_id, name=about and about.name, status=status)
