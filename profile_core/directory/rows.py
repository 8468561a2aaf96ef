"""Reading and writing the directory."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from profile_core.directory import addresses
from profile_core.directory.model import Application, Provider, Service, Site
from profile_core.directory.tables import (
    agreement_table as g,
    application_table as a,
    provider_table as p,
    service_table as v,
    site_table as s,
)
from profile_core.kit import ids
from profile_core.kit.acting import Caller, Environment
from profile_core.kit.texts import as_json, from_json
from profile_core.store import Tx

_APPLICATION = sa.select(a).where(a.c.client_id == sa.bindparam("client_id"))
_ORIGIN = sa.select(s.c.origin).where(s.c.origin == sa.bindparam("origin"))
_VALID = (
    g.c.provider_id == sa.bindparam("provider"),
    g.c.block == sa.bindparam("block"),
    g.c.valid_from <= sa.bindparam("day"),
    sa.or_(g.c.valid_until.is_(None), g.c.valid_until >= sa.bindparam("day")),
)
_AGREEMENT = sa.select(g.c.id).where(*_VALID).limit(1)
_DATA_SETS = sa.select(g.c.data_sets).where(*_VALID)


class Outcome(StrEnum):
    """What writing a row did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


async def application(tx: Tx, client_id: str) -> Application | None:
    """Return the application of a client id."""
    if _cannot_stand_here(client_id):
        return None
    row = await tx.row(_APPLICATION, client_id=client_id)
    return None if row is None else _application(row)


async def applications(tx: Tx, client_ids: Collection[str]) -> dict[str, Application]:
    """Return applications by client id, in one statement."""
    statement = sa.select(a).where(a.c.client_id.in_(sorted(client_ids)))
    rows = await tx.rows(statement) if client_ids else ()
    return {row.client_id: _application(row) for row in rows}


async def sites_of_all(tx: Tx, client_ids: Collection[str]) -> tuple[Site, ...]:
    """Return the sites that sign on through any of some clients, in one statement."""
    statement = sa.select(s).where(s.c.client_id.in_(sorted(client_ids))).order_by(s.c.origin)
    return tuple(_site(row) for row in await tx.rows(statement)) if client_ids else ()


async def sites_of(tx: Tx, client_id: str) -> tuple[Site, ...]:
    """Return the sites that sign on through a client."""
    return tuple(_site(row) for row in await tx.rows(sa.select(s).where(s.c.client_id == client_id)))


async def site(tx: Tx, origin: str) -> Site | None:
    """Return the site of an exact origin."""
    if _cannot_stand_here(origin):
        return None
    row = await tx.row(sa.select(s).where(s.c.origin == origin))
    return None if row is None else _site(row)


async def sites_of_provider(tx: Tx, provider_id: UUID) -> tuple[tuple[Site, Application], ...]:
    """Return the sites of a provider by origin, each with the application that it signs on through."""
    sites = await tx.rows(sa.select(s).where(s.c.provider_id == provider_id).order_by(s.c.origin))
    rows = await tx.rows(sa.select(a).where(a.c.client_id.in_(sorted({one.client_id for one in sites}))))
    found = {row.client_id: _application(row) for row in rows}
    return tuple((_site(one), found[one.client_id]) for one in sites if one.client_id in found)


async def is_site(tx: Tx, origin: str) -> bool:
    """Tell whether an exact origin is a registered site."""
    if _cannot_stand_here(origin):
        return False
    return await tx.value(_ORIGIN, origin=origin) is not None


async def provider(tx: Tx, provider_id: UUID) -> Provider | None:
    """Return a provider."""
    return (await providers(tx, [provider_id])).get(provider_id)


async def provider_of_code(tx: Tx, code: str) -> Provider | None:
    """Return the provider that has this code."""
    row = await tx.row(sa.select(p).where(p.c.code == code))
    return None if row is None else _provider(row)


async def providers(tx: Tx, ids: Collection[UUID]) -> dict[UUID, Provider]:
    """Return providers by id, in one statement."""
    rows = await tx.rows(sa.select(p).where(p.c.id.in_(sorted(ids)))) if ids else ()
    return {row.id: _provider(row) for row in rows}


async def service(tx: Tx, code: str, caller: Caller) -> Service | None:
    """Return one of the caller's own services; another provider's and none are the same answer."""
    if _cannot_stand_here(code):
        return None
    row = await tx.row(sa.select(v).where(v.c.code == code, v.c.provider_id == caller.provider))
    return None if row is None else _service(row)


async def services(tx: Tx, caller: Caller) -> tuple[Service, ...]:
    """Return the caller's services by code."""
    rows = await tx.rows(sa.select(v).where(v.c.provider_id == caller.provider).order_by(v.c.code))
    return tuple(_service(row) for row in rows)


async def agreement_covers(tx: Tx, provider_id: UUID, block: str, day: date) -> bool:
    """Tell whether an agreement lets a provider use a block on a day."""
    return await tx.value(_AGREEMENT, provider=provider_id, block=block, day=day) is not None


