"""Addresses outside, sealed; each lies in the bucket of its subject and is found by an HMAC of what it is.

One that was removed after it had been verified stays, unseen, until it was told so.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import Address
from blocks.notifications.rows.tables import address_table as a
from profile_core.contract import Keyring, SubjectRef, Tx, clock

PURPOSE = "notification address"
_REACHED = sa.select(a.c.subject_id).where(
    a.c.bucket.in_(sa.bindparam("buckets", expanding=True)),
    a.c.subject_id.in_(sa.bindparam("subjects", expanding=True)),
    a.c.channel == sa.bindparam("channel_"),
    a.c.removed_at.is_(None),
    a.c.verified_at.is_not(None),
    a.c.failed_at.is_(None),
)
COLUMNS = [a.c[name] for name in Address.__dataclass_fields__]


async def reaches(tx: Tx, subjects: Collection[SubjectRef], channel: str) -> set[SubjectRef]:
    """Return those of some subjects that have an address of a channel that is verified and works."""
    buckets = sorted({subject.bucket for subject in subjects})
    wanted = sorted(subject.id for subject in subjects)
    rows = await tx.rows(_REACHED, buckets=buckets, subjects=wanted, channel_=channel) if wanted else ()
    return {SubjectRef(row.subject_id) for row in rows}


async def working(tx: Tx, subject: SubjectRef, channel: str) -> list[Address]:
    """Return the addresses of a channel that are verified and work, the newest first."""
    statement = sa.select(*COLUMNS).where(*_there(subject, channel), *_works())
    return [address_of(row) for row in await tx.rows(statement.order_by(a.c.verified_at.desc(), a.c.id))]


async def find(tx: Tx, subject: SubjectRef, address: UUID) -> Address | None:
    """Return an address, also one that was removed and is still to be told so."""
    row = await tx.row(sa.select(*COLUMNS).where(*_one(subject, address)))
    return None if row is None else address_of(row)


async def code_of(tx: Tx, subject: SubjectRef, address: UUID) -> bytes | None:
    """Return the keyed hash of the code that counts now."""
    valid = (a.c.code_until > clock.now(), a.c.removed_at.is_(None))
    return await tx.value(sa.select(a.c.code_mac).where(*_one(subject, address), *valid))


async def fail(tx: Tx, subject: SubjectRef, address: UUID) -> bool:
    """Note that an address does not work; False when that was known, or it is gone."""
    one = sa.update(a).where(*_one(subject, address), a.c.failed_at.is_(None))
    return await tx.run(one.values(failed_at=clock.now())) == 1


async def failed_since(tx: Tx, since: datetime) -> Sequence[int]:
    """Return the buckets in which addresses lie that failed since a moment."""
    wanted = sa.select(a.c.bucket).distinct().where(a.c.failed_at >= since)
    return [row.bucket for row in await tx.rows(wanted.order_by(a.c.bucket))]


async def restore(tx: Tx, bucket: int, since: datetime) -> list[SubjectRef]:
    """Let the addresses of a bucket count again that failed since a moment; return whose they are."""
    failed = sa.update(a).where(a.c.bucket == bucket, a.c.failed_at >= since).values(failed_at=None)
    return [SubjectRef(row.subject_id) for row in await tx.rows(failed.returning(a.c.subject_id))]


async def forget(tx: Tx, subject: SubjectRef, address: UUID) -> None:
    """Delete what was removed."""
    await tx.run(sa.delete(a).where(*_one(subject, address), a.c.removed_at.is_not(None)))


def plain(keyring: Keyring, subject: SubjectRef, address: Address) -> str:
    """Return an address as it is."""
    return keyring.open_sealed(PURPOSE, address.sealed, bound_to=subject.id.bytes).decode()


def unsealed(keyring: Keyring, row: sa.Row[Any]) -> str:
    """Return the address of a row as it is, for the export of whose it is."""
    return keyring.open_sealed(PURPOSE, row.sealed, bound_to=row.subject_id.bytes).decode()


async def buckets(tx: Tx) -> Sequence[int]:
    """Return the buckets in which addresses lie."""
    return [row.bucket for row in await tx.rows(sa.select(a.c.bucket).distinct())]


async def reseal(tx: Tx, keyring: Keyring, bucket: int) -> int:
    """Write the addresses of one bucket anew under the first generation; return how many were otherwise."""
    first = bytes([keyring.generations[0].id])
    rows = await tx.rows(sa.select(a).where(a.c.bucket == bucket).with_for_update())
    old = [row for row in rows if row.mac[:1] != first or row.sealed[:1] != first]
    for row in old:
        bound = row.subject_id.bytes
        text = keyring.open_sealed(PURPOSE, row.sealed, bound_to=bound)
        fresh = {
            "sealed": keyring.seal(PURPOSE, text, bound_to=bound),
            "mac": keyring.mac(PURPOSE, name_of(row.channel, text.decode())),
        }
        await tx.run(sa.update(a).where(a.c.bucket == bucket, a.c.id == row.id).values(fresh))
    return len(old)


def name_of(channel: str, text: str) -> bytes:
    """Return what is hashed: letters of either size are the same address."""
    return f"{channel}:{text.casefold()}".encode()


def _of(subject: SubjectRef) -> tuple[sa.ColumnElement[bool], ...]:
    return (a.c.bucket == subject.bucket, a.c.subject_id == subject.id)


def _one(subject: SubjectRef, address: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_of(subject), a.c.id == address)


def _there(subject: SubjectRef, channel: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_of(subject), a.c.channel == channel, a.c.removed_at.is_(None))


def _works() -> tuple[sa.ColumnElement[bool], ...]:
    return (a.c.verified_at.is_not(None), a.c.failed_at.is_(None))


def address_of(row: sa.Row[Any]) -> Address:
    return Address(**dict(zip((column.key for column in COLUMNS), row, strict=True)))
