"""What the templates show of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from blocks.file_status.model import Contact, Copy, Evidence, Matrix, Output, Right, Status, Step
from blocks.file_status.telling import PATH as FILES
from profile_core.contract import Provider, Texts, clock, texts

__all__ = ["FILES", "File", "file", "files", "phase_name", "sentence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file. ``sentence`` says in which status it is, as a neighbour would; ``action`` is what the citizen must do.

    ``overdue`` says that the deadline for that has passed; ``reads`` that the citizen may look and not act.
    """

    path: str
    number: str
    sender: Texts
    name: Texts
    phase: Texts
    sentence: Texts
    since: datetime
    must_act: bool
    action: Texts | None
    action_link: str
    deadline: datetime | None
    overdue: bool
    over: bool
    reads: bool
    target_date: date | None
    link: str
    contact: Contact | None
    next_step: Step | None
    outputs: Sequence[Output]
    evidence: Sequence[Evidence]


def files(found: Sequence[Copy], senders: Mapping[UUID, Provider], matrix: Matrix) -> list[File]:
    """Convert some."""
    return [file(one, senders[one.provider], matrix) for one in found]


def file(one: Copy, sender: Provider, matrix: Matrix) -> File:
    """Convert one; who may not act is not told what to do."""
    about, status = one.about, one.status
    deadline = status.action_deadline if one.must_act else None
    return File(
        path=f"{FILES}/{one.id}",
        number=one.external_id,
        sender=sender.name,
        name=about.name,
        phase=phase_name(status, matrix),
        sentence=sentence(status, matrix),
        since=status.changed_at,
        must_act=one.must_act,
        action=status.action if one.must_act else None,
        action_link=(status.action_link or "") if one.must_act else "",
        deadline=deadline,
        overdue=deadline is not None and deadline < clock.now(),
        over=one.over,
        reads=one.right is Right.READ,
        target_date=None if one.over else about.target_date,
        link=about.link or "",
        contact=about.contact,
        next_step=None if one.over else one.next_step,
        outputs=about.outputs,
        evidence=() if one.over else one.evidence,
    )


def phase_name(status: Status, matrix: Matrix) -> Texts:
    """Return how the phase of a status is called; one that does not exist any more, by its code."""
    found = matrix.phase(status.phase)
    return found.name if found else texts(nl=status.phase)


def sentence(status: Status, matrix: Matrix) -> Texts:
    """Return what a neighbour would say of a status."""
    found = matrix.code(status.phase, status.code)
    return found.sentence if found else phase_name(status, matrix)
