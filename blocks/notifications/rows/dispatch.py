"""What delivering must know of a notification: whose it is, of what type, and whether it still counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.model import Appointment, NotificationType
from blocks.notifications.rows import types
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import Environment, SubjectRef, Tx, clock

Ref = tuple[SubjectRef, UUID]
"""A notification, with whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A notification as far as delivering it goes: nothing of what it says."""

    id: UUID
    subject: SubjectRef
    provider: UUID
    environment: Environment
    type: NotificationType
    external_id: str
    created_at: datetime
    announced_at: datetime | None
    valid_from: datetime | None
    expires_at: datetime | None
    deadline: datetime | None
    starts_at: datetime | None
    read: bool
    """Whether it was read, or put into the archive."""
    done: bool
    gone: bool
    """Whether it was retracted or deleted."""

    @property
    def ref(self) -> Ref:
        """Return by what it is found."""
        return self.subject, self.id

    @property
    def kind(self) -> tuple[SubjectRef, UUID]:
        """Return whose it is and of what type: what one chose for that counts for it."""
        return self.subject, self.type.id


_COLUMNS = [
    n.c[name]
    for name in (
        "id",
        "subject_id",
        "provider_id",
        "environment",
        "type_id",
        "external_id",
        "created_at",
        "announced_at",
        "valid_from",
        "expires_at",
        "deadline",
        "appointment",
        "read_at",
        "archived_at",
        "done_at",
        "retracted_at",
        "deleted_at",
    )
]


_BUCKETS: sa.BindParameter[int] = sa.bindparam("buckets", expanding=True)
_SUBJECTS: sa.BindParameter[UUID] = sa.bindparam("subjects", expanding=True)
_IDS: sa.BindParameter[UUID] = sa.bindparam("ids", expanding=True)
_SEVERAL = sa.select(*_COLUMNS).where(
    n.c.bucket.in_(_BUCKETS), n.c.subject_id.in_(_SUBJECTS), n.c.id.in_(_IDS)
)
_ANNOUNCE = (
    sa.update(n)
    .where(n.c.bucket.in_(_BUCKETS), n.c.subject_id.in_(_SUBJECTS), n.c.id.in_(_IDS))
    .where(n.c.announced_at.is_(None), n.c.retracted_at.is_(None), n.c.deleted_at.is_(None))
    .where(sa.or_(n.c.valid_from.is_(None), n.c.valid_from <= sa.bindparam("valid")))
    .where(sa.or_(n.c.expires_at.is_(None), n.c.expires_at > sa.bindparam("moment")))
    .values(announced_at=sa.bindparam("moment"))
    .returning(*_COLUMNS)
)


async def find(tx: Tx, subject: SubjectRef, notification: UUID) -> Dispatch | None:
    """Return one, or None."""
    return (await several(tx, [(subject, notification)])).get(notification)


async def held(tx: Tx, subject: SubjectRef, notification: UUID) -> Dispatch | None:
    """Return one that nobody else changes until this transaction ends, or None.

    Whoever changes a notification and its deliveries holds the notification first, so that none waits in a circle.
    """
    mine = (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.id == notification)
    rows = await tx.rows(sa.select(*_COLUMNS).where(*mine).with_for_update())
    return (await _dispatches(tx, rows)).get(notification)


async def several(tx: Tx, wanted: Collection[Ref]) -> dict[UUID, Dispatch]:
    """Return those that are there, by id."""
    return await _dispatches(tx, await tx.rows(_SEVERAL, **_named(wanted))) if wanted else {}


async def announce(tx: Tx, wanted: Collection[Ref], *, ahead: timedelta) -> dict[UUID, Dispatch]:
    """Let citizens see from now on what is new, stands and is valid; return it, held until this transaction ends.

    What is valid within the time ``ahead`` is valid.
    """
    moment = clock.now()
    rows = await tx.rows(_ANNOUNCE, **_named(wanted), moment=moment, valid=moment + ahead)
    return await _dispatches(tx, rows)


async def conceal(tx: Tx, wanted: Collection[Ref]) -> None:
    """Take back that citizens see something."""
    where = (n.c.bucket.in_(_BUCKETS), n.c.subject_id.in_(_SUBJECTS), n.c.id.in_(_IDS))
    await tx.run(sa.update(n).where(*where).values(announced_at=None), **_named(wanted))


async def show(tx: Tx, subject: SubjectRef, notification: UUID) -> None:
    """Let the citizen see a notification from now on, which is held."""
    mine = (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.id == notification)
    await tx.run(sa.update(n).where(*mine).values(announced_at=clock.now()))


def _named(wanted: Collection[Ref]) -> dict[str, list[Any]]:
    subjects = {subject for subject, _ in wanted}
    return {
        "buckets": sorted({subject.bucket for subject in subjects}),
        "subjects": sorted(subject.id for subject in subjects),
        "ids": sorted(one for _, one in wanted),
    }


async def _dispatches(tx: Tx, rows: Sequence[sa.Row[Any]]) -> dict[UUID, Dispatch]:
    known = await types.by_id(tx, {row.type_id for row in rows})
    return {row.id: _dispatch(row, known[row.type_id]) for row in rows}


def _dispatch(row: sa.Row[Any], of: NotificationType) -> Dispatch:
    appointment = None if row.appointment is None else msgspec.convert(row.appointment, Appointment)
    return Dispatch(
        id=row.id,
        subject=SubjectRef(row.subject_id),
        provider=row.provider_id,
        environment=Environment(row.environment),
        type=of,
        external_id=row.external_id,
        created_at=row.created_at,
        announced_at=row.announced_at,
        valid_from=row.valid_from,
        expires_at=row.expires_at,
        deadline=row.deadline,
        starts_at=None if appointment is None else appointment.starts_at,
        read=row.read_at is not None or row.archived_at is not None,
        done=row.done_at is not None,
        gone=row.retracted_at is not None or row.deleted_at is not None,
    )
