"""Parts of files that are there, as a provider sends them: each named by our `id` or by the provider's `externalId`."""

from datetime import datetime

import strawberry

from blocks.file_status import model
from blocks.file_status.graphql.sent import (
    FileEvidenceInput,
    FileParticipantInput,
    FileStatusInput,
    FileStepInput,
)
from profile_core.contract import BigInt


@strawberry.input
class FileStatusUpdateInput:
    """The status in which a file is, or was: what comes late becomes part of its history."""

    status: FileStatusInput
    id: strawberry.ID | None = None
    external_id: str | None = None
    if_revision: int | None = None

    def value(self) -> model.FileUpdate:
        """Return what was sent as a plain value."""
        status = self.status.value()
        return model.FileUpdate(
            id=self.id,
            external_id=self.external_id,
            changed_at=status.changed_at,
            sequence=status.sequence,
            status=status,
            if_revision=self.if_revision,
        )


@strawberry.input
class FileNextStepUpdateInput:
    """What comes next in a file."""

    next_step: FileStepInput
    changed_at: datetime
    sequence: BigInt | None = None
    id: strawberry.ID | None = None
    external_id: str | None = None
    if_revision: int | None = None

    def value(self) -> model.FileUpdate:
        """Return what was sent as a plain value."""
        return model.FileUpdate(
            id=self.id,
            external_id=self.external_id,
            changed_at=self.changed_at,
            sequence=self.sequence,
            next_step=self.next_step.value(),
            if_revision=self.if_revision,
        )


@strawberry.input
class FileParticipantsUpdateInput:
    """All whom a file concerns from now on; who is not among them sees it no longer."""

    participants: list[FileParticipantInput]
    changed_at: datetime
    sequence: BigInt | None = None
    id: strawberry.ID | None = None
    external_id: str | None = None
    if_revision: int | None = None

    def value(self) -> model.FileUpdate:
        """Return what was sent as a plain value."""
        return model.FileUpdate(
            id=self.id,
            external_id=self.external_id,
            changed_at=self.changed_at,
            sequence=self.sequence,
            participants=[one.value() for one in self.participants],
            if_revision=self.if_revision,
        )


@strawberry.input
class FileEvidenceUpdateInput:
    """All documents that are asked for from now on, those that you have too."""

    required_evidence: list[FileEvidenceInput]
    changed_at: datetime
    sequence: BigInt | None = None
    id: strawberry.ID | None = None
    external_id: str | None = None
    if_revision: int | None = None

    def value(self) -> model.FileUpdate:
        """Return what was sent as a plain value."""
        return model.FileUpdate(
            id=self.id,
            external_id=self.external_id,
            changed_at=self.changed_at,
            sequence=self.sequence,
            required_evidence=[one.value() for one in self.required_evidence],
            if_revision=self.if_revision,
        )


@strawberry.input
class FileReferenceInput:
    """Which file."""

    id: strawberry.ID | None = None
    external_id: str | None = None
