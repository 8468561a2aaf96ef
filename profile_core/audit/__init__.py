"""Who read what, when and why: a line in the transaction of the read, before the answer leaves."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.kit import clock, ids
from profile_core.kit.acting import Acting, Caller, SubjectRef
from profile_core.store import Tx, UtcDateTime, subject_table

metadata = sa.MetaData()

audit_table = subject_table(
    "audit",
    metadata,
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("actor_kind", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Index("audit_of_subject", "bucket", "subject_id", "id"),
)


OPERATOR = "operator"
"""Who acts at the command line, as audit lines call them."""
REGION = SubjectRef(UUID(int=0))
"""Whom a line is about that is about nobody who takes part: the region itself (the nil UUID, RFC 9562 section 5.9)."""
Actor = Acting | Caller | SubjectRef | str
Line = tuple[SubjectRef, Mapping[str, str]]
"""Whom a line is about, and its detail."""


async def record(
    tx: Tx,
    *,
    subject: SubjectRef,
    actor: Actor,
    action: str,
    purpose: str,
    detail: Mapping[str, str] | None = None,
) -> None:
    """Write one audit line about a subject.

    ``actor`` is a citizen, a provider's program, or the name of a part of ours (``"sso"``). ``action`` and
    ``purpose`` are stable codes; ``detail`` holds ids and codes, never a text about a person.
    """
    await record_for_each(tx, [subject], actor=actor, action=action, purpose=purpose, detail=detail)


async def record_for_each(
    tx: Tx,
    subjects: Collection[SubjectRef],
    *,
    actor: Actor,
    action: str,
    purpose: str,
    detail: Mapping[str, str] | None = None,
) -> None:
    """Write the same audit line about several subjects, each in its bucket, in one statement."""
    about = [(one, detail or {}) for one in subjects]
    await record_lines(tx, about, actor=actor, action=action, purpose=purpose)


async def record_lines(tx: Tx, about: Sequence[Line], *, actor: Actor, action: str, purpose: str) -> None:
    """Write a line with a detail of its own about each of some subjects, in one statement."""
    kind, name = _named(actor)
    line: dict[str, Any] = {
        "at": clock.now(),
        "actor_kind": kind,
        "actor": name,
        "action": action,
        "purpose": purpose,
    }
    lines = [
        {
            "bucket": one.bucket,
            "id": ids.new_id(one.bucket),
            "subject_id": one.id,
            "detail": dict(detail),
            **line,
        }
        for one, detail in about
    ]
    await tx.insert(audit_table, lines)


async def recorded(
    tx: Tx, subjects: Collection[SubjectRef], action: str, since: datetime
) -> Sequence[sa.Row[Any]]:
    """Return the lines of an action about some subjects that were written since a moment, in one statement."""
    t = audit_table
    theirs = sa.select(t).where(
        t.c.bucket.in_(sorted({one.bucket for one in subjects})),
        t.c.subject_id.in_(sorted({one.id for one in subjects})),
        t.c.id >= ids.first_at(since),
        t.c.action == action,
    )
    return await tx.rows(theirs)


async def about(
    tx: Tx, subject: SubjectRef, *, most: int, after: UUID | None = None, but: SubjectRef | None = None
) -> Sequence[sa.Row[Any]]:
    """Return the lines about a subject, the newest first: those below ``after``, and none of what ``but`` did."""
    t = audit_table
    mine = sa.select(t).where(t.c.bucket == subject.bucket, t.c.subject_id == subject.id)
    if after is not None:
        mine = mine.where(t.c.id < after)
    if but is not None:
        mine = mine.where(sa.or_(t.c.actor_kind != "citizen", t.c.actor != str(but.id)))
    return await tx.rows(mine.order_by(t.c.id.desc()).limit(most))


async def forget(tx: Tx, bucket: int, before: datetime) -> int:
    """Delete in a bucket the lines from before a moment; return how many."""
    t = audit_table
    return await tx.run(sa.delete(t).where(t.c.bucket == bucket, t.c.id < ids.first_at(before)))


def _named(actor: Actor) -> tuple[str, str]:
    if isinstance(actor, Acting):
        return "citizen", str(actor.citizen.id)
    if isinstance(actor, SubjectRef):
        return "citizen", str(actor.id)
    if isinstance(actor, Caller):
        return "provider", actor.client_id
    return "system", actor
