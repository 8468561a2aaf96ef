"""The token endpoint that the header asks, by the site kit: this is all that a site adds to its own login."""

from citizen_profile_site import AsgiHeaderToken, Site as Registered
from starlette.requests import Request
from starlette.types import Scope

from profile_core.testing import outside
from profile_core.testing.municipality.site import Site


def endpoint(site: Site) -> AsgiHeaderToken:
    """Return the endpoint that relays proofs for the sessions of a site."""

    async def id_token(scope: Scope) -> str | None:
        session = site.session_of(Request(scope))
        return session.id_token if session else None

    async def end_session(scope: Scope) -> None:
        site.drop_session(Request(scope))

    return AsgiHeaderToken(
        site=_registered(site), id_token=id_token, end_session=end_session, client=outside.client()
    )


def _registered(site: Site) -> Registered:
    return Registered(
        origin=site.config.url,
        issuer=site.config.issuer,
        client_id=site.config.client_id,
        private_jwk=site.config.private_jwk,
    )
