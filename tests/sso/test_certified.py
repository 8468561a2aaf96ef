"""Certified implementations by others: `openid-client` logs in with us, `oidc-provider` is our identity provider."""

import json
from collections.abc import Iterator

import pytest

from profile_core.contract import Store
from profile_core.kit.keyring import new_keyring
from profile_core.kit.settings import Settings
from profile_core.store import open_store
from tests.databases import Database, free_port
from tests.sso.configured import Upstream
from tests.sso.conftest import (
    Configure,
    application,
    identity_provider,
    platform_of,
    register,
)
from tests.sso.played import BACK, LOTTE, SITE, Client
from tests.sso.served import Served, serve
from tests.testing.processes import ask_node

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
