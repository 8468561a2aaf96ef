"""What delivering must know of a notification: whose it is, of what type, and whether it still counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.model import Appointment, NotificationType
from blocks.notifications.rows import types
from blocks.notifications.rows.tables import notification_table as n
from profile_core.contract import Environment, SubjectRef, Tx, clock


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


async def find(tx: Tx, subject: SubjectRef, notification: UUID) -> Dispatch | None:
    """Return one, or None."""
    return (await several(tx, subject, [notification])).get(notification)


async def held(tx: Tx, subject: SubjectRef, notification: UUID) -> Dispatch | None:
    """Return one that nobody else changes until this transaction ends, or None.

    Whoever changes a notification and its deliveries holds the notification first, so that none waits in a circle.
    """
    found = await _dispatches(tx, _of(subject, [notification]).with_for_update())
    return found.get(notification)


async def several(tx: Tx, subject: SubjectRef, notifications: Collection[UUID]) -> dict[UUID, Dispatch]:
    """Return those of a subject that are there, by id."""
    return await _dispatches(tx, _of(subject, notifications)) if notifications else {}


async def announce(tx: Tx, subject: SubjectRef, notification: UUID) -> None:
    """Let the citizen see a notification from now on."""
    mine = (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.id == notification)
    await tx.run(sa.update(n).where(*mine).values(announced_at=clock.now()))


def _of(subject: SubjectRef, notifications: Collection[UUID]) -> sa.Select[*tuple[Any, ...]]:
    mine = (n.c.bucket == subject.bucket, n.c.subject_id == subject.id, n.c.id.in_(sorted(notifications)))
    return sa.select(*_COLUMNS).where(*mine)


async def _dispatches(tx: Tx, statement: sa.Select[*tuple[Any, ...]]) -> dict[UUID, Dispatch]:
    rows = await tx.rows(statement)
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
