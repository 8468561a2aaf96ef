"""What citizens chose of channels, per sender and type. Every row lies in the bucket of its subject."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.model import NOBODY, Choice, Preference
from blocks.notifications.rows.tables import notification_table as n, preference_table as p
from profile_core.contract import Acting, SubjectRef, Tx, clock

_KEY = ("bucket", "subject_id", "provider_id", "type_id", "channel")


async def about(tx: Tx, subject: SubjectRef, provider: UUID, type_id: UUID) -> list[Preference]:
    """Return what counts for one type: chosen for it, for its sender, or for all senders."""
    near = (p.c.provider_id.in_((provider, NOBODY)), p.c.type_id.in_((type_id, NOBODY)))
    rows = await tx.rows(sa.select(p).where(*_of(subject), *near))
    return [_preference(row) for row in rows]


async def every(tx: Tx, acting: Acting) -> list[Preference]:
    """Return all that was chosen for the subject for whom the citizen acts."""
    rows = await tx.rows(sa.select(p).where(*_of(acting.subject)))
    return [_preference(row) for row in rows]


async def put(tx: Tx, subject: SubjectRef, wanted: Preference) -> None:
    """Write a choice down, in the place of a former one."""
    values = (subject.bucket, subject.id, wanted.provider, wanted.type, wanted.channel)
    row = dict(zip(_KEY, values, strict=True)) | {"choice": wanted.choice, "changed_at": clock.now()}
    new = insert(p).values(row)
    changed = {"choice": new.excluded.choice, "changed_at": new.excluded.changed_at}
    await tx.run(new.on_conflict_do_update(index_elements=_KEY, set_=changed))


async def drop(tx: Tx, acting: Acting, *, provider: UUID, type_id: UUID, channel: str) -> None:
    """Forget a choice, so that the wider one counts again."""
    one = (p.c.provider_id == provider, p.c.type_id == type_id, p.c.channel == channel)
    await tx.run(sa.delete(p).where(*_of(acting.subject), *one))


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
