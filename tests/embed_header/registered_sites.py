"""Two bodies with their sites in the directory, and citizens who come by them with header tokens."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from starlette.requests import Request

from profile_core.contract import (
    Acting,
    Authenticator,
    Block,
    Caller,
    Environment,
    Platform,
    Provider,
    Tx,
    ids,
    texts,
)
from profile_core.directory import rows
from profile_core.directory.model import Application, Site
from profile_core.directory.tables import provider_table
from profile_core.kit.texts import as_json
from tests.gateway.played import authenticate

GENT = Provider(id=ids.plain_id(), code="gent", nis=None, name=texts(nl="Stad Gent"))
AALST = Provider(id=ids.plain_id(), code="aalst", nis=None, name=texts(nl="Stad Aalst"))
GENT_BE, GENT_TEST, AALST_BE = "https://www.gent.be", "https://test.gent.be", "https://www.aalst.be"
NAME = texts(nl="Stad Gent", fr="Ville de Gand", en="City of Ghent")
_CLIENTS = {GENT_BE: "gent", GENT_TEST: "gent-test", AALST_BE: "aalst"}


async def register(tx: Tx) -> None:
    """Write two bodies, the first with a live site and one for tests, the second with a live site."""
    for one in (GENT, AALST):
        values = {"code": one.code, "nis": one.nis, "name": as_json(one.name)}
        await rows.put(tx, provider_table, {"id": one.id}, values)
    await add_site(tx, GENT_BE, GENT.id)
    await add_site(tx, GENT_TEST, GENT.id, Environment.TEST)
    await add_site(tx, AALST_BE, AALST.id)


async def add_site(
    tx: Tx, origin: str, provider: UUID, environment: Environment = Environment.LIVE, client_id: str = ""
) -> Site:
    """Write a site and the client that it signs on through."""
    site = Site(origin=origin, provider=provider, client_id=client_id or _CLIENTS[origin], name=NAME)
    await rows.put_site(tx, site)
    await rows.put_application(tx, _application(site, environment))
    return site


def _application(site: Site, environment: Environment) -> Application:
    return Application(
        client_id=site.client_id,
        provider=site.provider,
        supplier=None,
        environment=environment,
        name=site.client_id,
        profile="standard",
        keys=(),
        scopes=frozenset({"openid", "header"}),
        redirect_uris=(),
        post_logout_redirect_uris=(),
    )


def caller(provider: Provider = GENT, **changed: Any) -> Caller:
    """Return a program of a provider that may register sites."""
    live = Caller(
        client_id="program",
        provider=provider.id,
        environment=Environment.LIVE,
        scopes=frozenset({"sites"}),
    )
    return replace(live, **changed)


def _at_sites(platform: Platform) -> Authenticator:
    """Sign-on's part: a header token is of the page's site. What a program may stands in its own word."""
    known = authenticate(platform)

    async def asks(request: Request) -> Acting | Caller | None:
        who = await known(request)
        site = request.headers.get("origin", "")
        if isinstance(who, Caller):
            provider = {"gent": GENT, "aalst": AALST}[who.client_id]
            return replace(
                who, provider=provider.id, environment=Environment.LIVE, scopes=frozenset({"sites"})
            )
        return replace(who, site=site, client_id=_CLIENTS[site]) if isinstance(who, Acting) else None

    return asks


PLAYERS = Block(name="players", title=texts(nl="Spelers"), authenticate=_at_sites)
