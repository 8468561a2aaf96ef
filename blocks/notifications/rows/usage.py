"""How much a provider sent, by day, type, channel and state; test and live apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.notifications.model import DeliveryState, ProviderTold
from blocks.notifications.rows.tables import type_table as t, usage_table as u
from profile_core.contract import Caller, Tx

_KEY = (u.c.provider_id, u.c.environment, u.c.day, u.c.type_id, u.c.channel, u.c.state)
_new = insert(u)
_adding = _new.on_conflict_do_update(index_elements=_KEY, set_={"count": u.c.count + _new.excluded.count})
_ADD = _adding.returning(u.c.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """How many deliveries of one type by one channel came to one state on one day."""

    day: date
    type: str
    channel: str
    state: DeliveryState
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How many deliveries of one type of one provider by one channel ever came to one state."""

    provider: UUID
    type: str
    channel: str
    state: str
    count: int


async def add(tx: Tx, told: Sequence[ProviderTold]) -> None:
    """Count deliveries that changed, on the day when they did; what is no delivery is not counted."""
    times = Counter(
        (one.provider, str(one.environment), one.at.date(), one.type, one.channel, one.state.value)
        for one in told
        if one.channel is not None and one.state is not None
    )
    names = [column.name for column in _KEY]
    await tx.put(_ADD, [{**dict(zip(names, key, strict=True)), "count": times[key]} for key in sorted(times)])


async def of(tx: Tx, caller: Caller, since: date) -> list[Used]:
    """Return the caller's counts from a day on, the newest day first."""
    where = (u.c.provider_id == caller.provider, u.c.environment == caller.environment, u.c.day >= since)
    columns = (u.c.day, t.c.code, u.c.channel, u.c.state, u.c.count.label("times"))
    statement = sa.select(*columns).join_from(u, t, t.c.id == u.c.type_id).where(*where)
    rows = await tx.rows(statement.order_by(u.c.day.desc(), t.c.code, u.c.channel, u.c.state))
    return [
        Used(day=row.day, type=row.code, channel=row.channel, state=DeliveryState(row.state), count=row.times)
        for row in rows
    ]


async def totals(tx: Tx) -> list[Total]:
    """Return the sums of all days, live only, for the operator's metrics."""
    columns = (u.c.provider_id, t.c.code, u.c.channel, u.c.state)
    total = sa.func.sum(u.c.count).label("times")
    statement = sa.select(*columns, total).join_from(u, t, t.c.id == u.c.type_id)
    rows = await tx.rows(statement.where(u.c.environment == "live").group_by(*columns))
    return [
        Total(provider=row.provider_id, type=row.code, channel=row.channel, state=row.state, count=row.times)
        for row in rows
    ]
