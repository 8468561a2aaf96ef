"""Statements on signing keys. Moments are compared with our clock, which comes in as ``at``."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.contract import Tx
from sso.tables import key_table as k

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A signing key as it is stored: ``public`` is its JWK as JSON, ``sealed`` the private one.

    A key that is published and has no end (``retires_at``) is the newest.
    """

    number: int
    public: str
    sealed: bytes
    signs_from: datetime
    retires_at: datetime | None = None

    def is_kept(self, at: datetime) -> bool:
        """Tell whether it is published."""
        return self.retires_at is None or self.retires_at > at


async def every(tx: Tx) -> list[KeyRow]:
    """Return all keys, also those that retired, newest first."""
    return [_key(row) for row in await tx.rows(sa.select(k).order_by(k.c.number.desc()))]


async def kept(tx: Tx, at: datetime) -> list[KeyRow]:
    """Return the keys that are published, newest first."""
    lasts = sa.or_(k.c.retires_at.is_(None), k.c.retires_at > at)
    return [_key(row) for row in await tx.rows(sa.select(k).where(lasts).order_by(k.c.number.desc()))]


async def add(tx: Tx, key: KeyRow) -> None:
    """Store a key; of two who add the same number the first has it."""
    values = {"number": key.number, "public": key.public, "sealed": key.sealed, "signs_from": key.signs_from}
    await tx.run(insert(k).values(values).on_conflict_do_nothing())


async def retire(tx: Tx, number: int, at: datetime | None) -> None:
    """Say until when a key is published; None is without end."""
    await tx.run(sa.update(k).where(k.c.number == number).values(retires_at=at))


async def revoke(tx: Tx, number: int) -> None:
    """Withdraw a key, whatever clocks say, and forget its private part."""
    await tx.run(sa.update(k).where(k.c.number == number).values(retires_at=_LONG_AGO, sealed=b""))


async def reseal(tx: Tx, key: KeyRow, sealed: bytes) -> bool:
    """Store a private part that was sealed anew; False when somebody changed it meanwhile."""
    same = (k.c.number == key.number, k.c.sealed == key.sealed)
    return await tx.run(sa.update(k).where(*same).values(sealed=sealed)) == 1


async def forget(tx: Tx, at: datetime) -> int:
    """Delete what retired before a moment. The newest stays, for its number is never given again."""
    newest = sa.select(sa.func.max(k.c.number)).scalar_subquery()
    return await tx.run(sa.delete(k).where(k.c.retires_at < at, k.c.number < newest))


def _key(row: sa.Row[Any]) -> KeyRow:
    return KeyRow(
        number=row.number,
        public=row.public,
        sealed=row.sealed,
        signs_from=row.signs_from,
        retires_at=row.retires_at,
    )
