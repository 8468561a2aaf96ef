"""A log-in at the test identity provider, played by hand: the browser's part and the relying party's."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.testclient import TestClient

from profile_core.testing import assertion
from profile_core.testing.identity_provider.app import create_app
from profile_core.testing.identity_provider.provider import Client, Config

ISSUER = "http://127.0.0.1:8999"
BACK = "http://localhost:8400/sso/upstream/callback"
VERIFIER = "a-verifier-that-is-long-enough-to-be-allowed-1234567890"
CHALLENGE = "2blNIFeNadTpH3AdNB2nTsGk5fBnLxb8qLqziSqCoMU"
REQUEST = {
    "client_id": "citizen-profile",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid profile",
    "state": "s-1",
    "nonce": "n-1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def browser_at(config: Config, key: ECKey) -> TestClient:
    client = Client(
        client_id="citizen-profile",
        redirect_uris=(BACK,),
        post_logout_redirect_uris=("http://localhost:8400/",),
        jwks={"keys": [key.as_dict(private=False)]},
    )
    app = create_app(msgspec.structs.replace(config, clients=(client,)))
    return TestClient(app, base_url=ISSUER, follow_redirects=False)


def log_in(browser: TestClient, citizen: str = "lotte-vermeulen", **changed: str) -> dict[str, str]:
    page = browser.get("/authorize", params=REQUEST | changed)
    field = re.search(r'name="request" value="([^"]*)"', page.text)
    assert field, page.text
    form = {"request": unescape(field[1]), "citizen": citizen}
    return answer_of(browser.post("/login", data=form, headers={"origin": ISSUER}).headers["location"])


def answer_of(location: str) -> dict[str, str]:
    assert location.startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def redeem(browser: TestClient, key: ECKey, code: str, **changed: str) -> tuple[int, dict[str, str]]:
    private = {**key.as_dict(private=True), "kid": key.kid}
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **assertion.fields("citizen-profile", private, ISSUER),
    }
    answer = browser.post("/token", data=form | changed)
    return answer.status_code, answer.json()


def claims_of(browser: TestClient, key: ECKey, **asked: str) -> dict[str, Any]:
    location = browser.get("/authorize", params=REQUEST | asked).headers.get("location")
    code = (answer_of(location) if location else log_in(browser, **asked))["code"]
    _, tokens = redeem(browser, key, code)
    return jwt.decode(
        tokens["id_token"], KeySet.import_key_set(browser.get("/jwks").json()), ["ES256"]
    ).claims
