"""What a provider sends, unchecked, and what it is answered.

What is pushed and what a source says are the same: the drafts are read from its JSON as they stand.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from blocks.file_status.model.codes import Relation, Right
from blocks.file_status.model.said import Contact, Status
from profile_core.contract import Quiet, Recipient, Text, Texts


class StatusDraft(Quiet, frozen=True, kw_only=True, rename="camel"):
    """Where a file is since a moment, and what is asked of the citizen by that."""

    phase: str
    code: str
    changed_at: datetime
    sequence: int | None = None
    detail: Sequence[Text] = ()
    action_needed: bool = False
    action: Sequence[Text] = ()
    action_link: str | None = None
    action_deadline: datetime | None = None


class StepDraft(Quiet, frozen=True, kw_only=True, rename="camel"):
    """What comes next; without a text, nothing is said of it any more."""

    text: Sequence[Text] = ()
    expected_on: date | None = None


class OutputDraft(Quiet, frozen=True, kw_only=True, rename="camel"):
    """Something that came of a file: a decision, a permit."""

    name: Sequence[Text]
    link: str | None = None


class EvidenceDraft(Quiet, frozen=True, kw_only=True, rename="camel"):
    """A document that the citizen is to give, by the provider's own code."""

    code: str
    name: Sequence[Text]
    link: str | None = None
    provided: bool = False


class ParticipantDraft(Quiet, frozen=True, kw_only=True, rename="camel"):
    """Whom a file concerns, and how; without a ``right`` the relation says it."""

    relation: Relation
    recipient: Recipient
    right: Right | None = None


class FileDraft(Quiet, frozen=True, kw_only=True, rename="camel"):
    """A whole file as a provider sends it: what it leaves out of it is not so (any more)."""

    external_id: str
    name: Sequence[Text]
    service: str
    participants: Sequence[ParticipantDraft]
    statuses: Sequence[StatusDraft]
    created_at: datetime
    changed_at: datetime
    sequence: int | None = None
    contact: Contact | None = None
    link: str | None = None
    next_step: StepDraft | None = None
    outputs: Sequence[OutputDraft] = ()
    required_evidence: Sequence[EvidenceDraft] = ()
    target_date: date | None = None


class FileUpdate(Quiet, frozen=True, kw_only=True):
    """One part of a file that is there, named by our ``id`` or by the provider's ``external_id``."""

    id: str | None = None
    external_id: str | None = None
    changed_at: datetime
    sequence: int | None = None
    status: StatusDraft | None = None
    next_step: StepDraft | None = None
    participants: Sequence[ParticipantDraft] | None = None
    required_evidence: Sequence[EvidenceDraft] | None = None
    if_revision: int | None = None


class Accepted(Quiet, frozen=True, kw_only=True):
    """The answer to what is stored: the same however often it is sent."""

    id: UUID
    external_id: str


class Preview(Quiet, frozen=True, kw_only=True):
    """The answer to a dry run: what the citizen would see of it, as far as the item speaks of it."""

    external_id: str
    name: Texts | None
    status: Status | None
