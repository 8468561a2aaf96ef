"""Work that comes round: each job runs on one worker at a time, by a lease on the database's clock."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.store.due import Due
from profile_core.store.facts import metadata
from profile_core.store.tables import UtcDateTime, now, now_plus
from profile_core.store.tx import Tx

schedule_table = sa.Table(
    "schedule",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("lease_owner", sa.Uuid, nullable=True),
    sa.Column("ended_at", UtcDateTime, nullable=True),
    sa.Column("last_error", sa.Text, nullable=True),
)


def queue(name: str) -> Due:
    """Return the queue of a job, to look whether it is due."""
    s = schedule_table
    return Due(at=s.c.due_at, where=(s.c.name == name, s.c.due_at <= now()))


async def announce(tx: Tx, names: Sequence[str]) -> None:
    """Make the jobs known; those that are known keep their time."""
    for name in names:
        statement = insert(schedule_table).values(name=name, due_at=now())
        await tx.run(statement.on_conflict_do_nothing())


async def claim(tx: Tx, name: str, owner: UUID, *, lease: float) -> bool:
    """Lease a job that is due for ``lease`` seconds; False when it is not due or another worker has it."""
    s = schedule_table
    statement = sa.update(s).where(s.c.name == name, s.c.due_at <= now())
    return await tx.run(statement.values(due_at=now_plus(lease), lease_owner=owner)) == 1


async def end(tx: Tx, name: str, owner: UUID, *, every: float, error: str | None) -> None:
    """Let a job wait until its next round; a job whose lease was lost is left to whoever has it."""
    s = schedule_table
    statement = sa.update(s).where(s.c.name == name, s.c.lease_owner == owner)
    values = {"due_at": now_plus(every), "lease_owner": None, "ended_at": now(), "last_error": error}
    await tx.run(statement.values(values))
