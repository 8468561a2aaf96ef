"""The emergency stop of each use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.outbound.tables import stop_table as s
from profile_core.store import Tx, now

FIRST = "first start in production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Whether a use is stopped, since when and why."""

    use: str
    stopped: bool
    changed_at: datetime
    reason: str


async def stopped(tx: Tx, use: str) -> bool:
    """Tell whether a use is stopped."""
    return await tx.value(sa.select(s.c.stopped).where(s.c.use == use)) or False


async def at_first(tx: Tx, uses: Sequence[str]) -> None:
    """Stop the uses of which nobody has said yet whether they may go."""
    for use in uses:
        row = {"use": use, "stopped": True, "changed_at": now(), "reason": FIRST}
        await tx.run(insert(s).values(row).on_conflict_do_nothing())


async def change(tx: Tx, use: str, *, stopped: bool, reason: str) -> None:
    """Stop a use, or let it go."""
    row = {"use": use, "stopped": stopped, "changed_at": now(), "reason": reason}
    put = insert(s).values(row)
    changed = {name: put.excluded[name] for name in ("stopped", "changed_at", "reason")}
    await tx.run(put.on_conflict_do_update(index_elements=[s.c.use], set_=changed))


async def every(tx: Tx) -> list[Stop]:
    """Return what was said of each use, by name."""
    rows = await tx.rows(sa.select(s).order_by(s.c.use))
    return [
        Stop(use=row.use, stopped=row.stopped, changed_at=row.changed_at, reason=row.reason) for row in rows
    ]
