"""Statements on mandates. The truth lies in the giver's bucket; the holder's says only where it lies.

``today`` is the day in the deployment's own zone: a mandate holds up to and including its last day.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from profile_core.contract import Acting, SubjectRef, Tx, ids
from sso.rows.shapes import has_id, with_id
from sso.tables import (
    client_session_table as c,
    mandate_held_table as h,
    mandate_table as m,
    session_table as s,
)

_Row = sa.Row[Any]


async def add(tx: Tx, mandate: UUID, holder: SubjectRef, values: dict[str, Any]) -> bool:
    """Store a mandate and where it lies; False when its id is taken or the two have an open one."""
    row = with_id(mandate, {**values, "holder_id": holder.id})
    if mandate not in await tx.insert_new(m, [row]):
        return False
    place = {"bucket": holder.bucket, "mandate_id": mandate, "holder_id": holder.id}
    await tx.insert(h, [{**place, "forget_at": values["forget_at"]}])
    return True


async def find(tx: Tx, acting: Acting, mandate: UUID) -> _Row | None:
    """Return a mandate to its giver and its holder."""
    both = sa.or_(m.c.giver_id == acting.citizen.id, m.c.holder_id == acting.citizen.id)
    return await tx.row(sa.select(m).where(*has_id(m, mandate), both))


async def between(tx: Tx, giver: SubjectRef, holder: SubjectRef) -> _Row | None:
    """Return the open mandate of two people, locked until the transaction ends."""
    return await tx.row(sa.select(m).where(*_open_between(giver, holder)).with_for_update())


async def given(tx: Tx, acting: Acting, *, most: int) -> Sequence[_Row]:
    """Return what a citizen gave, newest first; where that is too much the closed ones are left out first."""
    mine = (m.c.bucket == acting.citizen.bucket, m.c.giver_id == acting.citizen.id)
    newest = sa.select(m).where(*mine).order_by(m.c.closed_at.is_not(None), m.c.given_at.desc(), m.c.id)
    return _newest_first(await tx.rows(newest.limit(most)))


async def held_by(tx: Tx, holder: SubjectRef, *, most: int) -> Sequence[_Row]:
    """Return what a citizen was given, newest first; where that is too much the closed ones are left out first."""
    mine = (h.c.bucket == holder.bucket, h.c.holder_id == holder.id)
    pointers = sa.select(h.c.mandate_id).where(*mine)
    newest = pointers.order_by(h.c.closed_at.is_not(None), h.c.mandate_id.desc()).limit(most)
    found = [row.mandate_id for row in await tx.rows(newest)]
    return _newest_first(await tx.rows(_lying(found))) if found else ()


async def accepted_by(tx: Tx, holder: SubjectRef, *, today: date) -> Sequence[_Row]:
    """Return what holds for a citizen today; what is closed costs nothing here."""
    mine = (h.c.bucket == holder.bucket, h.c.holder_id == holder.id, h.c.closed_at.is_(None))
    found = [row.mandate_id for row in await tx.rows(sa.select(h.c.mandate_id).where(*mine))]
    holds = (m.c.closed_at.is_(None), m.c.accepted_at.is_not(None), m.c.valid_until >= today)
    return _newest_first(await tx.rows(_lying(found).where(*holds))) if found else ()


async def count_since(tx: Tx, acting: Acting, at: datetime) -> int:
    """Count what a citizen gave since a moment, whatever became of it."""
    mine = (m.c.bucket == acting.citizen.bucket, m.c.giver_id == acting.citizen.id, m.c.given_at > at)
    return await tx.value(sa.select(sa.func.count()).select_from(m).where(*mine))


async def count_open(tx: Tx, acting: Acting, *, today: date) -> int:
    """Count what a citizen gave that is not over."""
    mine = (m.c.bucket == acting.citizen.bucket, m.c.giver_id == acting.citizen.id)
    alive = (m.c.closed_at.is_(None), m.c.valid_until >= today)
    return await tx.value(sa.select(sa.func.count()).select_from(m).where(*mine, *alive))


async def close_expired(tx: Tx, giver: SubjectRef, holder: SubjectRef, *, today: date, at: datetime) -> None:
    """Close what two people had whose last day is over, so that another can be open."""
    over = (*_open_between(giver, holder), m.c.valid_until < today)
    closed = sa.update(m).where(*over).values(closed_at=at, closed_as="expired").returning(m.c.id)
    mandate = await tx.value(closed)
    if mandate is not None:
        place = (h.c.bucket == holder.bucket, h.c.mandate_id == mandate)
        await tx.run(sa.update(h).where(*place).values(closed_at=at))


async def accept(tx: Tx, acting: Acting, mandate: UUID, *, names: bytes, today: date, at: datetime) -> bool:
    """Let a mandate begin; False where it does not wait for this holder."""
    waits = (m.c.accepted_at.is_(None), m.c.closed_at.is_(None), m.c.valid_until >= today)
    mine = (*has_id(m, mandate), m.c.holder_id == acting.citizen.id, *waits)
    return await tx.run(sa.update(m).where(*mine).values(accepted_at=at, names=names)) == 1


async def decline(
    tx: Tx, acting: Acting, mandate: UUID, *, today: date, at: datetime, forget_at: datetime
) -> bool:
    """Close a mandate that waits for this holder."""
    waits = (m.c.holder_id == acting.citizen.id, m.c.accepted_at.is_(None), m.c.valid_until >= today)
    return await _close(tx, mandate, waits, "declined", at=at, forget_at=forget_at)


async def end(
    tx: Tx, acting: Acting, mandate: UUID, *, today: date, at: datetime, forget_at: datetime
) -> bool:
    """Close a mandate: its giver at any time, its holder once it was accepted."""
    me, lasts = acting.citizen.id, m.c.valid_until >= today
    if await _close(tx, mandate, (m.c.giver_id == me, lasts), "giver", at=at, forget_at=forget_at):
        return True
    held = (m.c.holder_id == me, m.c.accepted_at.is_not(None), lasts)
    return await _close(tx, mandate, held, "holder", at=at, forget_at=forget_at)


async def client_sessions_acting(
    tx: Tx, holder: SubjectRef, giver: SubjectRef, *, code: str, at: datetime
) -> Sequence[_Row]:
    """Return what clients have of a holder's sessions in a role for a giver: ``sid`` and the sealed role."""
    both = sa.and_(s.c.bucket == c.c.bucket, s.c.id == c.c.session_id)
    theirs = (c.c.bucket == holder.bucket, s.c.bucket == holder.bucket, s.c.subject_id == holder.id)
    acts = (c.c.subject_id == giver.id, c.c.role_code == code, c.c.ended_at.is_(None), c.c.ends_at > at)
    role = (c.c.id.label("sid"), c.c.role_code, c.c.role, c.c.subject_id.label("role_subject_id"))
    statement = sa.select(*role).select_from(c.join(s, both))
    return await tx.rows(statement.where(*theirs, *acts))


