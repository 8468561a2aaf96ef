"""Types of notifications: each provider sees its own."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from blocks.notifications.model import Definition, Door, Kind, Mode, NotificationType, TypeState
from blocks.notifications.rows.tables import type_table as t
from profile_core.contract import Caller, Environment, Tx, clock, texts_as_json, texts_from_json

_BY_CODE = sa.select(t).where(
    t.c.provider_id == sa.bindparam("provider"),
    t.c.environment == sa.bindparam("environment"),
    t.c.code.in_(sa.bindparam("codes", expanding=True)),
)


async def add(tx: Tx, caller: Caller, wanted: NotificationType) -> None:
    """Store a type unless its code is taken."""
    row = {
        "id": wanted.id,
        "provider_id": caller.provider,
        "environment": caller.environment,
        "code": wanted.code,
        "created_at": clock.now(),
        **_changing(wanted),
    }
    await tx.insert_new(t, [row])


async def put(tx: Tx, changed: NotificationType) -> None:
    """Write what became of a type, which was held since it was read."""
    await tx.run(sa.update(t).where(t.c.id == changed.id).values(_changing(changed)))


async def held(tx: Tx, caller: Caller, code: str) -> NotificationType | None:
    """Return a type of the caller, and let nobody else change it before this transaction ends."""
    row = await tx.row(sa.select(t).where(*_own(caller), t.c.code == code).with_for_update())
    return None if row is None else _type(row)


async def of_all(tx: Tx, provider: UUID, code: str) -> list[NotificationType]:
    """Return what a provider has under a code, test and live, and let nobody else change them."""
    mine = (t.c.provider_id == provider, t.c.code == code)
    statement = sa.select(t).where(*mine).order_by(t.c.environment).with_for_update()
    return [_type(row) for row in await tx.rows(statement)]


async def by_code(tx: Tx, caller: Caller, codes: Collection[str]) -> dict[str, NotificationType]:
    """Return the caller's types that have these codes."""
    if not codes:
        return {}
    named = {"provider": caller.provider, "environment": caller.environment, "codes": sorted(codes)}
    return {row.code: _type(row) for row in await tx.rows(_BY_CODE, **named)}


async def by_id(tx: Tx, wanted: Collection[UUID]) -> dict[UUID, NotificationType]:
    """Return the types, of whichever provider, that have these ids."""
    statement = sa.select(t).where(t.c.id.in_(sorted(wanted)))
    return {row.id: _type(row) for row in await tx.rows(statement)} if wanted else {}


async def of_notice(tx: Tx, caller: Caller, topic: str) -> NotificationType | None:
    """Return the type that the caller's provider wants notices of a topic to become; None while it wants none."""
    wants = (t.c.notice == topic, t.c.in_force, t.c.published)
    rows = await tx.rows(sa.select(t).where(*_own(caller), *wants).order_by(t.c.id).limit(1))
    return _type(rows[0]) if rows else None


async def every(tx: Tx, caller: Caller) -> list[NotificationType]:
    """Return all types of the caller, by code."""
    return [_type(row) for row in await tx.rows(sa.select(t).where(*_own(caller)).order_by(t.c.code))]


async def waiting(tx: Tx) -> list[NotificationType]:
    """Return the types of all providers that wait for the operator, the oldest first."""
    statement = sa.select(t).where(t.c.state == TypeState.SUBMITTED).order_by(t.c.created_at, t.c.id)
    return [_type(row) for row in await tx.rows(statement)]


async def probe(tx: Tx) -> None:
    """Ask the database something small about the block's own tables."""
    await tx.rows(sa.select(t.c.id).limit(1))


def _own(caller: Caller) -> tuple[sa.ColumnElement[bool], ...]:
    return (t.c.provider_id == caller.provider, t.c.environment == caller.environment)


def _changing(one: NotificationType) -> dict[str, Any]:
    """Return the columns that change; some of what is in force stands in columns of its own, for lists."""
    return {
        "service": one.definition.service,
        "name": texts_as_json(one.name),
        "category": one.definition.category,
        "kind": one.kind,
        "state": one.state,
        "definition": msgspec.to_builtins(one.definition),
        "draft": sa.null() if one.draft is None else msgspec.to_builtins(one.draft),
        "in_force": one.in_force,
        "published": one.published,
        "revision": one.revision,
        "rejected_for": one.rejected_for,
        "changed_at": clock.now(),
        "notice": one.definition.notice,
        "mode": one.definition.mode,
        "source": one.definition.source,
        "asks": Mode.PULL_LIVE in (one.definition.mode, *(door.mode for door in one.former)),
        "former": msgspec.to_builtins(one.former, builtin_types=()) or None,
    }


def _type(row: sa.Row[Any]) -> NotificationType:
    return NotificationType(
        id=row.id,
        provider=row.provider_id,
        environment=Environment(row.environment),
        code=row.code,
        definition=_definition(row),
        state=TypeState(row.state),
        in_force=row.in_force,
        draft=None if row.draft is None else msgspec.convert(row.draft, Definition),
        rejected_for=row.rejected_for,
        published=row.published,
        revision=row.revision,
        former=msgspec.convert(row.former or (), tuple[Door, ...]),
    )


def _definition(row: sa.Row[Any]) -> Definition:
    if row.definition is not None:
        return msgspec.convert(row.definition, Definition)
    name = texts_from_json(row.name)
    return Definition(service=row.service, name=name, category=row.category, kind=Kind(row.kind))
