"""Addresses outside, sealed; each lies in the bucket of its subject and is found by an HMAC of what it is."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import Address
from blocks.notifications.rows.tables import address_table as a
from profile_core.contract import SubjectRef, Tx, clock

_COLUMNS = [a.c[name] for name in Address.__dataclass_fields__]


async def reaches(tx: Tx, subject: SubjectRef, channel: str) -> bool:
    """Tell whether a subject has an address of a channel that is verified and works."""
    working = sa.select(a.c.id).where(*_there(subject, channel), *_works()).limit(1)
    return await tx.value(working) is not None


async def working(tx: Tx, subject: SubjectRef, channel: str) -> list[Address]:
    """Return the addresses of a channel that are verified and work, the newest first."""
    statement = sa.select(*_COLUMNS).where(*_there(subject, channel), *_works())
    return [_address(row) for row in await tx.rows(statement.order_by(a.c.verified_at.desc(), a.c.id))]


async def of(tx: Tx, subject: SubjectRef, channel: str) -> list[Address]:
    """Return all addresses of a channel that are there, the newest first."""
    statement = sa.select(*_COLUMNS).where(*_there(subject, channel))
    return [_address(row) for row in await tx.rows(statement.order_by(a.c.created_at.desc(), a.c.id))]


async def fail(tx: Tx, subject: SubjectRef, address: UUID) -> bool:
    """Note that an address does not work; False when that was known, or it is gone."""
    one = sa.update(a).where(*_one(subject, address), a.c.failed_at.is_(None))
    return await tx.run(one.values(failed_at=clock.now())) == 1


def _of(subject: SubjectRef) -> tuple[sa.ColumnElement[bool], ...]:
    return (a.c.bucket == subject.bucket, a.c.subject_id == subject.id)


def _one(subject: SubjectRef, address: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_of(subject), a.c.id == address)


def _there(subject: SubjectRef, channel: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_of(subject), a.c.channel == channel, a.c.removed_at.is_(None))


def _works() -> tuple[sa.ColumnElement[bool], ...]:
    return (a.c.verified_at.is_not(None), a.c.failed_at.is_(None))


def _address(row: sa.Row[Any]) -> Address:
    return Address(**dict(zip((column.key for column in _COLUMNS), row, strict=True)))
