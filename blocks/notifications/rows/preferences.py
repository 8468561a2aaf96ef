"""What citizens chose of channels, per sender and type. Every row lies in the bucket of its subject."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.model import NOBODY, Choice, Preference
from blocks.notifications.rows.tables import notification_table as n, preference_table as p
from profile_core.contract import Acting, SubjectRef, Tx, clock

_FORGOTTEN = ""
"""Stands for a choice that was taken back: the wider one counts again, and when that was is known."""
_KEY = ("bucket", "subject_id", "provider_id", "type_id", "channel")
_ABOUT = sa.select(p).where(
    p.c.bucket.in_(sa.bindparam("buckets", expanding=True)),
    p.c.subject_id.in_(sa.bindparam("subjects", expanding=True)),
    p.c.provider_id.in_(sa.bindparam("providers", expanding=True)),
    p.c.type_id.in_(sa.bindparam("types", expanding=True)),
    p.c.choice != _FORGOTTEN,
)


async def about(
    tx: Tx, subjects: Collection[SubjectRef], of: Collection[tuple[UUID, UUID]]
) -> dict[SubjectRef, list[Preference]]:
    """Return what subjects chose for (provider, type) pairs: for the types, for the senders, or for all senders."""
    rows = await tx.rows(
        _ABOUT,
        buckets=sorted({subject.bucket for subject in subjects}),
        subjects=sorted(subject.id for subject in subjects),
        providers=sorted({NOBODY, *(provider for provider, _ in of)}),
        types=sorted({NOBODY, *(kind for _, kind in of)}),
    )
    chosen: dict[SubjectRef, list[Preference]] = {subject: [] for subject in subjects}
    for row in rows:
        chosen[SubjectRef(row.subject_id)].append(_preference(row))
    return chosen


async def every(tx: Tx, acting: Acting) -> list[Preference]:
    """Return all that was chosen for the subject for whom the citizen acts."""
    rows = await tx.rows(sa.select(p).where(*_of(acting.subject), p.c.choice != _FORGOTTEN))
    return [_preference(row) for row in rows]


async def put(tx: Tx, subject: SubjectRef, wanted: Preference) -> None:
    """Write a choice down, in the place of a former one."""
    values = (subject.bucket, subject.id, wanted.provider, wanted.type, wanted.channel)
    row = dict(zip(_KEY, values, strict=True)) | {"choice": wanted.choice, "changed_at": clock.now()}
    new = insert(p).values(row)
    changed = {"choice": new.excluded.choice, "changed_at": new.excluded.changed_at}
    await tx.run(new.on_conflict_do_update(index_elements=_KEY, set_=changed))


async def drop(tx: Tx, acting: Acting, *, provider: UUID, type_id: UUID, channel: str) -> bool:
    """Forget a choice, so that the wider one counts again; tell whether there was one."""
    one = (p.c.provider_id == provider, p.c.type_id == type_id, p.c.channel == channel)
    there = sa.update(p).where(*_of(acting.subject), *one, p.c.choice != _FORGOTTEN)
    return bool(await tx.run(there.values(choice=_FORGOTTEN, changed_at=clock.now())))


async def changed(tx: Tx, subject: SubjectRef, channel: str, since: datetime) -> set[tuple[UUID, UUID]]:
    """Return for which (provider, type) something was chosen of a channel, or taken back, since a moment."""
    later = (p.c.channel == channel, p.c.changed_at > since)
    rows = await tx.rows(sa.select(p.c.provider_id, p.c.type_id).where(*_of(subject), *later))
    return {(row.provider_id, row.type_id) for row in rows}


async def senders(tx: Tx, acting: Acting) -> Sequence[tuple[UUID, UUID]]:
    """Return the (provider, type) pairs of which the subject has ever had a notification."""
    subject = acting.subject
    mine = (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.announced_at.is_not(None))
    rows = await tx.rows(sa.select(n.c.provider_id, n.c.type_id).where(*mine).distinct())
    return [(row.provider_id, row.type_id) for row in rows]


async def types_of(
    tx: Tx, subject: SubjectRef, notifications: Collection[UUID]
) -> Sequence[tuple[UUID, UUID]]:
    """Return the (provider, type) pairs of some of a subject's notifications."""
    mine = (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.id.in_(sorted(notifications)))
    rows = await tx.rows(sa.select(n.c.provider_id, n.c.type_id).where(*mine).distinct())
    return [(row.provider_id, row.type_id) for row in rows]


def _of(subject: SubjectRef) -> tuple[sa.ColumnElement[bool], ...]:
    return (p.c.bucket == subject.bucket, p.c.subject_id == subject.id)


def _preference(row: sa.Row[Any]) -> Preference:
    return Preference(
        provider=row.provider_id, type=row.type_id, channel=row.channel, choice=Choice(row.choice)
    )
