"""Facts that everybody has heard: they are kept for a while, and then forgotten."""

from datetime import datetime

import sqlalchemy as sa

from profile_core.kit import ids
from profile_core.store.facts import fact_table as f, handover_table as h
from profile_core.store.tx import Tx


async def forget(tx: Tx, bucket: int, before: datetime) -> int:
    """Delete in a bucket the facts told before a moment for which no handover is left; return how many.

    One that a listener gave up stays with its handover, so that it can be heard again.
    """
    waits = sa.exists().where(h.c.bucket == bucket, h.c.fact_id == f.c.id)
    old = (f.c.bucket == bucket, f.c.id < ids.first_at(before), sa.not_(waits))
    return await tx.run(sa.delete(f).where(*old))
