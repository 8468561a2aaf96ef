"""What participants have of files, written for whoever holds the file: copies and histories."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.file_status.model import (
    About,
    Copy,
    Evidence,
    Moment,
    Part,
    Relation,
    Right,
    Stamp,
    Status,
    Step,
)
from blocks.file_status.rows.tables import copy_table as c, event_table as e
from profile_core.contract import Caller, Environment, SubjectRef, Tx, ids
from profile_core.contract.bulk import portions


async def known(tx: Tx, caller: Caller, wanted: Collection[UUID]) -> dict[UUID, Copy]:
    """Return copies of the caller's files by their ids."""
    found: dict[UUID, Copy] = {}
    for some in portions(sorted(wanted)):
        statement = sa.select(c).where(
            c.c.bucket.in_(sorted({ids.bucket_of(one) for one in some})),
            c.c.id.in_(some),
            c.c.provider_id == caller.provider,
            c.c.environment == caller.environment,
        )
        found |= {row.id: copy_of(row) for row in await tx.rows(statement)}
    return found


async def histories(tx: Tx, wanted: Collection[UUID]) -> dict[UUID, list[Moment]]:
    """Return the histories of copies, each as its provider's stamps order it."""
    found: dict[UUID, list[Moment]] = {one: [] for one in wanted}
    for some in portions(sorted(wanted)):
        buckets = sorted({ids.bucket_of(one) for one in some})
        statement = sa.select(e).where(e.c.bucket.in_(buckets), e.c.copy_id.in_(some))
        for row in await tx.rows(statement.order_by(e.c.copy_id, e.c.at, e.c.digest)):
            found[row.copy_id].append(moment_of(row))
    return found


async def put(tx: Tx, some: Sequence[Copy]) -> None:
    """Store copies, or what stands in them now."""
    await tx.put(_WRITTEN, [_row(one) for one in sorted(some, key=lambda one: (one.subject.bucket, one.id))])


async def add_moments(tx: Tx, by_copy: Mapping[UUID, Sequence[Moment]], whose: Mapping[UUID, UUID]) -> None:
    """Add to the histories of copies what is not in them yet."""
    rows = [
        {
            "bucket": ids.bucket_of(copy),
            "copy_id": copy,
            "at": one.stamp.at,
            "digest": one.stamp.digest,
            "subject_id": whose[copy],
            "changed_at": one.status.changed_at,
            "status": msgspec.to_builtins(one.status),
        }
        for copy, moments in sorted(by_copy.items(), key=lambda pair: (ids.bucket_of(pair[0]), pair[0]))
        for one in sorted(moments, key=lambda one: one.stamp)
    ]
    await tx.put(_ADDED, rows)


async def remove(tx: Tx, gone: Collection[UUID]) -> None:
    """Forget copies with their histories."""
    for some in portions(sorted(gone)):
        buckets = sorted({ids.bucket_of(one) for one in some})
        await tx.run(sa.delete(e).where(e.c.bucket.in_(buckets), e.c.copy_id.in_(some)))
        await tx.run(sa.delete(c).where(c.c.bucket.in_(buckets), c.c.id.in_(some)))


def copy_of(row: sa.Row[Any]) -> Copy:
    """Return a copy as it lies in its row."""
    return Copy(
        id=row.id,
        file=row.file_id,
        subject=SubjectRef(row.subject_id),
        provider=row.provider_id,
        environment=Environment(row.environment),
        external_id=row.external_id,
        relations=msgspec.convert(row.relations, tuple[Relation, ...]),
        right=Right(row.right),
        over=row.over,
        stamps=msgspec.convert(row.stamps, dict[Part, Stamp]),
        stamp=Stamp(at=row.stamp_at, digest=row.stamp_digest),
        about=msgspec.convert(row.about, About),
        status=msgspec.convert(row.status, Status),
        next_step=None if row.next_step is None else msgspec.convert(row.next_step, Step),
        evidence=msgspec.convert(row.evidence, tuple[Evidence, ...]),
    )


def moment_of(row: sa.Row[Any]) -> Moment:
    """Return a status as it lies in the history."""
    return Moment(stamp=Stamp(row.at, row.digest), status=msgspec.convert(row.status, Status))


def _writing(*columns: str) -> sa.Insert:
    new = insert(c)
    written = {name: new.excluded[name] for name in columns}
    return new.on_conflict_do_update(index_elements=("bucket", "id"), set_=written).returning(c.c.id)


_CHANGES = (
    *("relations", "right", "stamps", "stamp_at", "stamp_digest", "about", "status", "next_step", "evidence"),
    *("phase", "over", "must_act", "deadline", "target_date", "created_at", "changed_at"),
)
_WRITTEN = _writing(*_CHANGES)
_ADDED = insert(e).on_conflict_do_nothing().returning(e.c.bucket)


def _row(one: Copy) -> dict[str, Any]:
    deadline: datetime | None = one.status.action_deadline if one.must_act else None
    return {
        "bucket": one.subject.bucket,
        "id": one.id,
        "file_id": one.file,
        "subject_id": one.subject.id,
        "provider_id": one.provider,
        "environment": one.environment,
        "external_id": one.external_id,
        "relations": [str(name) for name in one.relations],
        "right": one.right,
        "stamps": {part: list(stamp) for part, stamp in one.stamps.items()},
        "stamp_at": one.stamp.at,
        "stamp_digest": one.stamp.digest,
        "about": msgspec.to_builtins(one.about),
        "status": msgspec.to_builtins(one.status),
        "next_step": None if one.next_step is None else msgspec.to_builtins(one.next_step),
        "evidence": msgspec.to_builtins(one.evidence),
        "phase": one.status.phase,
        "over": one.over,
        "must_act": one.must_act,
        "deadline": deadline,
        "target_date": one.about.target_date,
        "created_at": one.about.created_at,
        "changed_at": one.status.changed_at,
    }
