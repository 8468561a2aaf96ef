"""The ids under which files that lie with their providers are opened."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from blocks.file_status.rows.tables import copy_table as c, seen_table as t
from profile_core.contract import Acting, Caller, Environment, Tx, clock, ids
from profile_core.contract.bulk import portions


class Key(NamedTuple):
    """What a provider calls a file of a subject."""

    provider: UUID
    environment: Environment
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


async def seen_as(
    tx: Tx, caller: Caller, wanted: Collection[tuple[UUID, str]]
) -> dict[tuple[UUID, str], UUID]:
    """Return under which ids subjects saw files that are about to be stored: (subject, external id) of the caller's."""
    found: dict[tuple[UUID, str], UUID] = {}
    for some in portions(sorted(wanted)):
        statement = sa.select(t.c.id, t.c.subject_id, t.c.external_id).where(
            t.c.bucket.in_(sorted({ids.bucket_of(subject) for subject, _ in some})),
            sa.tuple_(t.c.subject_id, t.c.external_id).in_(some),
            t.c.provider_id == caller.provider,
            t.c.environment == caller.environment,
        )
        found |= {(row.subject_id, row.external_id): row.id for row in await tx.rows(statement)}
    return found
