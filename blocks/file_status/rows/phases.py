"""The phases that an operator loaded."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from blocks.file_status.model import Phase
from blocks.file_status.rows.tables import phase_table as t
from profile_core.contract import Tx, clock

_ALL = sa.select(t.c.phase).order_by(t.c.place)


async def loaded(tx: Tx) -> tuple[Phase, ...]:
    """Return them in the order of the road; none where none were loaded."""
    return tuple(msgspec.convert(row.phase, Phase) for row in await tx.rows(_ALL))


async def replace(tx: Tx, phases: Sequence[Phase]) -> None:
    """Let these hold from now on, and no others."""
    await tx.run(sa.delete(t))
    rows = [
        {"code": one.code, "place": place, "phase": msgspec.to_builtins(one)}
        for place, one in enumerate(phases)
    ]
    await tx.insert(t, rows, same={"loaded_at": clock.now()})
