"""Our OpenID provider over a real database, with the test identity provider as a server of its own."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from profile_core.contract import Acting, Platform, ProfileError, Store, Tx
from profile_core.directory import subjects, tables
from profile_core.kit import ids
from profile_core.kit.keyring import Keyring, new_keyring
from profile_core.kit.settings import Settings
from profile_core.pages.render import Pages
from profile_core.testing import citizens
from profile_core.testing.identity_provider.app import create_app
from profile_core.testing.identity_provider.provider import Client as UpstreamClient, Config
from sso.block import block
from tests.databases import free_port
from tests.sso.configured import Register, Upstream, sso_file
from tests.sso.played import BACK, ISSUER, SITE, Browser, Client
from tests.sso.served import Served

PAGES = Pages(public_url=ISSUER, folders={"sso": block.pages} if block.pages else {})
GHENT, AALST = ids.plain_id(), ids.plain_id()
UPSTREAM_KEY = ECKey.generate_key("P-256", auto_kid=True)


@dataclass(frozen=True)
class Played:
    """What a test plays with."""

    platform: Platform
    ours: httpx2.AsyncClient
    browser: Browser
    gent: Client
    aalst: Client
    parking: Client
    new_browser: Callable[[], Browser]


@pytest.fixture(scope="session")
def upstream() -> Iterator[str]:
    """Serve the test identity provider and return its issuer."""
    served = Served()
    yield identity_provider(served, f"{ISSUER}/sso/callback/idp")
    served.stop()


def identity_provider(served: Served, redirect_uri: str) -> str:
    """Serve an identity provider that knows us at one address."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    jwks = {"keys": [UPSTREAM_KEY.as_dict(private=False)]}
    client = UpstreamClient(client_id="citizen-profile", redirect_uris=(redirect_uri,), jwks=jwks)
    return served.mount(create_app(Config(issuer=issuer, clients=(client,))), port)


Configure = Callable[..., None]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Configure:
    """Writes sign-on's file; every identity provider knows us by one key."""
    key_file = tmp_path / "upstream.json"
    key_file.write_text(json.dumps(UPSTREAM_KEY.as_dict(private=True)))

    def write(*parts: Upstream | Register) -> None:
        keyed = [replace(one, key_file=key_file) if isinstance(one, Upstream) else one for one in parts]
        monkeypatch.setenv("CITIZEN_PROFILE_SSO_FILE", str(sso_file(tmp_path / "sso.toml", *keyed)))

    return write


@pytest.fixture
def configured(upstream: str, configure: Configure) -> None:
    """Let sign-on know its identity provider."""
    configure(Upstream(issuer=upstream))


@pytest.fixture
async def played(store: Store, configured: None) -> Played:
    """Register two sites and a program, and open our OpenID provider."""
    gent, aalst, parking = Client("gent"), Client("aalst"), Client("parking")
    keyring = new_keyring()
    async with store.begin() as tx:
        await register(tx, keyring, gent, aalst, parking)
    platform = platform_of(store, keyring)
    app = application(platform)

    def _client() -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app)
        return httpx2.AsyncClient(transport=transport, base_url=ISSUER, follow_redirects=False)

    def _browser() -> Browser:
        return Browser(_client())

    return Played(platform, _client(), _browser(), gent, aalst, parking, _browser)


def application(platform: Platform) -> Starlette:
    """Our addresses, and one that says who asks."""
    asks = block.authenticate(platform) if block.authenticate else None
    assert asks
    assert block.routes

    async def _who(request: Request) -> Response:
        who = await asks(request)
        if who is None:
            return JSONResponse(None)
        kind = "acting" if isinstance(who, Acting) else "caller"
        return JSONResponse({"kind": kind, **{n: str(getattr(who, n)) for n in who.__dataclass_fields__}})

    async def _refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, ProfileError)
        return JSONResponse({"code": error.code}, error.status, getattr(error, "headers", None))

    who = [Route(path, _who, methods=["GET", "POST"]) for path in ("/graphql", "/provider/graphql")]
    return Starlette(routes=[*block.routes(platform), *who], exception_handlers={ProfileError: _refused})


def platform_of(store: Store, keyring: Keyring, issuer: str = ISSUER) -> Platform:
    settings = Settings(public_url=issuer)
    return Platform(settings=settings, store=store, keyring=keyring, pages=PAGES, blocks=(block,))


async def register(tx: Tx, keyring: Keyring, gent: Client, aalst: Client, parking: Client) -> None:
    for provider, code in ((GHENT, "gent"), (AALST, "aalst")):
        name = [{"language": "nl", "text": code, "default": True}]
        await tx.insert(tables.provider_table, [{"id": provider, "code": code, "nis": None, "name": name}])
    back = {"gent": BACK, "aalst": "http://aalst.localhost:8502/callback"}
    await tx.insert(
        tables.application_table,
        [
            _row(gent, GHENT, ["openid", "profile", "header", "citizen"], [back["gent"]], [f"{SITE}/"]),
            _row(
                aalst,
                AALST,
                ["openid", "profile", "header"],
                [back["aalst"]],
                ["http://aalst.localhost:8502/"],
            ),
            _row(parking, GHENT, ["notifications"], [], []),
        ],
    )
    site = {"provider_id": GHENT, "name": [{"language": "nl", "text": "Stad Gent", "default": True}]}
    await tx.insert(tables.site_table, [{"origin": SITE, "client_id": "gent", **site}])
    numbers = [subjects.national(citizen.national_number) for citizen in citizens.load()]
    await subjects.mark_synthetic(tx, keyring, numbers)


def _row(
    client: Client, provider: Any, scopes: list[str], back: list[str], after: list[str]
) -> dict[str, Any]:
    return {
        "client_id": client.client_id,
        "provider_id": provider,
        "supplier_id": None,
        "environment": "test",
        "name": client.client_id,
        "profile": "standard",
        "jwks": [client.key.as_dict(private=False)],
        "scopes": scopes,
        "redirect_uris": back,
        "post_logout_redirect_uris": after,
    }
