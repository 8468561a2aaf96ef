"""What a provider registered. Each provider, test and live apart, sees its own.

A provider's list runs over all buckets: first a look in which buckets the page lies, then these are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.model import Appointment, Kind, TaskState, task_at
from blocks.notifications.rows import visible
from blocks.notifications.rows.tables import notification_table as n, type_table as t
from profile_core.contract import Caller, Tx, clock, ids

After = tuple[datetime, UUID] | None


class NotificationState(StrEnum):
    """How a provider's notification stands: ACCEPTED until it is in the inbox, then ANNOUNCED."""

    ACCEPTED = "ACCEPTED"
    ANNOUNCED = "ANNOUNCED"
    EXPIRED = "EXPIRED"
    RETRACTED = "RETRACTED"
    DELETED = "DELETED"


class DoneBy(StrEnum):
    """Who did a task."""

    CITIZEN = "CITIZEN"
    PROVIDER = "PROVIDER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A stored notification as its provider sees it: no text, and of the citizen only whether a task is done."""

    id: UUID
    type: str
    kind: Kind
    external_id: str
    group_id: str | None
    brand: str | None
    state: NotificationState
    task: TaskState | None
    created_at: datetime
    announced_at: datetime | None
    valid_from: datetime | None
    expires_at: datetime | None
    deadline: datetime | None
    appointment: Appointment | None
    done_at: datetime | None
    done_by: DoneBy | None
    retracted_at: datetime | None
    deleted_at: datetime | None
    delete_at: datetime | None
    version: int | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a provider asks its lists for; None leaves a list as it is. Moments are from the first, before the second."""

    notification: UUID | None = None
    type: str | None = None
    external_id: str | None = None
    group_id: str | None = None
    kind: Kind | None = None
    state: NotificationState | None = None
    task: TaskState | None = None
    created: tuple[datetime | None, datetime | None] = (None, None)
    deadline: tuple[datetime | None, datetime | None] = (None, None)


async def notifications(
    tx: Tx, caller: Caller, wanted: Filter, *, after: After, most: int
) -> Sequence[Registered]:
    """Return the caller's notifications, newest first."""
    moment = clock.now()
    source = n.join(t, t.c.id == n.c.type_id)
    where = [*_own(caller), *_wanted(wanted, moment), *_older(after)]
    statement = sa.select(*_COLUMNS).select_from(source).where(*where)
    rows = await _page(tx, statement.order_by(n.c.created_at.desc(), n.c.id.desc()).limit(most))
    return [_registered(row, moment) for row in rows]


async def one(tx: Tx, caller: Caller, notification: UUID) -> Registered | None:
    """Return one of the caller's notifications, or None."""
    found = await notifications(tx, caller, Filter(notification=notification), after=None, most=1)
    return found[0] if found else None


_COLUMNS = (
    *(n.c.id, t.c.code, n.c.kind, n.c.external_id, n.c.group_id, n.c.brand, n.c.created_at, n.c.announced_at),
    *(n.c.valid_from, n.c.expires_at, n.c.deadline, n.c.appointment, n.c.done_at, n.c.done_by),
    *(n.c.retracted_at, n.c.deleted_at, n.c.delete_at, n.c.version, n.c.revision),
)


async def _page(tx: Tx, limited: sa.Select[*tuple[Any, ...]]) -> Sequence[sa.Row[Any]]:
    looked = await tx.rows(limited.with_only_columns(n.c.bucket, maintain_column_froms=True))
    buckets = sorted({row.bucket for row in looked})
    return await tx.rows(limited.where(n.c.bucket.in_(buckets))) if buckets else ()


def _own(caller: Caller) -> tuple[sa.ColumnElement[bool], ...]:
    return (n.c.provider_id == caller.provider, n.c.environment == caller.environment)


def _wanted(wanted: Filter, moment: datetime) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if wanted.notification is not None:
        where += [n.c.bucket == ids.bucket_of(wanted.notification), n.c.id == wanted.notification]
    said = {t.c.code: wanted.type, n.c.external_id: wanted.external_id, n.c.group_id: wanted.group_id}
    where += [
        column == value for column, value in {**said, n.c.kind: wanted.kind}.items() if value is not None
    ]
    if wanted.state is not None:
        where += _in_state(wanted.state, moment)
    if wanted.task is not None:
        where += [*visible.task(wanted.task), n.c.deleted_at.is_(None)]
    for column, (first, end) in ((n.c.created_at, wanted.created), (n.c.deadline, wanted.deadline)):
        where += [] if first is None else [column >= first]
        where += [] if end is None else [column < end]
    return where


def _in_state(state: NotificationState, moment: datetime) -> list[sa.ColumnElement[bool]]:
    """Say in SQL what ``_state`` says of a row."""
    if state is NotificationState.DELETED:
        return [n.c.deleted_at.is_not(None)]
    if state is NotificationState.RETRACTED:
        return [n.c.deleted_at.is_(None), n.c.retracted_at.is_not(None)]
    stands = [n.c.deleted_at.is_(None), n.c.retracted_at.is_(None)]
    if state is NotificationState.EXPIRED:
        return [*stands, n.c.expires_at <= moment]
    lasts = sa.or_(n.c.expires_at.is_(None), n.c.expires_at > moment)
    announced = n.c.announced_at.is_not(None)
    return [*stands, lasts, announced if state is NotificationState.ANNOUNCED else sa.not_(announced)]


def _older(after: After) -> tuple[sa.ColumnElement[bool], ...]:
    if after is None:
        return ()
    return (sa.tuple_(n.c.created_at, n.c.id) < sa.tuple_(*after, types=[n.c.created_at.type, n.c.id.type]),)


def _registered(row: sa.Row[Any], moment: datetime) -> Registered:
    gone, kind = row.deleted_at is not None, Kind(row.kind)
    done_by = DoneBy.PROVIDER if row.done_by is None else DoneBy.CITIZEN
    return Registered(
        id=row.id,
        type=row.code,
        kind=kind,
        external_id=row.external_id,
        group_id=row.group_id,
        brand=row.brand,
        state=_state(row, moment),
        task=None if gone else task_at(moment, kind=kind, done_at=row.done_at, deadline=row.deadline),
        created_at=row.created_at,
        announced_at=row.announced_at,
        valid_from=row.valid_from,
        expires_at=row.expires_at,
        deadline=row.deadline,
        appointment=None if row.appointment is None else msgspec.convert(row.appointment, Appointment),
        done_at=row.done_at,
        done_by=None if row.done_at is None else done_by,
        retracted_at=row.retracted_at,
        deleted_at=row.deleted_at,
        delete_at=None if gone else row.delete_at,
        version=row.version,
        revision=row.revision,
    )


def _state(row: sa.Row[Any], moment: datetime) -> NotificationState:
    if row.deleted_at is not None:
        return NotificationState.DELETED
    if row.retracted_at is not None:
        return NotificationState.RETRACTED
    if row.expires_at is not None and row.expires_at <= moment:
        return NotificationState.EXPIRED
    return NotificationState.ACCEPTED if row.announced_at is None else NotificationState.ANNOUNCED
