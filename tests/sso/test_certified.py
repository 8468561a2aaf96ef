"""Certified implementations by others: `openid-client` logs in with us, `oidc-provider` is our identity provider."""

import json
import re
import subprocess
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin

import httpx2
import pytest

from profile_core.contract import Store
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.databases import Database, free_port
from tests.sso.configured import Upstream
from tests.sso.conftest import (
    UPSTREAM_KEY,
    Configure,
    Played,
    application,
    identity_provider,
    platform_of,
    register,
)
from tests.sso.played import BACK, ISSUER, LOTTE, SITE, Client, asked, fields_of, redeem
from tests.sso.served import Served, serve
from tests.testing.processes import NODE, ROOT, ask_node, wait_for

GENT = Client("gent")
REFUSED = {
    "replay": "invalid_grant",
    "wrongVerifier": "invalid_grant",
    "noPkce": "invalid_request",
    "plain": "invalid_request",
    "foreignRedirect": 400,
    "wrongIssuer": "OAUTH_INVALID_RESPONSE",
    "noIssuer": "OAUTH_INVALID_RESPONSE",
    "wrongNonce": "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
    "afterReplay": "invalid_grant",
    "afterLogout": "invalid_grant",
}


@pytest.fixture
def served() -> Iterator[Served]:
    yield from serve()


@pytest.fixture
async def issuer(store: Store, database: Database, served: Served, configure: Configure) -> str:
    """Serve our OpenID provider on a port, over a store of its own thread."""
    keyring, port = new_keyring(), free_port()
    async with store.begin() as tx:
        await register(tx, keyring, GENT, Client("aalst"), Client("parking"))
    address = f"http://localhost:{port}"
    theirs = identity_provider(served, f"{address}/sso/callback/idp")
    configure(Upstream(issuer=theirs))
    own = open_store(Settings(database_url=database.url), {})
    served.mount(application(platform_of(own, keyring, address)), port)
    return address


def test_certified_client_logs_in_and_is_refused_what_it_must_be(issuer: str):
    question = {
        "issuer": issuer,
        "clientId": "gent",
        "privateJwk": {**GENT.key.as_dict(private=True), "kid": GENT.key.kid},
        "redirectUri": BACK,
        "homeUri": f"{SITE}/",
        "citizen": LOTTE,
    }
    answer = ask_node("sign_on_with_openid_client.mjs", question)
    assert answer.returncode == 0, answer.stderr
    said = json.loads(answer.stdout)
    assert said["userinfo"]["given_name"] == "Lotte"
    assert said["header"] == {"type": "dpop", "status": 200}
    assert (said["beforeLogout"], said["loggedOutTo"]) == ("dpop", f"{SITE}/")
    assert said["refused"] == REFUSED


async def test_certified_server_is_our_identity_provider(oidc_provider: str, played: Played):
    answer = await played.browser.go("/sso/authorize", **asked())
    assert answer.headers["location"].startswith(oidc_provider), answer.headers
    back = await through_oidc_provider(answer.headers["location"])
    last = await played.browser.back(back)
    assert last.headers["location"].startswith(BACK), last.text
    given = await redeem(played.ours, played.gent, fields_of(last.headers["location"])["code"])
    shown = {"authorization": f"Bearer {given.json()['access_token']}"}
    assert (await played.ours.get("/sso/userinfo", headers=shown)).json()["name"] == "Lotte Vermeulen"


@pytest.fixture
def oidc_provider(configure: Configure, configured: None) -> Iterator[str]:
    """Run oidc-provider instead of the test identity provider."""
    port = free_port()
    question = {
        "port": port,
        "clientId": "citizen-profile",
        "jwks": {"keys": [UPSTREAM_KEY.as_dict(private=False)]},
        "redirectUri": f"{ISSUER}/sso/callback/idp",
    }
    script = ROOT / "tests" / "node" / "upstream_with_oidc_provider.mjs"
    child = subprocess.Popen([str(NODE), str(script), json.dumps(question)], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    configure(Upstream(issuer=address))
    wait_for(address, child)
    yield address
    child.terminate()
    child.wait(10)


async def through_oidc_provider(address: str) -> str:
    """Log in and consent on its pages, as a browser would."""
    async with httpx2.AsyncClient() as browser:
        for _ in range(12):
            page = await browser.get(address)
            while page.is_redirect:
                address = urljoin(address, page.headers["location"])
                if address.startswith(ISSUER):
                    return address
                page = await browser.get(address)
            action = re.search(r'<form[^>]* action="([^"]*)"', page.text)
            assert action, page.text
            hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
            form = hidden | ({"login": "lotte", "password": "x"} if hidden["prompt"] == "login" else {})
            sent = await browser.post(urljoin(address, unescape(action[1])), data=form)
            address = urljoin(address, sent.headers["location"])
    raise AssertionError("never came back")
