"""The ids under which files that lie with their providers are opened."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.file_status.rows.tables import copy_table as c, seen_table as t
from profile_core.contract import Acting, Caller, Environment, Tx, clock, ids
from profile_core.contract.bulk import portions


class Key(NamedTuple):
    """What a provider calls a file of a subject."""

    provider: UUID
    environment: Environment
    external_id: str


class Named(NamedTuple):
    """A file of the caller's, for one subject."""

    subject: UUID
    external_id: str


async def known(tx: Tx, acting: Acting, keys: Collection[Key]) -> dict[Key, UUID]:
    """Return the ids of the subject's files that have these keys, whether they are stored or were only seen."""
    if not keys:
        return {}
    wanted = sorted((one.provider, str(one.environment), one.external_id) for one in keys)
    found: dict[Key, UUID] = {}
    for table in (t, c):
        key = sa.tuple_(table.c.provider_id, table.c.environment, table.c.external_id)
        mine = (table.c.bucket == acting.subject.bucket, table.c.subject_id == acting.subject.id)
        columns = (table.c.id, table.c.provider_id, table.c.environment, table.c.external_id)
        for row in await tx.rows(sa.select(*columns).where(*mine, key.in_(wanted))):
            found[Key(row.provider_id, Environment(row.environment), row.external_id)] = row.id
    return found


async def keep(tx: Tx, acting: Acting, fresh: Mapping[Key, UUID]) -> None:
    """Keep under which ids files are shown for the first time; one that somebody kept meanwhile stays."""
    rows = [
        {
            "id": fresh[key],
            "provider_id": key.provider,
            "environment": key.environment,
            "external_id": key.external_id,
        }
        for key in sorted(fresh)
    ]
    same = {"bucket": acting.subject.bucket, "subject_id": acting.subject.id, "seen_at": clock.now()}
    await tx.insert_new(t, rows, same=same)


async def one(tx: Tx, acting: Acting, file: UUID) -> Key | None:
    """Return what the provider calls a file that was seen, or None."""
    mine = (t.c.bucket == acting.subject.bucket, t.c.subject_id == acting.subject.id, t.c.id == file)
    row = await tx.row(sa.select(t.c.provider_id, t.c.environment, t.c.external_id).where(*mine))
    return None if row is None else Key(row.provider_id, Environment(row.environment), row.external_id)


async def seen_as(tx: Tx, caller: Caller, wanted: Collection[Named]) -> dict[Named, UUID]:
    """Return under which ids subjects saw files of the caller's that are about to be stored."""
    return await _ids(tx, caller, t, wanted)


async def announce(tx: Tx, caller: Caller, wanted: Mapping[Named, int]) -> dict[Named, UUID]:
    """Keep which stamps were announced of files; return under which ids those are opened whose stamp is news.

    A file that is stored, too, is opened under the id of its copy.
    """
    stored = await _ids(tx, caller, c, wanted)
    moment = clock.now()
    rows = [
        {
            "bucket": ids.bucket_of(one.subject),
            "id": stored.get(one) or ids.new_id(ids.bucket_of(one.subject)),
            "subject_id": one.subject,
            "provider_id": caller.provider,
            "environment": caller.environment,
            "external_id": one.external_id,
            "seen_at": moment,
            "announced": wanted[one],
        }
        for one in sorted(wanted)
    ]
    return {Named(row.subject_id, row.external_id): row.id for row in await tx.put(_ANNOUNCED, rows)}


async def _ids(tx: Tx, caller: Caller, table: sa.Table, wanted: Collection[Named]) -> dict[Named, UUID]:
    found: dict[Named, UUID] = {}
    for some in portions(sorted(wanted)):
        statement = sa.select(table.c.id, table.c.subject_id, table.c.external_id).where(
            table.c.bucket.in_(sorted({ids.bucket_of(one.subject) for one in some})),
            sa.tuple_(table.c.subject_id, table.c.external_id).in_(some),
            table.c.provider_id == caller.provider,
            table.c.environment == caller.environment,
        )
        found |= {Named(row.subject_id, row.external_id): row.id for row in await tx.rows(statement)}
    return found


_new = insert(t)
_ANNOUNCED = _new.on_conflict_do_update(
    index_elements=("bucket", "subject_id", "provider_id", "environment", "external_id"),
    set_={"announced": _new.excluded.announced},
    where=sa.or_(t.c.announced.is_(None), t.c.announced < _new.excluded.announced),
).returning(t.c.id, t.c.subject_id, t.c.external_id)
