"""Types of notifications: each provider sees its own."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.model import Definition, Kind, NotificationType, TypeState
from blocks.notifications.rows.tables import type_table as t
from profile_core.contract import Caller, Environment, Tx, clock, texts_as_json, texts_from_json


async def add(tx: Tx, caller: Caller, wanted: NotificationType) -> None:
    """Store a type unless its code is taken."""
    row = {
        "id": wanted.id,
        "provider_id": caller.provider,
        "environment": caller.environment,
        "code": wanted.code,
        "service": wanted.definition.service,
        "name": texts_as_json(wanted.name),
        "category": wanted.definition.category,
        "kind": wanted.kind,
        "state": wanted.state,
        "definition": msgspec.to_builtins(wanted.definition),
        "in_force": wanted.in_force,
        "published": wanted.published,
        "revision": wanted.revision,
        "created_at": clock.now(),
    }
    await tx.insert_new(t, [row])


async def by_code(tx: Tx, caller: Caller, codes: Collection[str]) -> dict[str, NotificationType]:
    """Return the caller's types that have these codes."""
    statement = sa.select(t).where(*_own(caller), t.c.code.in_(sorted(codes)))
    return {row.code: _type(row) for row in await tx.rows(statement)} if codes else {}


async def by_id(tx: Tx, wanted: Collection[UUID]) -> dict[UUID, NotificationType]:
    """Return the types, of whichever provider, that have these ids."""
    statement = sa.select(t).where(t.c.id.in_(sorted(wanted)))
    return {row.id: _type(row) for row in await tx.rows(statement)} if wanted else {}


async def every(tx: Tx, caller: Caller) -> list[NotificationType]:
    """Return all types of the caller, by code."""
    return [_type(row) for row in await tx.rows(sa.select(t).where(*_own(caller)).order_by(t.c.code))]


async def waiting(tx: Tx) -> list[NotificationType]:
    """Return the types of all providers that wait for the operator, the oldest first."""
    statement = sa.select(t).where(t.c.state == TypeState.SUBMITTED).order_by(t.c.created_at, t.c.id)
    return [_type(row) for row in await tx.rows(statement)]


async def approve(tx: Tx, type_id: UUID) -> None:
    """Let a type be used."""
    await tx.run(sa.update(t).where(t.c.id == type_id).values(state=TypeState.APPROVED, in_force=True))


async def probe(tx: Tx) -> None:
    """Ask the database something small about the block's own tables."""
    await tx.rows(sa.select(t.c.id).limit(1))


def _own(caller: Caller) -> tuple[sa.ColumnElement[bool], ...]:
    return (t.c.provider_id == caller.provider, t.c.environment == caller.environment)


def _type(row: sa.Row[Any]) -> NotificationType:
    return NotificationType(
        id=row.id,
        provider=row.provider_id,
        environment=Environment(row.environment),
        code=row.code,
        definition=_definition(row),
        state=TypeState(row.state),
        in_force=row.in_force,
        published=row.published,
        revision=row.revision,
    )


def _definition(row: sa.Row[Any]) -> Definition:
    if row.definition is not None:
        return msgspec.convert(row.definition, Definition)
    name = texts_from_json(row.name)
    return Definition(service=row.service, name=name, category=row.category, kind=Kind(row.kind))