async def agreed_data_sets(tx: Tx, provider_id: UUID, block: str, day: date) -> frozenset[str]:
    """Return what the agreements of a provider about a block name on a day."""
    rows = await tx.rows(_DATA_SETS, provider=provider_id, block=block, day=day)
    return frozenset(name for row in rows for name in row.data_sets)


async def codes(tx: Tx, table: sa.Table) -> dict[str, UUID]:
    """Return the id of each provider or supplier by its code."""
    return {row.code: row.id for row in await tx.rows(sa.select(table.c.code, table.c.id))}


async def providers_of_clients(tx: Tx) -> dict[str, UUID]:
    """Return the provider of each application by its client id."""
    return {
        row.client_id: row.provider_id for row in await tx.rows(sa.select(a.c.client_id, a.c.provider_id))
    }


async def put(tx: Tx, table: sa.Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> Outcome:
    """Write a row by its unique key, unless it stands there already; say what happened."""
    where = [table.c[name] == value for name, value in key.items()]
    row = await tx.row(sa.select(table).where(*where))
    if row is None:
        fresh = {"id": ids.plain_id()} if "id" in table.c else {}
        await tx.insert(table, [{**fresh, **key, **values}])
        return Outcome.CREATED
    if all(getattr(row, name) == value for name, value in values.items()):
        return Outcome.UNCHANGED
    await tx.run(sa.update(table).where(*where).values(values))
    return Outcome.CHANGED


async def put_application(tx: Tx, one: Application) -> Outcome:
    """Write an application by its client id."""
    return await put(tx, a, {"client_id": one.client_id}, _application_values(one))


async def put_site(tx: Tx, one: Site) -> Outcome:
    """Write a site by its origin."""
    return await put(tx, s, {"origin": one.origin}, _site_values(one))


async def claim(tx: Tx, one: Site, through: Application) -> None:
    """Write a site and its application where their keys are free; of two who do so at once one waits."""
    site = {"origin": one.origin, **_site_values(one)}
    await tx.run(insert(s).values(site).on_conflict_do_nothing())
    application = {"client_id": through.client_id, **_application_values(through)}
    await tx.run(insert(a).values(application).on_conflict_do_nothing())


async def take_away(tx: Tx, one: Site) -> None:
    """Delete a site, and its application; one that has other sites loses its addresses of this one."""
    await tx.run(sa.delete(s).where(s.c.origin == one.origin, s.c.client_id == one.client_id))
    mine = a.c.client_id == one.client_id
    if not await sites_of(tx, one.client_id):
        await tx.run(sa.delete(a).where(mine))
    elif known := await application(tx, one.client_id):
        left = {
            "redirect_uris": _elsewhere(known.redirect_uris, one.origin),
            "post_logout_redirect_uris": _elsewhere(known.post_logout_redirect_uris, one.origin),
        }
        await tx.run(sa.update(a).where(mine).values(left))


async def lock(tx: Tx, client_id: str) -> Application | None:
    """Return an application as it stands, which nobody changes before this transaction is over."""
    row = await tx.row(sa.select(a).where(a.c.client_id == client_id).with_for_update())
    return None if row is None else _application(row)


def _elsewhere(uris: Collection[str], origin: str) -> list[str]:
    return [uri for uri in uris if addresses.origin_of(uri) != origin]


def _cannot_stand_here(text: str) -> bool:
    """Tell texts that PostgreSQL does not even take as a question."""
    return "\0" in text


def _application(row: sa.Row[Any]) -> Application:
    return Application(
        client_id=row.client_id,
        provider=row.provider_id,
        supplier=row.supplier_id,
        environment=Environment(row.environment),
        name=row.name,
        profile=row.profile,
        keys=tuple(row.jwks),
        scopes=frozenset(row.scopes),
        redirect_uris=tuple(row.redirect_uris),
        post_logout_redirect_uris=tuple(row.post_logout_redirect_uris),
        jwks_uri=row.jwks_uri,
        backchannel_logout_uri=row.backchannel_logout_uri,
    )


def _application_values(one: Application) -> dict[str, Any]:
    return {
        "provider_id": one.provider,
        "supplier_id": one.supplier,
        "environment": one.environment.value,
        "name": one.name,
        "profile": one.profile,
        "jwks": list(one.keys),
        "jwks_uri": one.jwks_uri,
        "scopes": sorted(one.scopes),
        "redirect_uris": list(one.redirect_uris),
        "post_logout_redirect_uris": list(one.post_logout_redirect_uris),
        "backchannel_logout_uri": one.backchannel_logout_uri,
    }


def _provider(row: sa.Row[Any]) -> Provider:
    return Provider(id=row.id, code=row.code, nis=row.nis, name=from_json(row.name))


def _site(row: sa.Row[Any]) -> Site:
    return Site(
        origin=row.origin, provider=row.provider_id, client_id=row.client_id, name=from_json(row.name)
    )


def _site_values(one: Site) -> dict[str, Any]:
    return {"provider_id": one.provider, "client_id": one.client_id, "name": as_json(one.name)}


def _service(row: sa.Row[Any]) -> Service:
    return Service(id=row.id, code=row.code, provider=row.provider_id, name=from_json(row.name))
