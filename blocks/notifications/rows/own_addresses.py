"""What a citizen does with the addresses of the subject for whom they act."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import Address
from blocks.notifications.rows.addresses import COLUMNS, PURPOSE, address_of, name_of
from blocks.notifications.rows.tables import address_table as a
from profile_core.contract import Acting, Keyring, Tx, clock, ids

_NOT_VERIFIED: dict[str, Any] = {"verified_at": None, "failed_at": None, "removed_at": None}
_NO_CODE: dict[str, Any] = {"code_mac": None, "code_until": None, "code_tries": 0}


async def of(tx: Tx, acting: Acting, channel: str) -> list[Address]:
    """Return all addresses of a channel that are there, the newest first."""
    there = (*_own(acting), a.c.channel == channel, a.c.removed_at.is_(None))
    statement = sa.select(*COLUMNS).where(*there).order_by(a.c.created_at.desc(), a.c.id)
    return [address_of(row) for row in await tx.rows(statement)]


async def add(tx: Tx, acting: Acting, keyring: Keyring, *, channel: str, text: str, language: str) -> UUID:
    """Store an address that is not verified, and return its id; one that was removed comes back so.

    The same one added twice at once is one row.
    """
    subject, macs = acting.subject, keyring.macs(PURPOSE, name_of(channel, text))
    sealed = keyring.seal(PURPOSE, text.encode(), bound_to=subject.id.bytes)
    row: dict[str, Any] = {
        "bucket": subject.bucket,
        "id": ids.new_id(subject.bucket),
        "subject_id": subject.id,
        "channel": channel,
        "sealed": sealed,
        "mac": macs[0],
        "language": language,
        "created_at": clock.now(),
    }
    same = sa.update(a).where(*_own(acting), a.c.channel == channel, a.c.mac.in_(sorted(macs)))
    afresh = same.values(sealed=sealed, language=language, **_NOT_VERIFIED).returning(a.c.id)
    known: UUID | None = await tx.value(afresh)
    if known is not None:
        return known
    new = await tx.insert_new(a, [row])
    return new.pop() if new else await tx.value(afresh)


async def offer(tx: Tx, acting: Acting, address: UUID, *, code: bytes, until: datetime) -> None:
    """Keep the keyed hash of a fresh code, in the place of a former one."""
    fresh = {"code_mac": code, "code_until": until, "code_tries": 0}
    await tx.run(sa.update(a).where(*_one(acting, address)).values(fresh))


async def try_code(tx: Tx, acting: Acting, address: UUID, *, most: int) -> bytes | None:
    """Count one try and return the keyed hash of the code; None when it is over or was tried too often."""
    valid = (a.c.code_mac.is_not(None), a.c.code_until > clock.now(), a.c.code_tries < most)
    counted = sa.update(a).where(*_one(acting, address), *valid)
    return await tx.value(counted.values(code_tries=a.c.code_tries + 1).returning(a.c.code_mac))


async def verify(tx: Tx, acting: Acting, address: UUID) -> None:
    """Let an address count; its code is used up."""
    verified = {"verified_at": clock.now(), "failed_at": None, **_NO_CODE}
    await tx.run(sa.update(a).where(*_one(acting, address)).values(verified))


async def remove(tx: Tx, acting: Acting, address: UUID) -> bool:
    """Let an address be there no longer; False when it was not."""
    gone = {"removed_at": clock.now(), **_NO_CODE}
    return await tx.run(sa.update(a).where(*_one(acting, address)).values(gone)) == 1


def _own(acting: Acting) -> tuple[sa.ColumnElement[bool], ...]:
    return (a.c.bucket == acting.subject.bucket, a.c.subject_id == acting.subject.id)


def _one(acting: Acting, address: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_own(acting), a.c.id == address, a.c.removed_at.is_(None))
