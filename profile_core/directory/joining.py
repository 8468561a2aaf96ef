"""A site joins: the site and the one client that it signs on through are written together."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from profile_core.directory import rows
from profile_core.directory.model import Application, Provider, Site
from profile_core.kit.acting import Environment
from profile_core.kit.errors import DuplicateError, InvalidError
from profile_core.kit.texts import Texts
from profile_core.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """A site as it wants to be registered, checked. Without a ``client_id`` it keeps, or gets, its own."""

    origin: str
    name: Texts
    client_id: str
    environment: Environment
    profile: str
    keys: tuple[dict[str, Any], ...]
    jwks_uri: str
    scopes: frozenset[str]
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    backchannel_logout_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A site and the application that it signs on through."""

    site: Site
    application: Application


async def join(tx: Tx, provider: Provider, wanted: Joining, within: Collection[Environment]) -> Joined:
    """Register a site of a provider, or write what it says now over what it said before.

    The origin is its key; the same again changes nothing. Only sites ``within`` these environments are touched.
    An origin or client id that is somebody else's raises ``DuplicateError``, whoever has it.
    """
    fresh = await settled(tx, provider, wanted, within)
    await rows.claim(tx, fresh.site, fresh.application)
    # Who claimed at the same moment and was first stands there now, and may be another provider.
    fresh = await settled(tx, provider, wanted, within)
    await rows.put_site(tx, fresh.site)
    await rows.put_application(tx, fresh.application)
    return fresh


async def settled(
    tx: Tx, provider: Provider, wanted: Joining, within: Collection[Environment], *, gone: Site | None = None
) -> Joined:
    """Return what ``join`` would write, once a site that is in its way is ``gone``; writes nothing."""
    site = None if gone else await rows.site(tx, wanted.origin)
    if site is not None and site.provider != provider.id:
        raise _taken("origin", wanted.origin)
    wanted = replace(wanted, client_id=_client_id(provider, wanted, site))
    application = await rows.application(tx, wanted.client_id)
    if application is not None:
        others = {one.origin for one in await rows.sites_of(tx, wanted.client_id)} != {wanted.origin}
        if application.provider != provider.id or others or application.environment not in within:
            raise _taken("clientId", wanted.client_id)
        if (application.environment, wanted.environment) == (Environment.LIVE, Environment.TEST):
            message = "A live site stays live, for it serves real citizens. Register a test site with an origin of its own."
            raise InvalidError("site.stays_live", message, path=("site", "environment"))
    return _joined(provider, wanted, application)


def _client_id(provider: Provider, wanted: Joining, site: Site | None) -> str:
    if site is None:
        return wanted.client_id or default_client_id(provider.code, wanted.origin)
    if wanted.client_id not in ("", site.client_id):
        message = f"This site signs on as {site.client_id}: leave clientId out, or say that one."
        raise DuplicateError("site.client_id", message, existing_id=site.client_id, path=("site", "clientId"))
    return site.client_id


def default_client_id(code: str, origin: str) -> str:
    """Return as whom a site signs on that does not say so: its provider and its host."""
    host = re.sub(r"[^a-z0-9.]+", "-", origin.partition("://")[2]).strip("-")
    return f"{code}-{host}"


def _taken(field: str, key: str) -> DuplicateError:
    message = (
        f"{key} is registered already, and not as a site of yours that you may change here. Use another one. "
        "An origin of yours that another body's test site has becomes yours when you register it as LIVE with "
        "all its agreements; one that a live site has, when you ask the region."
    )
    return DuplicateError("site.taken", message, existing_id=key, path=("site", field))


def _joined(provider: Provider, wanted: Joining, before: Application | None) -> Joined:
    site = Site(origin=wanted.origin, provider=provider.id, client_id=wanted.client_id, name=wanted.name)
    application = Application(
        client_id=wanted.client_id,
        provider=provider.id,
        supplier=before.supplier if before else None,
        environment=wanted.environment,
        name=wanted.name.default.text,
        profile=wanted.profile,
        keys=wanted.keys,
        jwks_uri=wanted.jwks_uri,
        scopes=wanted.scopes,
        redirect_uris=wanted.redirect_uris,
        post_logout_redirect_uris=wanted.post_logout_redirect_uris,
        backchannel_logout_uri=wanted.backchannel_logout_uri,
    )
    return Joined(site=site, application=application)
