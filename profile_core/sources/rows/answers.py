"""What sources answered a moment ago, sealed: for the next question, and for when they do not answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.kit.acting import SubjectRef
from profile_core.sources.tables import answer_table as a
from profile_core.store import Tx, now

Key = tuple[UUID, str, bytes]
"""A source, a block, and the MAC of the question."""

_MACS = sa.bindparam("macs", type_=sa.LargeBinary(), expanding=True)
_KEPT = sa.select(a.c.source_id, a.c.block, a.c.mac, a.c.sealed, a.c.late, a.c.until).where(
    a.c.bucket == sa.bindparam("of", type_=sa.SmallInteger()),
    a.c.subject_id == sa.bindparam("wanted", type_=sa.Uuid()),
    a.c.mac.in_(_MACS),
    a.c.until > sa.bindparam("moment", type_=a.c.until.type),
)
_new = insert(a)
_PUT = _new.on_conflict_do_update(
    index_elements=[a.c.bucket, a.c.source_id, a.c.block, a.c.mac],
    set_={name: _new.excluded[name] for name in ("sealed", "as_of", "late", "until")},
    where=_new.excluded.until >= a.c.until,
).returning(a.c.source_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it is kept. ``late`` came after its budget was over; ``until`` it may be shown."""

    key: Key
    sealed: bytes
    as_of: datetime | None = None
    late: bool
    until: datetime


async def kept(tx: Tx, subject: SubjectRef, keys: Collection[Key], moment: datetime) -> dict[Key, Kept]:
    """Return what is kept of answers to some questions."""
    macs = sorted({mac for _, _, mac in keys})
    rows = await tx.rows(_KEPT, of=subject.bucket, wanted=subject.id, macs=macs, moment=moment)
    found = [
        Kept(key=(row.source_id, row.block, row.mac), sealed=row.sealed, late=row.late, until=row.until)
        for row in rows
    ]
    return {one.key: one for one in found if one.key in keys}


async def put(tx: Tx, subject: SubjectRef, some: Sequence[Kept]) -> None:
    """Keep answers; of two to the same question the later stays."""
    rows = [
        {
            "bucket": subject.bucket,
            "source_id": source,
            "block": block,
            "mac": mac,
            "subject_id": subject.id,
            "sealed": one.sealed,
            "as_of": one.as_of,
            "late": one.late,
            "until": one.until,
        }
        for one in sorted(some, key=lambda one: (one.key[0].int, *one.key[1:]))
        for source, block, mac in [one.key]
    ]
    await tx.put(_PUT, rows)


async def forget(tx: Tx, subject: SubjectRef, sources: Collection[UUID]) -> None:
    """Delete what sources said of a subject."""
    mine = (a.c.bucket == subject.bucket, a.c.subject_id == subject.id)
    await tx.run(sa.delete(a).where(*mine, a.c.source_id.in_(sorted(sources))))


async def sweep(tx: Tx) -> int:
    """Delete what may be shown no longer; return how many."""
    over = a.c.until < now()
    buckets = [row.bucket for row in await tx.rows(sa.select(a.c.bucket).distinct().where(over))]
    return await tx.run(sa.delete(a).where(a.c.bucket.in_(buckets), over)) if buckets else 0
