"""What was said of a file, checked, each with its stamp.

What is left out leaves no trace in a stamp's digest, so that a field which comes later changes no older stamp.
"""

from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import structs

from blocks.file_status.model.codes import Ordering, Relation, Right
from blocks.file_status.model.stamps import Stamp
from profile_core.contract import Quiet, Texts, recipients

T = TypeVar("T")


class Status(Quiet, frozen=True, kw_only=True, omit_defaults=True):
    """Where a file is since a moment; ``sequence`` is the provider's own number."""

    phase: str
    code: str
    changed_at: datetime
    sequence: int | None = None
    detail: Texts | None = None
    action_needed: bool = False
    action: Texts | None = None
    action_link: str | None = None
    action_deadline: datetime | None = None

    @property
    def unasked(self) -> "Status":
        """Return it without what is to be done."""
        return structs.replace(self, action=None, action_link=None, action_deadline=None)


class Contact(Quiet, frozen=True, kw_only=True, omit_defaults=True):
    """Who deals with a file at the provider."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


class Step(Quiet, frozen=True, kw_only=True, omit_defaults=True):
    """What comes next, and when it is expected."""

    text: Texts
    expected_on: date | None = None


class Output(Quiet, frozen=True, kw_only=True, omit_defaults=True):
    """Something that came of a file."""

    name: Texts
    link: str | None = None


class Evidence(Quiet, frozen=True, kw_only=True, omit_defaults=True):
    """A document that the citizen is to give, or gave."""

    code: str
    name: Texts
    link: str | None = None
    provided: bool = False


class Participant(Quiet, frozen=True, kw_only=True):
    """Whom a file concerns, by a checked number or a pairwise id."""

    relation: Relation
    right: Right
    to: recipients.To


class About(Quiet, frozen=True, kw_only=True, omit_defaults=True):
    """What a file is; ``created_at`` is since when it exists with the provider."""

    name: Texts
    service: str
    created_at: datetime
    contact: Contact | None = None
    link: str | None = None
    outputs: tuple[Output, ...] = ()
    target_date: date | None = None


class Said(Quiet, Generic[T], frozen=True, kw_only=True):
    """Something that was said, with its stamp."""

    stamp: Stamp
    value: T


class Party(Quiet, frozen=True, kw_only=True):
    """A participant whose subject is known."""

    subject: UUID
    relations: tuple[Relation, ...]
    right: Right


class Report(Quiet, frozen=True, kw_only=True):
    """What one item says of one file, with all that it names looked up; a part that it does not speak of is None."""

    path: tuple[str, ...]
    file: UUID | None
    external_id: str
    ordering: Ordering
    statuses: tuple[Said[Status], ...] = ()
    about: Said[About] | None = None
    next_step: Said[Step | None] | None = None
    evidence: Said[tuple[Evidence, ...]] | None = None
    participants: Said[tuple[Party, ...]] | None = None
    if_revision: int | None = None

    @property
    def creates(self) -> bool:
        """Tell whether it says all of a file, so that there may be none yet."""
        return self.about is not None
