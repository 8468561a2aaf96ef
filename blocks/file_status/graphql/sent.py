"""A file as a provider sends it."""

from collections.abc import Sequence
from datetime import date, datetime

import strawberry

from blocks.file_status import model
from profile_core.contract import BigInt, RecipientInput, Text, TextInput

strawberry.enum(model.Relation, name="FileRelation")
strawberry.enum(model.Right, name="FileRight")


@strawberry.input
class FileStatusInput:
    """Where a file is since `changedAt`: a `phase` with one of its `code`s (see `phases`).

    With `actionNeeded` you say in `action` what the citizen has to do, where (`actionLink`) and until when
    (`actionDeadline`). `detail` is what else you want to say of it.
    """

    phase: str
    code: str
    changed_at: datetime
    sequence: BigInt | None = None
    detail: list[TextInput] | None = None
    action_needed: bool = False
    action: list[TextInput] | None = None
    action_link: str | None = None
    action_deadline: datetime | None = None

    def value(self) -> model.StatusDraft:
        """Return what was sent as a plain value."""
        return model.StatusDraft(
            phase=self.phase,
            code=self.code,
            changed_at=self.changed_at,
            sequence=self.sequence,
            detail=_texts(self.detail),
            action_needed=self.action_needed,
            action=_texts(self.action),
            action_link=self.action_link,
            action_deadline=self.action_deadline,
        )


@strawberry.input
class FileStepInput:
    """What comes next, and on which day you expect it. Without a text, nothing is said of it any more."""

    text: list[TextInput] | None = None
    expected_on: date | None = None

    def value(self) -> model.StepDraft:
        """Return what was sent as a plain value."""
        return model.StepDraft(text=_texts(self.text), expected_on=self.expected_on)


@strawberry.input
class FileOutputInput:
    """Something that came of a file: a decision, a permit."""

    name: list[TextInput]
    link: str | None = None


@strawberry.input
class FileEvidenceInput:
    """A document that you ask for, by a code of your own; `provided` once you have it."""

    code: str
    name: list[TextInput]
    link: str | None = None
    provided: bool = False

    def value(self) -> model.EvidenceDraft:
        """Return what was sent as a plain value."""
        return model.EvidenceDraft(
            code=self.code, name=_texts(self.name), link=self.link, provided=self.provided
        )


@strawberry.input
class FileContactInput:
    """Who deals with a file at your place."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@strawberry.input
class FileParticipantInput:
    """Whom a file concerns. Without a `right`, an APPLICANT or BENEFICIARY may act, and others may read."""

    relation: model.Relation
    recipient: RecipientInput
    right: model.Right | None = None

    def value(self) -> model.ParticipantDraft:
        """Return what was sent as a plain value."""
        return model.ParticipantDraft(
            relation=self.relation, recipient=self.recipient.value(), right=self.right
        )


@strawberry.input
class FileInput:
    """A whole file, with the statuses that it had so far or the one in which it is.

    `externalId` is its key with you: sent again, it is the same file. What you leave out of it, is not so.
    `createdAt` is since when it exists with you, `changedAt` of when what you say is true. Number all that you say
    of a file by `sequence`, its statuses too, or leave all of it to `changedAt`: the highest counts, whatever comes
    last.
    """

    external_id: str
    name: list[TextInput]
    service: str
    participants: list[FileParticipantInput]
    statuses: list[FileStatusInput]
    created_at: datetime
    changed_at: datetime
    sequence: BigInt | None = None
    contact: FileContactInput | None = None
    link: str | None = None
    next_step: FileStepInput | None = None
    outputs: list[FileOutputInput] | None = None
    required_evidence: list[FileEvidenceInput] | None = None
    target_date: date | None = None

    def value(self) -> model.FileDraft:
        """Return what was sent as a plain value."""
        contact = self.contact
        return model.FileDraft(
            external_id=self.external_id,
            name=_texts(self.name),
            service=self.service,
            participants=[one.value() for one in self.participants],
            statuses=[one.value() for one in self.statuses],
            created_at=self.created_at,
            changed_at=self.changed_at,
            sequence=self.sequence,
            contact=contact and model.Contact(name=contact.name, email=contact.email, phone=contact.phone),
            link=self.link,
            next_step=self.next_step and self.next_step.value(),
            outputs=[model.OutputDraft(name=_texts(one.name), link=one.link) for one in self.outputs or ()],
            required_evidence=[one.value() for one in self.required_evidence or ()],
            target_date=self.target_date,
        )


def _texts(some: Sequence[TextInput] | None) -> Sequence[Text]:
    return [one.value() for one in some or ()]
