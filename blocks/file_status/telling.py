"""What is told of files: citizens, by a notice that becomes a notification of the type which the provider has for it."""

from collections.abc import Sequence

from blocks.file_status.copying import Copies
from blocks.file_status.merge import Held
from blocks.file_status.model import Copy
from profile_core.contract import CitizenNotice, Tx, clock

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


def _notice(copy: Copy, *, digest: str) -> CitizenNotice:
    status = copy.status
    deadline = status.action_deadline
    return CitizenNotice(
        subject=copy.subject,
        provider=copy.provider,
        environment=copy.environment,
        topic=ACTION_NEEDED if copy.must_act else CHANGED,
        key=f"{copy.id.hex}:{digest}",
        group_id=copy.external_id,
        link=f"{PATH}/{copy.id}",
        values={
            "file": copy.about.name.default.text,
            "phase": status.phase,
            "code": status.code,
            "deadline": clock.rfc3339(deadline)[:10] if deadline and copy.must_act else "",
        },
    )
