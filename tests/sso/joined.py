"""What a provider's program asks about its sites, over the gateway, with a token of our own."""

from collections.abc import Sequence
from typing import Any

import httpx2
from joserfc.jwk import ECKey

from profile_core.directory.tables import application_table as a
from profile_core.gateway.app import build
from tests.sso.conftest import AALST, Played
from tests.sso.played import ISSUER, Client

REGISTER = """mutation Register($site: SiteInput!, $dryRun: Boolean! = false) {
  registerSite(site: $site, dryRun: $dryRun) {
    __typename
    ... on RegisteredSite {
      site { origin clientId environment profile scopes keyIds jwksUri redirectUris missingForLive }
      stored issuer discovery snippet nextSteps warnings
    }
    ... on Error { code message path }
    ... on DuplicateError { existingId }
  }
}"""
SITES = "{ sso { sites { origin clientId environment missingForLive } } }"
ORIGIN = "https://www.gent.be"
KEY = ECKey.generate_key("P-256", auto_kid=True)


def site(**changed: Any) -> dict[str, Any]:
    """Return a sound site."""
    return {
        "origin": ORIGIN,
        "name": [{"language": "nl", "text": "Stad Gent", "default": True}],
        "redirectUris": [f"{ORIGIN}/callback"],
        "jwks": {"keys": [KEY.as_dict(private=False)]},
        **changed,
    }


class Program:
    """A provider's program at the gateway."""

    def __init__(self, gateway: httpx2.AsyncClient, client: Client) -> None:
        self._gateway = gateway
        self._client = client

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        form = {"grant_type": "client_credentials", **self._client.authentication()}
        token = (await self._gateway.post("/sso/token", data=form)).json()["access_token"]
        asked = {"query": document, "variables": variables}
        bearer = {"authorization": f"Bearer {token}"}
        return (await self._gateway.post("/provider/graphql", json=asked, headers=bearer)).json()

    async def register(self, *, dry_run: bool = False, **changed: Any) -> dict[str, Any]:
        """Register a site and return the answer."""
        said = await self.ask(REGISTER, site=site(**changed), dryRun=dry_run)
        return said["data"]["registerSite"]

    async def origins(self) -> list[str]:
        return [one["origin"] for one in (await self.ask(SITES))["data"]["sso"]["sites"]]


async def programs(played: Played) -> tuple[Program, Program]:
    """Let a live program of Ghent and one of Aalst register sites."""
    await allow(played, "parking", ["sites"])
    await allow(played, "aalst", ["sites"], provider_id=AALST, redirect_uris=[])
    transport = httpx2.ASGITransport(build(played.platform), raise_app_exceptions=False)
    gateway = httpx2.AsyncClient(transport=transport, base_url=ISSUER)
    return Program(gateway, played.parking), Program(gateway, played.aalst)


async def allow(played: Played, client_id: str, scopes: Sequence[str], **changed: Any) -> None:
    """Change what an application holds."""
    values = {"scopes": list(scopes), "environment": "live", **changed}
    async with played.platform.store.begin() as tx:
        await tx.run(a.update().where(a.c.client_id == client_id).values(values))
