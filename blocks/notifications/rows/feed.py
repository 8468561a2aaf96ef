"""What each provider is told, in an order without gaps; test and live apart.

Whoever appends holds one row of the whole feed until it commits. So positions commit in their order, a reader who
saw one has seen all before it, and two who append for several providers never wait for each other in a circle.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.model import ProviderTold
from blocks.notifications.rows.tables import feed_end_table as e, feed_table as f
from profile_core.contract import Caller, Tx, now, now_plus

_NOBODY = UUID(int=0)
_WHOLE = ""
_OLD = 1_000
_STEP = (
    sa.update(e)
    .where(e.c.provider_id == sa.bindparam("provider"), e.c.environment == sa.bindparam("environment_"))
    .values(position=e.c.position + sa.bindparam("many", type_=e.c.position.type))
    .returning(e.c.position)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a provider's feed; positions are 1, 2, 3 ..."""

    position: int
    told: ProviderTold


async def append(tx: Tx, told: Sequence[ProviderTold]) -> None:
    """Give what providers are told the next positions of their feeds, in the order in which it is given."""
    if not told:
        return
    await _last(tx, _NOBODY, _WHOLE, many=len(told))
    feeds: dict[tuple[UUID, str], list[ProviderTold]] = defaultdict(list)
    for one in told:
        feeds[one.provider, one.environment].append(one)
    rows: list[dict[str, Any]] = []
    for (provider, environment), lines in feeds.items():
        first = await _last(tx, provider, environment, many=len(lines)) - len(lines) + 1
        same = {"provider_id": provider, "environment": environment, "at": now()}
        rows += [
            {**same, "position": position, "fact": msgspec.json.encode(one).decode()}
            for position, one in enumerate(lines, start=first)
        ]
    await tx.insert(f, rows)


async def after(tx: Tx, caller: Caller, position: int, *, most: int) -> list[Entry]:
    """Return the caller's lines after a position, in order."""
    statement = sa.select(f.c.position, f.c.fact).where(*_own(caller), f.c.position > position)
    rows = await tx.rows(statement.order_by(f.c.position).limit(most))
    return [
        Entry(position=row.position, told=msgspec.json.decode(row.fact, type=ProviderTold)) for row in rows
    ]


async def first_kept(tx: Tx, caller: Caller) -> int | None:
    """Return the position of the caller's oldest line, or None when there is none."""
    return await tx.value(sa.select(sa.func.min(f.c.position)).where(*_own(caller)))


async def last(tx: Tx, caller: Caller) -> int:
    """Return the last position that was given to the caller, 0 before the first."""
    own = (e.c.provider_id == caller.provider, e.c.environment == caller.environment)
    return await tx.value(sa.select(e.c.position).where(*own)) or 0


async def forget(tx: Tx, *, seconds: float) -> int:
    """Delete up to a thousand lines that are older; return how many."""
    key = (f.c.provider_id, f.c.environment, f.c.position)
    old: Sequence[sa.Row[tuple[UUID, str, int, datetime]]]
    old = await tx.rows(
        sa.select(*key, f.c.at).where(f.c.at < now_plus(-seconds)).order_by(f.c.at).limit(_OLD)
    )
    if old:
        await tx.run(sa.delete(f).where(sa.tuple_(*key).in_([tuple(row[:3]) for row in old])))
    return len(old)


async def _last(tx: Tx, provider: UUID, environment: str, *, many: int) -> int:
    """Give away so many positions, and return the last of them."""
    mine = {"provider": provider, "environment_": environment, "many": many}
    position: int | None = await tx.value(_STEP, **mine)
    if position is not None:
        return position
    first = {"provider_id": provider, "environment": environment, "position": 0}
    await tx.run(insert(e).values(first).on_conflict_do_nothing())
    return await tx.value(_STEP, **mine)


def _own(caller: Caller) -> tuple[sa.ColumnElement[bool], ...]:
    return (f.c.provider_id == caller.provider, f.c.environment == caller.environment)
