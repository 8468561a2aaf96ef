"""Which sources there are, and how they are."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.kit import clock
from profile_core.kit.acting import Caller, Environment
from profile_core.sources.model import Source
from profile_core.sources.tables import source_table as s
from profile_core.store import Tx

Key = tuple[UUID, Environment, str]
"""What names a source to its provider: provider, environment and code."""

_NAME = sa.tuple_(s.c.provider_id, s.c.environment, s.c.code)
_NAMED = sa.select(s).where(_NAME.in_(sa.bindparam("keys", type_=_NAME.type, expanding=True)))


async def named(tx: Tx, keys: Collection[Key]) -> dict[Key, Source]:
    """Return the sources that have these names, in one statement."""
    if not keys:
        return {}
    wanted = sorted((provider, str(environment), code) for provider, environment, code in keys)
    found = [_source(row) for row in await tx.rows(_NAMED, keys=wanted)]
    return {(one.provider, one.environment, one.code): one for one in found}


async def by_code(tx: Tx, provider: UUID, environment: Environment, code: str) -> Source | None:
    """Return the source that a provider has under a code."""
    return (await named(tx, [(provider, environment, code)])).get((provider, environment, code))


async def by_ids(tx: Tx, wanted: Collection[UUID]) -> dict[UUID, Source]:
    """Return the sources that have these ids."""
    if not wanted:
        return {}
    rows = await tx.rows(sa.select(s).where(s.c.id.in_(sorted(wanted))))
    return {row.id: _source(row) for row in rows}


async def of_caller(tx: Tx, caller: Caller) -> list[Source]:
    """Return a provider's sources by their codes."""
    mine = (s.c.provider_id == caller.provider, s.c.environment == caller.environment)
    return [_source(row) for row in await tx.rows(sa.select(s).where(*mine).order_by(s.c.code))]


async def every(tx: Tx) -> list[Source]:
    """Return all sources, those of one provider together."""
    ordered = sa.select(s).order_by(s.c.provider_id, s.c.environment, s.c.code)
    return [_source(row) for row in await tx.rows(ordered)]


async def put(tx: Tx, source: Source) -> None:
    """Write a source down, or what it says of itself now under the same name; then nothing is known of how it is."""
    row = {
        "id": source.id,
        "provider_id": source.provider,
        "environment": source.environment,
        "code": source.code,
        "url": source.url,
        "blocks": list(source.blocks),
        "page_size": source.page_size,
        "languages": list(source.languages),
        "paused": source.paused,
        "announces": source.announces,
        "away_since": None,
        "last_error": None,
        "answered_at": None,
        "created_at": source.created_at,
        "changed_at": source.changed_at,
    }
    new = insert(s).values(row)
    same = ("id", "provider_id", "environment", "code", "paused", "announces", "created_at", "answered_at")
    fresh = {name: new.excluded[name] for name in row if name not in same}
    await tx.run(new.on_conflict_do_update(index_elements=["provider_id", "environment", "code"], set_=fresh))


async def remove(tx: Tx, source: UUID) -> None:
    """Forget a source."""
    await tx.run(sa.delete(s).where(s.c.id == source))


async def pause(tx: Tx, source: UUID, *, paused: bool) -> None:
    """Ask a source no more, or again."""
    await tx.run(sa.update(s).where(s.c.id == source).values(paused=paused, changed_at=clock.now()))


async def announced(tx: Tx, source: UUID) -> None:
    """Note that a source announces what is new; once is enough."""
    await tx.run(sa.update(s).where(s.c.id == source, s.c.announces.is_(False)).values(announces=True))


async def away(tx: Tx, source: UUID, since: datetime, why: str) -> None:
    """Note that a source is away; the first moment stays."""
    gone = sa.func.coalesce(s.c.away_since, since)
    await tx.run(sa.update(s).where(s.c.id == source).values(away_since=gone, last_error=why))


async def back(tx: Tx, source: UUID) -> None:
    """Note that a source is there again."""
    values = {"away_since": None, "answered_at": clock.now()}
    await tx.run(sa.update(s).where(s.c.id == source).values(values))


async def answered(tx: Tx, some: Sequence[UUID]) -> None:
    """Note that sources answered just now."""
    if some:
        await tx.run(sa.update(s).where(s.c.id.in_(sorted(some))).values(answered_at=clock.now()))


async def erred(tx: Tx, source: UUID, why: str) -> None:
    """Note what was wrong with the last answer of a source."""
    await tx.run(sa.update(s).where(s.c.id == source).values(last_error=why))


def _source(row: sa.Row[Any]) -> Source:
    return Source(
        id=row.id,
        provider=row.provider_id,
        environment=Environment(row.environment),
        code=row.code,
        url=row.url,
        blocks=tuple(row.blocks),
        page_size=row.page_size,
        languages=tuple(row.languages),
        paused=row.paused,
        announces=row.announces,
        away_since=row.away_since,
        last_error=row.last_error,
        answered_at=row.answered_at,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
