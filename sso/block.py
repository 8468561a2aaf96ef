"""Sign-on as a block."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from profile_core.contract import Authenticator, Block, Job, Migrations, Platform, RoleSource, texts
from profile_core.sources import Signer
from sso import (
    authenticate,
    backchannel,
    callback,
    configuration,
    consent,
    discovery,
    flow,
    graphql,
    introspection,
    living,
    logout,
    looked,
    par,
    privacy,
    revocation,
    sweep,
    throttle,
    userinfo,
)
from sso.account import expiry, page
from sso.addresses import CONTINUE
from sso.authorize.route import authorize
from sso.issuer import Issuer, issuer_of
from sso.joining import cli as site_cli
from sso.keys import SigningKeys, cli, rotation
from sso.mandates import giving, pages as mandate_pages, read as mandates, sealing, showing
from sso.roles import register
from sso.settings import SsoSettings
from sso.tables import metadata
from sso.token.route import token

_HERE = Path(__file__).parent
_EITHER = ("GET", "POST")
_Serve = Callable[[Issuer, Request], Awaitable[Response]]
_ENDPOINTS: Sequence[tuple[str, _Serve, Sequence[str]]] = (
    ("/.well-known/openid-configuration", discovery.metadata, ("GET",)),
    ("/.well-known/oauth-authorization-server", discovery.metadata, ("GET",)),
    ("/sso/jwks", discovery.jwks, ("GET",)),
    ("/sso/par", par.push, ("POST",)),
    ("/sso/token", token, ("POST",)),
    ("/sso/introspect", introspection.introspect, ("POST",)),
    ("/sso/revoke", revocation.revoke, ("POST",)),
    ("/sso/userinfo", userinfo.userinfo, _EITHER),
)
"""Asked by programs; those that authenticate are counted by client."""
_PAGES: Sequence[tuple[str, _Serve, Sequence[str]]] = (
    ("/sso/authorize", authorize, _EITHER),
    ("/sso/login", callback.for_profile, ("GET",)),
    ("/sso/callback/{upstream}", callback.callback, ("GET",)),
    (f"{CONTINUE}/{{waiting}}", flow.go_on, _EITHER),
    (logout.PATH, logout.end_session, _EITHER),
)
"""Visited by browsers, and counted by address."""
_OWN: Sequence[tuple[str, _Serve, Sequence[str]]] = (
    (expiry.PATH, expiry.warn, ("GET",)),
    (expiry.PATH, expiry.stay, ("POST",)),
    (f"{expiry.PATH}/status", expiry.status, ("GET",)),
    (page.PATH, page.show, ("GET",)),
    (page.PATH, page.change, ("POST",)),
    (showing.LIST, mandate_pages.listed, ("GET",)),
    (giving.PATH, giving.giving, _EITHER),
    (f"{showing.LIST}/{{mandate}}", mandate_pages.one, _EITHER),
    (f"{showing.LIST}/{{mandate}}/end", mandate_pages.end, _EITHER),
)
"""Of a citizen who is logged in; what they send is counted by address."""


def routes(platform: Platform) -> Sequence[BaseRoute]:
    """Return every address of sign-on."""
    issuer = issuer_of(platform)
    asked = ((path, partial(throttle.asked, serve, issuer), methods) for path, serve, methods in _ENDPOINTS)
    visited = (
        (path, partial(throttle.visited, serve, path, issuer), methods) for path, serve, methods in _PAGES
    )
    own = ((path, partial(throttle.sent, serve, path, issuer), methods) for path, serve, methods in _OWN)
    return [Route(path, serve, methods=list(methods)) for path, serve, methods in (*asked, *visited, *own)]


def authenticator(platform: Platform) -> Authenticator:
    """Return what tells who asks."""
    return partial(authenticate.authenticate, issuer_of(platform))


def role_sources(platform: Platform) -> Sequence[RoleSource]:
    """Return the registers, and the mandates that citizens gave each other here."""
    return [*register.role_sources(platform), *mandates.role_sources(platform)]


def signer(platform: Platform) -> Signer:
    """Return what signs with the key that our JWK set shows."""
    keys = SigningKeys(platform.store, platform.keyring)

    async def sign(typ: str, claims: Mapping[str, object]) -> str:
        return (await keys.ring()).sign(typ, dict(claims))

    return sign


async def reseal(platform: Platform) -> int:
    """Seal anew what sign-on keeps for long: its signing keys, the names of mandates, the roles of consents."""
    mandates_and_consents = await sealing.reseal(platform) + await consent.reseal(platform)
    return await rotation.reseal(platform) + mandates_and_consents


async def health(_: Platform) -> str | None:
    """Say so when nobody can log in for want of an identity provider."""
    named = configuration.read(SsoSettings().file).upstreams
    return None if named else "Name an identity provider in the file of CITIZEN_PROFILE_SSO_FILE."


block = Block(
    name="sso",
    title=texts(nl="Aanmelden", fr="Connexion", de="Anmeldung", en="Sign-on"),
    settings=SsoSettings,
    provider_query=graphql.SignOn,
    provider_mutation=graphql.Mutation,
    migrations=Migrations(name="sso", metadata=metadata, folder=_HERE / "migrations"),
    schedule=(
        Job(name="sso.sweep", every=600, run=sweep.sweep),
        Job(name="sso.keys", every=3600, run=rotation.rotate_when_due),
    ),
    outbound=backchannel.uses,
    routes=routes,
    navigation=((page.LABEL, page.PATH), (showing.LABEL, showing.LIST)),
    pages=_HERE,
    authenticate=authenticator,
    living=living.living,
    role_sources=role_sources,
    health=health,
    cli={"keys": cli.commands, "site": site_cli.commands},
    signer=signer,
    reseal=reseal,
    privacy=privacy.PRIVACY,
    disclosures=looked.DISCLOSURES,
)
