"""How far feeds are followed, each by one worker at a time; and what of them was refused."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.kit import clock
from profile_core.kit.acting import Caller
from profile_core.sources.feed import Followed, Refusal, Refused
from profile_core.sources.feed_tables import feed_table as f, refusal_table as r
from profile_core.sources.tables import source_table as s
from profile_core.store import Tx, now, now_plus
from profile_core.store.due import Due

_KEPT = 30 * 86_400.0
"""Seconds for which a refusal is kept."""


def queue(block: str) -> Due:
    """Return the queue of a block's feeds, to look whether one is due."""
    return Due(at=f.c.due_at, where=(f.c.block == block, *_due()))


async def follow(tx: Tx, source: UUID, block: str) -> None:
    """Follow the changes of a source from the beginning; one that is followed already goes on where it is."""
    row = {"source_id": source, "block": block, "due_at": now(), "failures": 0}
    await tx.run(insert(f).values(row).on_conflict_do_nothing())


async def unfollow(tx: Tx, source: UUID, block: str) -> None:
    """Follow a source no more."""
    await tx.run(sa.delete(f).where(f.c.source_id == source, f.c.block == block))


async def follow_only(tx: Tx, block: str, wanted: Collection[UUID]) -> None:
    """Follow these sources for a block, and no others; done twice it changes nothing."""
    known = {one.source for one in await followed(tx, block)}
    for source in sorted(set(wanted) - known):
        await follow(tx, source, block)
    for source in sorted(known - set(wanted)):
        await unfollow(tx, source, block)


async def followed(tx: Tx, block: str) -> list[Followed]:
    """Return all feeds that a block follows."""
    return [_followed(row) for row in await tx.rows(sa.select(f).where(f.c.block == block))]


async def every(tx: Tx) -> list[Followed]:
    """Return all feeds."""
    return [_followed(row) for row in await tx.rows(sa.select(f).order_by(f.c.source_id, f.c.block))]


async def of_source(tx: Tx, source: UUID) -> list[Followed]:
    """Return the feeds of a source."""
    mine = sa.select(f).where(f.c.source_id == source).order_by(f.c.block)
    return [_followed(row) for row in await tx.rows(mine)]


async def claim(tx: Tx, block: str, owner: UUID, *, lease: float, most: int) -> list[Followed]:
    """Lease feeds of a block that are due, those that have waited longest first."""
    waiting = sa.select(f.c.source_id).where(f.c.block == block, *_due()).order_by(f.c.due_at, f.c.source_id)
    due = waiting.limit(most).with_for_update(skip_locked=True).cte("due")
    due = due.prefix_with("MATERIALIZED", dialect="postgresql")
    leased = sa.update(f).where(f.c.block == block, f.c.source_id == due.c.source_id)
    values = {"owner": owner, "lease_until": now_plus(lease)}
    return [_followed(row) for row in await tx.rows(leased.values(values).returning(*f.c))]


async def forget(tx: Tx, source: UUID) -> None:
    """Leave nothing of the feeds of a source; a page that is under way is taken no more."""
    await tx.run(sa.delete(f).where(f.c.source_id == source))
    await tx.run(sa.delete(r).where(r.c.source_id == source))


async def advance(tx: Tx, one: Followed, *, wait: float) -> bool:
    """Go on from where a feed is now after so many seconds; False when somebody else has the feed by now."""
    values = {
        "cursor": one.cursor,
        "mark": one.mark,
        "pages": one.pages,
        "polled_at": now(),
        "failures": 0,
        "away_since": None,
        "last_error": None,
    }
    return await tx.run(_mine(one).values(**values, **_released(wait))) == 1


async def fail(tx: Tx, one: Followed, why: str, *, wait: float) -> bool:
    """Ask again after so many seconds, from where it is; the first moment at which it failed stays.

    False when somebody else has the feed by now.
    """
    values = {
        "failures": f.c.failures + 1,
        "away_since": sa.func.coalesce(f.c.away_since, now()),
        "last_error": why,
    }
    return await tx.run(_mine(one).values(**values, **_released(wait))) == 1


async def rest(tx: Tx, one: Followed, *, wait: float) -> None:
    """Leave a feed alone for so many seconds; nothing is said of how it is."""
    await tx.run(_mine(one).values(_released(wait)))


async def refuse(tx: Tx, one: Followed, refused: Sequence[Refused]) -> None:
    """Keep what was refused, the last of each key; all of a page at one moment."""
    moment = clock.now()
    by_key = {(each.type, each.external_id): each for each in refused}
    rows = [
        {
            "source_id": one.source,
            "block": one.block,
            "type": key[0],
            "external_id": key[1],
            "code": by_key[key].code,
            "message": by_key[key].message,
            "at": moment,
        }
        for key in sorted(by_key)
    ]
    await tx.put(_REFUSED, rows)


async def refused(tx: Tx, caller: Caller, block: str, *, first: int) -> list[Refusal]:
    """Return what a block refused of a provider's feeds, the newest first."""
    of_provider = (s.c.provider_id == caller.provider, s.c.environment == caller.environment)
    mine = (*of_provider, r.c.block == block)
    of_mine = sa.select(r).join(s, s.c.id == r.c.source_id).where(*mine)
    newest = of_mine.order_by(r.c.at.desc(), r.c.type, r.c.external_id).limit(first)
    return [_refusal(row) for row in await tx.rows(newest)]


async def count_refused(tx: Tx, sources: Collection[UUID]) -> dict[UUID, int]:
    """Return how many refusals are kept of each source."""
    counted = sa.select(r.c.source_id, sa.func.count().label("many")).where(
        r.c.source_id.in_(sorted(sources))
    )
    return {row.source_id: row.many for row in await tx.rows(counted.group_by(r.c.source_id))}


async def sweep(tx: Tx) -> None:
    """Delete refusals that were kept long enough."""
    await tx.run(sa.delete(r).where(r.c.at < now_plus(-_KEPT)))


_new = insert(r)
_REFUSED = _new.on_conflict_do_update(
    index_elements=("source_id", "block", "type", "external_id"),
    set_={name: _new.excluded[name] for name in ("code", "message", "at")},
).returning(r.c.source_id)


def _due() -> tuple[sa.ColumnElement[bool], ...]:
    return (f.c.due_at <= now(), sa.or_(f.c.lease_until.is_(None), f.c.lease_until <= now()))


def _mine(one: Followed) -> sa.Update:
    """Begin an update of a feed that takes effect only while it is leased to whoever claimed it."""
    return sa.update(f).where(f.c.source_id == one.source, f.c.block == one.block, f.c.owner == one.owner)


def _released(wait: float) -> dict[str, Any]:
    return {"due_at": now_plus(wait), "owner": None, "lease_until": None}


def _followed(row: sa.Row[Any]) -> Followed:
    return Followed(
        source=row.source_id,
        block=row.block,
        cursor=row.cursor,
        failures=row.failures,
        polled_at=row.polled_at,
        away_since=row.away_since,
        last_error=row.last_error,
        owner=row.owner,
        mark=row.mark,
        pages=row.pages,
    )


def _refusal(row: sa.Row[Any]) -> Refusal:
    return Refusal(
        source=row.source_id,
        type=row.type,
        external_id=row.external_id,
        code=row.code,
        message=row.message,
        at=row.at,
    )
