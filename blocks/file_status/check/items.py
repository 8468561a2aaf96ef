"""One item by itself, a whole file or a part of one; whom and what it names is looked up later."""

from collections.abc import Sequence
from datetime import datetime

from blocks.file_status.check import parts, statuses
from blocks.file_status.model import (
    About,
    Evidence,
    FileDraft,
    FileUpdate,
    Matrix,
    Ordering,
    Participant,
    Said,
    Status,
    StatusDraft,
    Step,
)
from profile_core.contract import InvalidError, Quiet, is_visible, said
from profile_core.contract.said import Path

_LONGEST_KEY = 200
_MOST_STATUSES = 100


class Checked(Quiet, frozen=True, kw_only=True):
    """An item in which nothing is wrong by itself; a part that it does not speak of is None.

    ``moment`` is of when it is, in whichever way the provider counts.
    """

    path: Path
    external_id: str
    id: str | None
    ordering: Ordering
    moment: tuple[int | None, datetime]
    statuses: tuple[Said[Status], ...] = ()
    about: About | None = None
    next_step: tuple[Step | None] | None = None
    evidence: tuple[Evidence, ...] | None = None
    participants: tuple[Participant, ...] | None = None
    if_revision: int | None = None


def whole(draft: FileDraft, matrix: Matrix, *, path: Path, secure_links: bool) -> Checked:
    """Check a whole file."""
    if not 1 <= len(draft.statuses) <= _MOST_STATUSES:
        message = f"Give 1 to {_MOST_STATUSES} statuses: at least the one in which the file is."
        raise InvalidError("file.statuses", message, path=(*path, "statuses"))
    checked = Checked(
        path=path,
        external_id=key(draft.external_id, path),
        id=None,
        ordering=_ordering([draft, *draft.statuses], path),
        moment=_moment(draft, path),
        statuses=tuple(
            statuses.status(one, matrix, path=(*path, "statuses", str(at)), secure_links=secure_links)
            for at, one in enumerate(draft.statuses)
        ),
        about=parts.about(draft, path=path, secure_links=secure_links),
        next_step=(parts.step(draft.next_step, path=(*path, "nextStep")),),
        evidence=parts.evidence(
            draft.required_evidence, path=(*path, "requiredEvidence"), secure_links=secure_links
        ),
        participants=parts.participants(draft.participants, path=(*path, "participants")),
    )
    for one in checked.participants or ():
        said.not_theirs(draft.external_id, one.to, (*path, "externalId"))
    return checked


def part(draft: FileUpdate, matrix: Matrix, *, path: Path, secure_links: bool) -> Checked:
    """Check a part of a file that is there."""
    if (draft.id is None) == (draft.external_id is None):
        message = "Name the file by its id or by its externalId: one of them, and not both."
        raise InvalidError("file.which", message, path=path)
    status, step = draft.status, draft.next_step
    return Checked(
        path=path,
        external_id="" if draft.external_id is None else key(draft.external_id, path),
        id=draft.id,
        ordering=_ordering([draft, *([status] if status else [])], path),
        moment=_moment(draft, path),
        statuses=(statuses.status(status, matrix, path=(*path, "status"), secure_links=secure_links),)
        if status
        else (),
        next_step=None if step is None else (parts.step(step, path=(*path, "nextStep")),),
        evidence=None
        if draft.required_evidence is None
        else parts.evidence(
            draft.required_evidence, path=(*path, "requiredEvidence"), secure_links=secure_links
        ),
        participants=None
        if draft.participants is None
        else parts.participants(draft.participants, path=(*path, "participants")),
        if_revision=draft.if_revision,
    )


def key(external_id: str, path: Path) -> str:
    """Check a provider's own id of a file."""
    fits = 1 <= len(external_id) <= _LONGEST_KEY and external_id.isprintable()
    if not fits or external_id.strip() != external_id or not is_visible(external_id):
        message = f"Give your own id of this file: 1 to {_LONGEST_KEY} characters, no blank at its ends."
        raise InvalidError("file.external_id", message, path=(*path, "externalId"))
    return external_id


def _ordering(some: Sequence[FileDraft | FileUpdate | StatusDraft], path: Path) -> Ordering:
    counted = {one.sequence is not None for one in some}
    if len(counted) > 1:
        message = (
            "Give a sequence with all of it, the statuses too, or with none: then changedAt tells the order."
        )
        raise InvalidError("file.ordering", message, path=(*path, "sequence"))
    return Ordering.SEQUENCE if counted == {True} else Ordering.CHANGED_AT


def _moment(draft: FileDraft | FileUpdate, path: Path) -> tuple[int | None, datetime]:
    changed_at = said.past(draft.changed_at, "file.changed_at", (*path, "changedAt"))
    return statuses.sequence(draft.sequence, path), changed_at