async def sealed_in(tx: Tx, bucket: int) -> Sequence[_Row]:
    """Return the sealed names of one bucket, locked."""
    return await tx.rows(sa.select(m.c.id, m.c.names).where(m.c.bucket == bucket).with_for_update())


async def buckets(tx: Tx) -> list[int]:
    """Return the buckets in which mandates lie."""
    return sorted(row.bucket for row in await tx.rows(sa.select(m.c.bucket).distinct()))


async def rename(tx: Tx, mandate: UUID, names: bytes) -> None:
    """Write the names sealed anew."""
    await tx.run(sa.update(m).where(*has_id(m, mandate)).values(names=names))


async def _close(
    tx: Tx,
    mandate: UUID,
    who: tuple[sa.ColumnElement[bool], ...],
    closed_as: str,
    *,
    at: datetime,
    forget_at: datetime,
) -> bool:
    """Close the truth, and let both rows be forgotten together."""
    values = {"closed_at": at, "closed_as": closed_as, "forget_at": forget_at}
    statement = sa.update(m).where(*has_id(m, mandate), m.c.closed_at.is_(None), *who).values(values)
    holder_id = await tx.value(statement.returning(m.c.holder_id))
    if holder_id is None:
        return False
    place = (h.c.bucket == ids.bucket_of(holder_id), h.c.mandate_id == mandate)
    await tx.run(sa.update(h).where(*place).values(forget_at=forget_at, closed_at=at))
    return True


def _lying(mandates: Sequence[UUID]) -> sa.Select[Any]:
    """Select mandates by their ids, which say in which buckets they lie."""
    buckets = sorted({ids.bucket_of(one) for one in mandates})
    return sa.select(m).where(m.c.bucket.in_(buckets), m.c.id.in_(sorted(mandates)))


def _newest_first(rows: Sequence[_Row]) -> Sequence[_Row]:
    return sorted(rows, key=lambda row: (row.given_at, row.id), reverse=True)


def _open_between(giver: SubjectRef, holder: SubjectRef) -> tuple[sa.ColumnElement[bool], ...]:
    theirs = (m.c.bucket == giver.bucket, m.c.giver_id == giver.id, m.c.holder_id == holder.id)
    return (*theirs, m.c.closed_at.is_(None))
