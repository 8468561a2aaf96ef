"""The webhooks of providers, and which of them is for what."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.kit.acting import Caller, Environment
from profile_core.outbound.tables import webhook_table as w, webhook_use_table as u
from profile_core.outbound.webhooks.model import Endpoint, WebhookState, WebhookUse
from profile_core.store import Tx, now

_COLUMNS = (w.c.id, w.c.provider_id, w.c.environment, w.c.url, w.c.state, w.c.created_at, w.c.changed_at)


async def add(tx: Tx, endpoint: Endpoint, sealed: bytes) -> UUID:
    """Write an endpoint down, once by its address; return the id of the one that is there."""
    mine = (w.c.provider_id == endpoint.provider, w.c.environment == endpoint.environment)
    row = {
        "id": endpoint.id,
        "provider_id": endpoint.provider,
        "environment": endpoint.environment,
        "url": endpoint.url,
        "state": endpoint.state,
        "sealed": sealed,
        "created_at": endpoint.created_at,
        "changed_at": endpoint.changed_at,
    }
    if await tx.insert_new(w, [row]):
        return endpoint.id
    return await tx.value(sa.select(w.c.id).where(*mine, w.c.url == endpoint.url))


async def add_use(tx: Tx, endpoint: Endpoint, use: WebhookUse) -> UUID:
    """Say what an endpoint is for; return the id of the one that is for it."""
    mine = (u.c.provider_id == endpoint.provider, u.c.environment == endpoint.environment, u.c.use == use)
    row = {
        "provider_id": endpoint.provider,
        "environment": endpoint.environment,
        "use": use,
        "endpoint_id": endpoint.id,
    }
    await tx.run(insert(u).values(row).on_conflict_do_nothing())
    return await tx.value(sa.select(u.c.endpoint_id).where(*mine))


async def remove(tx: Tx, caller: Caller, endpoint_id: UUID) -> bool:
    """Delete an endpoint and what it was for; False when the caller has none with this id."""
    used = (u.c.provider_id == caller.provider, u.c.environment == caller.environment)
    await tx.run(sa.delete(u).where(*used, u.c.endpoint_id == endpoint_id))
    return await tx.run(sa.delete(w).where(*_of(caller), w.c.id == endpoint_id)) == 1


async def of_caller(tx: Tx, caller: Caller) -> list[Endpoint]:
    """Return a provider's endpoints, the oldest first."""
    rows = await tx.rows(sa.select(*_COLUMNS).where(*_of(caller)).order_by(w.c.created_at, w.c.id))
    used = (u.c.provider_id == caller.provider, u.c.environment == caller.environment)
    uses: dict[UUID, list[WebhookUse]] = defaultdict(list)
    for row in await tx.rows(sa.select(u.c.endpoint_id, u.c.use).where(*used).order_by(u.c.use)):
        uses[row.endpoint_id].append(WebhookUse(row.use))
    return [_endpoint(row, uses[row.id]) for row in rows]


async def for_use(tx: Tx, provider: UUID, environment: Environment, use: WebhookUse) -> Endpoint | None:
    """Return the active endpoint that a provider has for a use."""
    row = await tx.row(_used(provider, environment, use, *_COLUMNS))
    return None if row is None else _endpoint(row, [use])


async def sealed_for_use(
    tx: Tx, provider: UUID, environment: Environment, use: WebhookUse
) -> tuple[Endpoint, bytes] | None:
    """Return the active endpoint that a provider has for a use, with its secrets as they are stored."""
    row = await tx.row(_used(provider, environment, use, *_COLUMNS, w.c.sealed))
    return None if row is None else (_endpoint(row, [use]), row.sealed)


async def sealed_of(tx: Tx, caller: Caller, endpoint_id: UUID) -> tuple[Endpoint, bytes] | None:
    """Return a caller's endpoint, active or not, with its secrets as they are stored."""
    row = await tx.row(sa.select(*_COLUMNS, w.c.sealed).where(*_of(caller), w.c.id == endpoint_id))
    return None if row is None else (_endpoint(row, []), row.sealed)


async def locked(tx: Tx, caller: Caller, endpoint_id: UUID) -> bytes | None:
    """Return the secrets of a caller's endpoint as they are stored, held until this transaction ends."""
    statement = sa.select(w.c.sealed).where(*_of(caller), w.c.id == endpoint_id).with_for_update()
    return await tx.value(statement)


async def put_sealed(tx: Tx, endpoint_id: UUID, sealed: bytes) -> None:
    """Store an endpoint's secrets."""
    await tx.run(sa.update(w).where(w.c.id == endpoint_id).values(sealed=sealed, changed_at=now()))


async def gone(tx: Tx, endpoint_id: UUID) -> None:
    """Mark an endpoint as one that wants nothing any more."""
    changed = sa.update(w).where(w.c.id == endpoint_id)
    await tx.run(changed.values(state=WebhookState.GONE, changed_at=now()))


async def every_sealed(tx: Tx) -> Sequence[tuple[UUID, bytes]]:
    """Return the secrets of all endpoints as they are stored, held until this transaction ends."""
    rows = await tx.rows(sa.select(w.c.id, w.c.sealed).order_by(w.c.id).with_for_update())
    return [(row.id, row.sealed) for row in rows]


def _of(caller: Caller) -> tuple[sa.ColumnElement[bool], ...]:
    return (w.c.provider_id == caller.provider, w.c.environment == caller.environment)


def _used(
    provider: UUID, environment: Environment, use: WebhookUse, *columns: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    mine = (u.c.provider_id == provider, u.c.environment == environment, u.c.use == use)
    joined = sa.join(u, w, w.c.id == u.c.endpoint_id)
    return sa.select(*columns).select_from(joined).where(*mine, w.c.state == WebhookState.ACTIVE)


def _endpoint(row: sa.Row[Any], uses: Sequence[WebhookUse]) -> Endpoint:
    return Endpoint(
        id=row.id,
        provider=row.provider_id,
        environment=Environment(row.environment),
        url=row.url,
        uses=tuple(uses),
        state=WebhookState(row.state),
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
