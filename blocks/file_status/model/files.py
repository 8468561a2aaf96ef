"""A file as it is stored: once for its provider, and once for each participant."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import structs

from blocks.file_status.model.codes import Ordering, Part, Relation, Right
from blocks.file_status.model.said import About, Evidence, Party, Status, Step
from blocks.file_status.model.stamps import Stamp
from profile_core.contract import Environment, Quiet, SubjectRef, sources


class File(Quiet, frozen=True, kw_only=True):
    """What its provider has of a file: its key, whom it concerns, and the stamps of what counts.

    What it says stands in the copies, whose ids by subject are ``copies``.
    """

    id: UUID
    provider: UUID
    environment: Environment
    external_id: str
    ordering: Ordering
    stamps: Mapping[Part, Stamp]
    status: Stamp
    parties: tuple[Party, ...]
    copies: Mapping[UUID, UUID]
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None = None
    revision: int = 1


class Copy(Quiet, frozen=True, kw_only=True):
    """What a participant has of a file: all that counts of it now. One that is ``over`` has come to its end.

    ``stamps`` are those of its parts, ``stamp`` that of its status.
    """

    id: UUID
    file: UUID
    subject: SubjectRef
    provider: UUID
    environment: Environment
    external_id: str
    relations: tuple[Relation, ...]
    right: Right
    over: bool
    stamps: Mapping[Part, Stamp]
    stamp: Stamp
    about: About
    status: Status
    next_step: Step | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def must_act(self) -> bool:
        """Tell whether something is asked of this participant."""
        return self.status.action_needed and self.right is Right.ACT and not self.over

    @property
    def as_read(self) -> "Copy":
        """Return what its participant is told of it: who may not act is not told what to do, where and until when."""
        if self.right is Right.ACT:
            return self
        evidence = tuple(structs.replace(one, link=None) for one in self.evidence)
        return structs.replace(self, status=self.status.unasked, evidence=evidence)

    @property
    def position(self) -> "Position":
        """Return where it stands in a list."""
        return Position(self.must_act, self.about.created_at, self.provider, self.external_id)


class Moment(Quiet, frozen=True, kw_only=True):
    """One status in the history of a file."""

    stamp: Stamp
    status: Status


class Position(NamedTuple):
    """The order of the list: the highest comes first. What asks something stands before all else."""

    must_act: bool
    created_at: datetime
    provider: UUID
    external_id: str


class Place(sources.Place[Position], frozen=True, kw_only=True, omit_defaults=True):
    """How far somebody has read the list."""


TOP = Place()
PLACES = "file_status cursor"
"""What a sealed place is bound to."""


class FileFilter(Quiet, frozen=True, kw_only=True):
    """What of a citizen's files is wanted; what is left out does not narrow."""

    provider: UUID | None = None
    phase: str | None = None
    over: bool | None = None
    must_act: bool | None = None
