"""Statements on what sites have chosen for their headers."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from embed_header.model import Choice, Configuration
from embed_header.tables import configuration_table as t
from profile_core.contract import Caller, Tx

_OF_SITE = sa.select(t).where(
    t.c.origin == sa.bindparam("origin"), t.c.provider_id == sa.bindparam("provider")
)
_OF_ID = sa.select(t).where(t.c.id == sa.bindparam("id"))
_BY_ORIGIN = sa.select(t).order_by(t.c.origin, t.c.provider_id)
_OF_PROVIDER = _BY_ORIGIN.where(t.c.provider_id == sa.bindparam("provider"))


async def of_site(tx: Tx, origin: str, provider: UUID) -> Configuration | None:
    """Return what a provider chose for its site."""
    row = await tx.row(_OF_SITE, origin=origin, provider=provider)
    return None if row is None else _configuration(row)


async def of_id(tx: Tx, configuration_id: UUID) -> Configuration | None:
    """Return the configuration of an id."""
    row = await tx.row(_OF_ID, id=configuration_id)
    return None if row is None else _configuration(row)


async def of_provider(tx: Tx, caller: Caller) -> list[Configuration]:
    """Return what the caller's provider chose for its sites, by origin."""
    return [_configuration(row) for row in await tx.rows(_OF_PROVIDER, provider=caller.provider)]


async def every(tx: Tx) -> list[Configuration]:
    """Return what all providers chose, by origin."""
    return [_configuration(row) for row in await tx.rows(_BY_ORIGIN)]


async def choices(tx: Tx, origins: Collection[str]) -> Mapping[tuple[str, UUID], Choice]:
    """Return the choices that were made for any of some origins, by origin and provider, in one statement."""
    columns = sa.select(t.c.origin, t.c.provider_id, t.c.blocks)
    rows = await tx.rows(columns.where(t.c.origin.in_(sorted(origins))))
    return {(row.origin, row.provider_id): _choice(row.blocks) for row in rows}


async def put(tx: Tx, one: Configuration) -> bool:
    """Write a configuration over what stood there before; False when another one has its id."""
    await forget(tx, one)
    row = {
        "origin": one.origin,
        "provider_id": one.provider,
        "id": one.id,
        "blocks": None if one.blocks is None else sorted(one.blocks),
        "flemish": one.flemish,
        "changed_at": one.changed_at,
    }
    return one.id in await tx.insert_new(t, [row])


async def forget(tx: Tx, one: Configuration) -> None:
    """Delete the configuration of a site."""
    await tx.run(sa.delete(t).where(t.c.origin == one.origin, t.c.provider_id == one.provider))


def _configuration(row: sa.Row[Any]) -> Configuration:
    return Configuration(
        id=row.id,
        origin=row.origin,
        provider=row.provider_id,
        blocks=_choice(row.blocks),
        flemish=row.flemish,
        changed_at=row.changed_at,
    )


def _choice(blocks: list[str] | None) -> Choice:
    return None if blocks is None else frozenset(blocks)
