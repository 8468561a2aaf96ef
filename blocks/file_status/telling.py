"""What is told of files: citizens, by a notice that becomes a notification of the type which the provider has for it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from blocks.file_status.copying import Copies
from blocks.file_status.merge import Held
from blocks.file_status.model import Copy, Status, stamp
from blocks.file_status.rows import seen
from profile_core.contract import Caller, CitizenNotice, SubjectRef, Tx, clock

CHANGED = "file_status.changed"
ACTION_NEEDED = "file_status.action_needed"
"""The topics for which a provider registers types: something is asked of the citizen, or else a file moved on."""
PATH = "/me/files"


async def tell(tx: Tx, changed: Sequence[Held], copies: Copies) -> None:
    """Tell each participant of files whose status is another now; what came late is history, and no news."""
    moved = [one.file for one in changed if one.status is not None]
    told = [
        _notice(copies[copy], digest=file.status.digest)
        for file in moved
        for party in file.parties
        if (copy := file.copies[party.subject]) in copies
    ]
    await tx.tell(*told)


def announced(caller: Caller, named: seen.Named, file: UUID, status: Status) -> CitizenNotice:
    """Return what is told of a file that stays with its provider: where it is now, and of the file its number."""
    return CitizenNotice(
        subject=SubjectRef(named.subject),
        provider=caller.provider,
        environment=caller.environment,
        topic=ACTION_NEEDED if status.action_needed else CHANGED,
        key=f"{file.hex}:{stamp(None, status.changed_at, status).digest}",
        group_id=named.external_id,
        link=f"{PATH}/{file}",
        values=_values(named.external_id, status, acts=status.action_needed),
    )


def _notice(copy: Copy, *, digest: str) -> CitizenNotice:
    return CitizenNotice(
        subject=copy.subject,
        provider=copy.provider,
        environment=copy.environment,
        topic=ACTION_NEEDED if copy.must_act else CHANGED,
        key=f"{copy.id.hex}:{digest}",
        group_id=copy.external_id,
        link=f"{PATH}/{copy.id}",
        values=_values(copy.about.name.default.text, copy.status, acts=copy.must_act),
    )


def _values(file: str, status: Status, *, acts: bool) -> Mapping[str, str]:
    deadline = status.action_deadline if acts else None
    return {
        "file": file,
        "phase": status.phase,
        "code": status.code,
        "deadline": clock.rfc3339(deadline)[:10] if deadline else "",
    }
