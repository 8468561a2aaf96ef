"""What waits to go outside although its moment has come, by provider, type and channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from blocks.notifications.model import DeliveryState
from blocks.notifications.rows.tables import delivery_table as d, notification_table as n, type_table as t
from profile_core.contract import Tx, now

_OVERDUE = (d.c.state == DeliveryState.SCHEDULED, d.c.due_at <= now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How many deliveries wait, and since when the oldest does; live only."""

    provider: UUID
    type: str
    channel: str
    count: int
    oldest: datetime


async def overdue(tx: Tx) -> Sequence[Waits]:
    """Measure what waits; first a look in which buckets it lies, then these are read."""
    looked = await tx.rows(sa.select(d.c.bucket).where(*_OVERDUE).distinct())
    if not looked:
        return []
    source = d.join(n, sa.and_(n.c.bucket == d.c.bucket, n.c.id == d.c.notification_id))
    key = (d.c.provider_id, t.c.code, d.c.channel)
    times, oldest = sa.func.count().label("times"), sa.func.min(d.c.due_at).label("oldest")
    statement = sa.select(*key, times, oldest).select_from(source.join(t, t.c.id == n.c.type_id))
    where = (d.c.bucket.in_(sorted(row.bucket for row in looked)), d.c.environment == "live", *_OVERDUE)
    rows = await tx.rows(statement.where(*where).group_by(*key))
    return [
        Waits(
            provider=row.provider_id, type=row.code, channel=row.channel, count=row.times, oldest=row.oldest
        )
        for row in rows
    ]
