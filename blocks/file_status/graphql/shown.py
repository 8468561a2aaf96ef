"""What a file says, as both schemas show it."""

from datetime import date, datetime

import strawberry

from blocks.file_status import model
from profile_core.contract import BigInt, TextOutput


@strawberry.type
class FileStatus:
    """Where a file is, or was, since `changedAt`. `name` and `sentence` say it in words."""

    phase: str
    code: str
    changed_at: datetime
    sequence: BigInt | None
    phase_name: list[TextOutput]
    name: list[TextOutput]
    sentence: list[TextOutput]
    detail: list[TextOutput]
    action_needed: bool
    action: list[TextOutput]
    action_link: str | None
    action_deadline: datetime | None

    @classmethod
    def of(cls, value: model.Status, matrix: model.Matrix) -> "FileStatus":
        """Convert a status; one of a phase that does not exist any more is called by its code."""
        phase, code = matrix.phase(value.phase), matrix.code(value.phase, value.code)
        return cls(
            phase=value.phase,
            code=value.code,
            changed_at=value.changed_at,
            sequence=None if value.sequence is None else BigInt(value.sequence),
            phase_name=TextOutput.of(phase.name) if phase else [],
            name=TextOutput.of(code.name) if code else [],
            sentence=TextOutput.of(code.sentence) if code else [],
            detail=TextOutput.of(value.detail) if value.detail else [],
            action_needed=value.action_needed,
            action=TextOutput.of(value.action) if value.action else [],
            action_link=value.action_link,
            action_deadline=value.action_deadline,
        )


@strawberry.type
class FileStep:
    """What comes next."""

    text: list[TextOutput]
    expected_on: date | None


@strawberry.type
class FileOutput:
    """Something that came of a file."""

    name: list[TextOutput]
    link: str | None


@strawberry.type
class FileEvidence:
    """A document that is asked for."""

    code: str
    name: list[TextOutput]
    link: str | None
    provided: bool

    @classmethod
    def of(cls, value: model.Evidence) -> "FileEvidence":
        """Convert a document that is asked for."""
        name = TextOutput.of(value.name)
        return cls(code=value.code, name=name, link=value.link, provided=value.provided)


@strawberry.type
class FileContact:
    """Who deals with a file."""

    name: str | None
    email: str | None
    phone: str | None


@strawberry.type
class FileContent:
    """What is said of a file."""

    external_id: str
    name: list[TextOutput]
    service: str
    status: FileStatus
    next_step: FileStep | None
    outputs: list[FileOutput]
    required_evidence: list[FileEvidence]
    contact: FileContact | None
    link: str | None
    target_date: date | None
    created_at: datetime

    @classmethod
    def of(cls, copy: model.Copy, matrix: model.Matrix) -> "FileContent":
        """Convert what is said of a file."""
        about, step, contact = copy.about, copy.next_step, copy.about.contact
        return FileContent(
            external_id=copy.external_id,
            name=TextOutput.of(about.name),
            service=about.service,
            status=FileStatus.of(copy.status, matrix),
            next_step=step and FileStep(text=TextOutput.of(step.text), expected_on=step.expected_on),
            outputs=[FileOutput(name=TextOutput.of(one.name), link=one.link) for one in about.outputs],
            required_evidence=[FileEvidence.of(one) for one in copy.evidence],
            contact=contact and FileContact(name=contact.name, email=contact.email, phone=contact.phone),
            link=about.link,
            target_date=about.target_date,
            created_at=about.created_at,
        )
