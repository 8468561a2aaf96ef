"""What providers have of their files: held by whoever changes one until the transaction ends.

All of a provider's lie in one bucket, so that those of a bulk call are held in one statement, in the order of their
ids: two calls wait for each other rather than deadlock.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.file_status.model import BEFORE_ALL, File, Ordering, Part, Party, Relation, Right, Stamp
from blocks.file_status.rows.tables import file_table as f, party_table as p
from profile_core.contract import Caller, Environment, Tx, ids
from profile_core.contract.bulk import portions


async def create(
    tx: Tx, caller: Caller, wanted: Mapping[str, Ordering], created_at: Mapping[str, datetime]
) -> None:
    """Store files that are not there yet, with nothing said of them, by the provider's own ids."""
    bucket = ids.bucket_of(caller.provider)
    same: dict[str, Any] = {
        "bucket": bucket,
        "provider_id": caller.provider,
        "environment": caller.environment,
        "stamps": {},
        "status_at": BEFORE_ALL.at,
        "status_digest": BEFORE_ALL.digest,
        "revision": 0,
    }
    rows = [
        {
            "id": ids.new_id(bucket),
            "external_id": one,
            "ordering": wanted[one],
            "created_at": created_at[one],
            "changed_at": created_at[one],
        }
        for one in sorted(wanted)
    ]
    await tx.insert_new(f, rows, same=same)


async def known(
    tx: Tx, caller: Caller, *, external_ids: Collection[str], file_ids: Collection[UUID], hold: bool
) -> list[File]:
    """Return those of the caller's files that have these names; ``hold`` holds them."""
    chosen = [
        *([f.c.external_id.in_(sorted(external_ids))] if external_ids else ()),
        *([f.c.id.in_(sorted(file_ids))] if file_ids else ()),
    ]
    if not chosen:
        return []
    statement = sa.select(f).where(*_own(caller), sa.or_(*chosen)).order_by(f.c.id)
    rows = await tx.rows(statement.with_for_update() if hold else statement)
    parties = await _parties(tx, caller, [row.id for row in rows])
    return [_file(row, parties.get(row.id, ())) for row in rows]


async def page(tx: Tx, caller: Caller, *, after: tuple[datetime, UUID] | None, most: int) -> list[File]:
    """Return a caller's files, the last changed first."""
    statement = sa.select(f).where(*_own(caller), f.c.deleted_at.is_(None))
    if after is not None:
        boundary = sa.tuple_(*after, types=[f.c.changed_at.type, f.c.id.type])
        statement = statement.where(f.c.changed_at <= after[0], sa.tuple_(f.c.changed_at, f.c.id) < boundary)
    rows = await tx.rows(statement.order_by(f.c.changed_at.desc(), f.c.id.desc()).limit(most))
    parties = await _parties(tx, caller, [row.id for row in rows])
    return [_file(row, parties.get(row.id, ())) for row in rows]


async def write(tx: Tx, changed: Sequence[File], left: Collection[tuple[UUID, UUID]]) -> None:
    """Write down how files stand that are held, and whom they concern; ``left`` are (file, subject) that no longer are."""
    rows = [_row(one) for one in sorted(changed, key=lambda one: one.id)]
    await tx.put(_WRITTEN, rows)
    parties = [row for one in sorted(changed, key=lambda one: one.id) for row in _party_rows(one)]
    await tx.put(_PARTIES_WRITTEN, parties)
    await forget(tx, left)


async def forget(tx: Tx, left: Collection[tuple[UUID, UUID]]) -> None:
    """Forget that files concern some: (file, subject) pairs."""
    for some in portions(sorted(left)):
        buckets = sorted({ids.bucket_of(file) for file, _ in some})
        chosen = sa.tuple_(p.c.file_id, p.c.subject_id).in_(some)
        await tx.run(sa.delete(p).where(p.c.bucket.in_(buckets), chosen))


def _own(caller: Caller) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        f.c.bucket == ids.bucket_of(caller.provider),
        f.c.provider_id == caller.provider,
        f.c.environment == caller.environment,
    )


async def _parties(tx: Tx, caller: Caller, files: Collection[UUID]) -> dict[UUID, list[sa.Row[Any]]]:
    found: dict[UUID, list[sa.Row[Any]]] = {}
    if files:
        mine = (p.c.bucket == ids.bucket_of(caller.provider), p.c.file_id.in_(sorted(files)))
        for row in await tx.rows(sa.select(p).where(*mine).order_by(p.c.file_id, p.c.subject_id)):
            found.setdefault(row.file_id, []).append(row)
    return found


def _writing(table: sa.Table, key: Sequence[str], *columns: str) -> sa.Insert:
    new = insert(table)
    written = {name: new.excluded[name] for name in columns}
    changing = new.on_conflict_do_update(index_elements=("bucket", *key), set_=written)
    return changing.returning(table.c.bucket)


_WRITTEN = _writing(
    f, ("id",), "stamps", "status_at", "status_digest", "changed_at", "deleted_at", "revision"
)
_PARTIES_WRITTEN = _writing(p, ("file_id", "subject_id"), "relations", "right")


def _row(one: File) -> dict[str, Any]:
    return {
        "bucket": ids.bucket_of(one.id),
        "id": one.id,
        "provider_id": one.provider,
        "environment": one.environment,
        "external_id": one.external_id,
        "ordering": one.ordering,
        "stamps": {part: list(stamp) for part, stamp in one.stamps.items()},
        "status_at": one.status.at,
        "status_digest": one.status.digest,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "deleted_at": one.deleted_at,
        "revision": one.revision,
    }


def _party_rows(one: File) -> list[dict[str, Any]]:
    return [
        {
            "bucket": ids.bucket_of(one.id),
            "file_id": one.id,
            "subject_id": party.subject,
            "copy_id": one.copies[party.subject],
            "relations": [str(name) for name in party.relations],
            "right": party.right,
        }
        for party in sorted(one.parties, key=lambda party: party.subject)
    ]


def _file(row: sa.Row[Any], parties: Sequence[sa.Row[Any]]) -> File:
    return File(
        id=row.id,
        provider=row.provider_id,
        environment=Environment(row.environment),
        external_id=row.external_id,
        ordering=Ordering(row.ordering),
        stamps=msgspec.convert(row.stamps, dict[Part, Stamp]),
        status=Stamp(at=row.status_at, digest=row.status_digest),
        parties=tuple(
            Party(
                subject=one.subject_id,
                relations=msgspec.convert(one.relations, tuple[Relation, ...]),
                right=Right(one.right),
            )
            for one in parties
        ),
        copies={one.subject_id: one.copy_id for one in parties},
        created_at=row.created_at,
        changed_at=row.changed_at,
        deleted_at=row.deleted_at,
        revision=row.revision,
    )
