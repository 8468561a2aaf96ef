"""Is it news? By whatever door a file comes in (push, later file and feed), it passes here."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import structs

from blocks.file_status import copying, merge, telling
from blocks.file_status.merge import Held
from blocks.file_status.model import BEFORE_ALL, Accepted, File, Matrix, Report
from blocks.file_status.rows import files, seen
from profile_core.contract import Caller, NotFoundError, ProfileError, SubjectRef, Tx, clock, ids

Outcome = Accepted | ProfileError


async def take(tx: Tx, caller: Caller, reports: Sequence[Report], matrix: Matrix) -> list[Outcome]:
    """Store what is news and tell it; one outcome each, in order, and the same however often it comes.

    Whoever speaks of one file waits for whoever did before, until that one's transaction has ended.
    """
    whole = {one.external_id: one for one in reversed(reports) if one.creates}
    created = {one: report.about.value.created_at for one, report in whole.items() if report.about}
    await files.create(tx, caller, {one: report.ordering for one, report in whole.items()}, created)
    held, outcomes = fold(await _known(tx, caller, reports, hold=True), reports)
    changed = [one for one in held if one.moments or one.file is not one.before]
    as_seen = await seen.seen_as(tx, caller, _joining(changed))
    changed = [_settled(one, as_seen) for one in changed]
    await files.write(tx, [one.file for one in changed if one.file is not one.before], _left(changed))
    copies = await copying.write(tx, caller, changed, matrix.over)
    await telling.tell(tx, changed, copies)
    return outcomes


async def look(tx: Tx, caller: Caller, reports: Sequence[Report]) -> tuple[list[Held], list[Outcome]]:
    """Return what would come of it, and store nothing; a file that is not there yet is made up for this."""
    there = await _known(tx, caller, reports, hold=False)
    names = {one.external_id for one in there}
    missing = {
        one.external_id: one for one in reversed(reports) if one.creates and one.external_id not in names
    }
    return fold([*there, *(_made_up(caller, one) for one in missing.values())], reports)


def fold(there: Sequence[File], reports: Sequence[Report]) -> tuple[list[Held], list[Outcome]]:
    """Let files hear what is said of them, each in the order in which it stands in the call."""
    held = {one.id: Held.of(one) for one in there}
    by_name = {one.external_id: one.id for one in there}
    outcomes: list[Outcome] = []
    for report in reports:
        file = report.file or by_name.get(report.external_id)
        try:
            if file is None or file not in held or _is_nobodys(held[file].file, report):
                raise _unknown(report)
            held[file] = merge.heard(held[file], report)
            outcomes.append(Accepted(id=file, external_id=held[file].file.external_id))
        except ProfileError as error:
            outcomes.append(error)
    return list(held.values()), outcomes


def _is_nobodys(file: File, report: Report) -> bool:
    """Tell whether a report names participants for a file of which nobody has anything any more."""
    gone = not file.parties and file.deleted_at is None
    return gone and report.participants is not None and not report.creates


async def _known(tx: Tx, caller: Caller, reports: Sequence[Report], *, hold: bool) -> list[File]:
    by_id = {one.file for one in reports if one.file is not None}
    by_name = {one.external_id for one in reports if one.file is None}
    return await files.known(tx, caller, external_ids=by_name, file_ids=by_id, hold=hold)


def _joining(changed: Sequence[Held]) -> list[seen.Named]:
    """Return who takes part in which file from now on."""
    return [
        seen.Named(one.subject, held.file.external_id)
        for held in changed
        for one in held.file.parties
        if one.subject not in held.before.copies
    ]


def _settled(held: Held, as_seen: Mapping[seen.Named, UUID]) -> Held:
    """Give each participant who has none an id for a copy: that under which they saw the file, or a new one."""
    if held.file is held.before:
        return held
    there = held.before.copies
    copies = {
        one.subject: there.get(one.subject)
        or as_seen.get(seen.Named(one.subject, held.file.external_id))
        or ids.new_id(SubjectRef(one.subject).bucket)
        for one in held.file.parties
    }
    return structs.replace(held, file=structs.replace(held.file, copies=copies, changed_at=clock.now()))


def _left(changed: Sequence[Held]) -> list[tuple[UUID, UUID]]:
    """Return whom files concern no longer."""
    return [
        (one.file.id, subject)
        for one in changed
        for subject in one.before.copies.keys() - one.file.copies.keys()
    ]


def _made_up(caller: Caller, report: Report) -> File:
    moment = clock.now()
    return File(
        id=ids.new_id(ids.bucket_of(caller.provider)),
        provider=caller.provider,
        environment=caller.environment,
        external_id=report.external_id,
        ordering=report.ordering,
        stamps={},
        status=BEFORE_ALL,
        parties=(),
        copies={},
        created_at=moment,
        changed_at=moment,
        revision=0,
    )


def _unknown(report: Report) -> NotFoundError:
    message = "You have no such file. Register it first, with registerFiles; then send this again."
    return NotFoundError("file.unknown", message, path=report.path)
