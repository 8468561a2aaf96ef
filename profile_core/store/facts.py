"""Facts: what happened, stored with the rows it speaks of and handed to every listener by itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, TypeVar, get_args

import sqlalchemy as sa

from profile_core.kit.acting import SubjectRef
from profile_core.store.tables import UtcDateTime, subject_table

if TYPE_CHECKING:
    from profile_core.store.tx import Tx

Lane = Literal["single", "bulk"]
"""What is one citizen's own business, and what comes by the thousand: the first never waits behind the second."""
LANES: tuple[Lane, ...] = get_args(Lane)

metadata = sa.MetaData()

fact_table = subject_table(
    "fact",
    metadata,
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("told_at", UtcDateTime, nullable=False),
)

handover_table = subject_table(
    "handover",
    metadata,
    sa.Column("fact_id", sa.Uuid, nullable=False),
    sa.Column("listener", sa.Text, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=True),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    sa.Column("lease_owner", sa.Uuid, nullable=True),
    sa.Column("last_error", sa.Text, nullable=True),
    sa.Column("lane", sa.Text, nullable=False, server_default="single"),
    sa.Index("handover_due_in_lane", "listener", "lane", "due_at", "bucket"),
    key=("fact_id", "listener"),
)
"""``due_at`` is not before the fact is due, and doubles as the end of a lease; it is NULL once we gave up (the row
stays, with its error)."""

F = TypeVar("F", bound="Fact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened to a subject. Facts hold ids and codes, never texts about a person."""

    name: ClassVar[str]
    subject: SubjectRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener(Generic[F]):
    """Who hears a fact. ``hear`` only writes rows; it and the acknowledgement are one transaction.

    It hears several facts at once, those that wait together: one of them by itself where that failed. The same
    thing may be told twice among them. ``name`` is stored with every handover: renaming it orphans what is under way.
    """

    name: str
    fact: type[F]
    hear: "Callable[[Tx, Sequence[F]], Awaitable[None]]"
