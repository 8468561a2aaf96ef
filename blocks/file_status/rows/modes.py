"""By which modes the files of providers come in."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from blocks.file_status.model import Chosen
from blocks.file_status.rows.tables import mode_table as t
from profile_core.contract import Caller, Environment, Tx, clock, sources


async def chosen(tx: Tx, caller: Caller) -> Chosen:
    """Return what the caller's provider chose; one that chose nothing pushes."""
    mine = (t.c.provider_id == caller.provider, t.c.environment == caller.environment)
    row = await tx.row(sa.select(t).where(*mine))
    return _chosen(row) if row else Chosen(provider=caller.provider, environment=caller.environment)


async def pulling(tx: Tx) -> Sequence[Chosen]:
    """Return all providers that chose something, whose doors may lead to sources."""
    return [_chosen(row) for row in await tx.rows(sa.select(t).order_by(t.c.provider_id, t.c.environment))]


async def choose(tx: Tx, caller: Caller, wanted: Chosen) -> None:
    """Write down what a provider chose."""
    row = {
        "provider_id": caller.provider,
        "environment": caller.environment,
        "mode": wanted.mode,
        "source": wanted.source,
        "former": msgspec.to_builtins(wanted.former),
        "changed_at": clock.now(),
    }
    new = insert(t).values(row)
    written = {name: new.excluded[name] for name in ("mode", "source", "former", "changed_at")}
    key = ["provider_id", "environment"]
    await tx.run(new.on_conflict_do_update(index_elements=key, set_=written))


def _chosen(row: sa.Row[Any]) -> Chosen:
    return Chosen(
        provider=row.provider_id,
        environment=Environment(row.environment),
        mode=sources.Mode(row.mode),
        source=row.source,
        former=msgspec.convert(row.former, tuple[sources.Door, ...]),
    )
