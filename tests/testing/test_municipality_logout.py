"""A municipal site that is told, server to server, that a citizen logged out; and what it asks of the issuer."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import ECKey, import_key
from starlette.testclient import TestClient

from profile_core.testing.municipality.app import create_app
from profile_core.testing.municipality.session import Session
from profile_core.testing.municipality.site import SESSION_COOKIE, Config, Site, open_site
from tests.testing.played_issuer import Issuer, running

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SITE = "http://gent.localhost:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    issuer: Issuer
    site: Site
    browser: TestClient

    def is_here(self, handle: str) -> bool:
        return handle in self.site.sessions

    def token(self, *, typ: str = "logout+jwt", key: ECKey | None = None, **changed: Any) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer.address, "aud": "gent", "iat": now, "exp": now + 120, "sid": "s-1"}
        claims |= {"jti": secrets.token_hex(8), "events": {EVENT: {}}}
        return self.issuer.sign(claims | changed, typ=typ, key=key)

    def tell(self, token: str) -> httpx2.Response:
        return self.browser.post("/backchannel-logout", data={"logout_token": token})


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


@pytest.fixture
def stage(issuer: Issuer, key: ECKey) -> Stage:
    config = Config(
        content="gent",
        url=SITE,
        issuer=issuer.address,
        gateway=issuer.address,
        client_id="gent",
        private_jwk=key.as_dict(private=True, kid=key.kid),
        snippet="",
    )
    site = open_site(config)
    return Stage(issuer=issuer, site=site, browser=TestClient(create_app(site), follow_redirects=False))


@pytest.fixture
def handle(stage: Stage) -> str:
    """The session of a citizen whom the issuer knows as c-1 in its session s-1."""
    return stage.site.open_session(Session(id_token="x", sub="c-1", sid="s-1"))


def test_logout_token_ends_the_sessions_it_names_and_no_others(stage: Stage, handle: str) -> None:
    other = stage.site.open_session(Session(id_token="x", sub="c-1", sid="s-2"))
    answer = stage.tell(stage.token())
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (stage.is_here(handle), stage.is_here(other)) == (False, True)


def test_token_that_names_only_the_citizen_ends_all_of_theirs(stage: Stage, handle: str) -> None:
    second = stage.site.open_session(Session(id_token="x", sub="c-1", sid="s-2"))
    other = stage.site.open_session(Session(id_token="x", sub="c-2", sid="s-3"))
    assert stage.tell(stage.token(sid=None, sub="c-1")).status_code == 200
    assert [stage.is_here(one) for one in (handle, second, other)] == [False, False, True]


def test_session_that_is_not_here_is_told_all_the_same(stage: Stage, handle: str) -> None:
    assert stage.tell(stage.token(sid="s-9")).status_code == 200
    assert stage.tell(stage.token(sub="c-2")).status_code == 200
    assert stage.is_here(handle)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "http://localhost:1"},
        {"iss": None},
        {"aud": "aalst"},
        {"aud": None},
        {"iat": None},
        {"iat": 4_000_000_000},
        {"exp": None},
        {"exp": 1},
        {"exp": 4_000_000_000},
        {"jti": None},
        {"sid": None},
        {"sid": 1},
        {"sub": 1},
        {"events": None},
        {"events": {}},
        {"events": [EVENT]},
        {"events": {EVENT: "yes"}},
        {"nonce": "n-1"},
        {"typ": "JWT"},
        {"typ": "at+jwt"},
        pytest.param({"key": ECKey.generate_key("P-256", auto_kid=True)}, id="another key"),
    ],
    ids=repr,
)
def test_token_that_is_wrong_in_one_thing_ends_nothing(
    stage: Stage, handle: str, wrong: dict[str, Any]
) -> None:
    answer = stage.tell(stage.token(**wrong))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request"), answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert stage.is_here(handle)


@pytest.mark.parametrize("token", ["", "x", "x.y.z", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_ends_nothing(stage: Stage, handle: str, token: str) -> None:
    assert stage.tell(token).status_code == 400
    assert stage.browser.post("/backchannel-logout").status_code == 400
    assert stage.is_here(handle)


def test_token_that_comes_twice_ends_nothing_the_second_time(stage: Stage) -> None:
    token = stage.token()
    assert stage.tell(token).status_code == 200
    again = stage.site.open_session(Session(id_token="x", sub="c-1", sid="s-1"))
    assert stage.tell(token).status_code == 400
    assert stage.is_here(again)


def test_issuer_that_is_away_leaves_sessions_as_they_are(stage: Stage, key: ECKey) -> None:
    with running() as away:
        pass
    site = open_site(Config(
        content="gent", url=SITE, issuer=away.address, gateway=away.address, client_id="gent",
        private_jwk=key.as_dict(private=True, kid=key.kid), snippet="",
    ))  # fmt: skip
    handle = site.open_session(Session(id_token="x", sub="c-1", sid="s-1"))
    browser = TestClient(create_app(site), cookies={SESSION_COOKIE: handle})
    assert browser.post("/backchannel-logout", data={"logout_token": stage.token()}).status_code == 503
    relayed = browser.post("/citizen-profile/header-token", headers={"origin": SITE, "dpop": "a.proof.x"})
    assert (relayed.status_code, relayed.json()) == (502, {"error": "issuer_unreachable"})
    assert browser.get("/").status_code == 200
    assert browser.get("/login").status_code == 503
    assert handle in site.sessions


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("?switch", {"prompt": ["select_account"]}),
        ("?role=e%3D%2B1", {"login_hint": ["e=+1"]}),
        ("?role=", {}),
        ("", {}),
    ],
)
def test_wish_for_another_role_goes_to_the_issuer(
    stage: Stage, query: str, sent: dict[str, list[str]]
) -> None:
    asked = parse_qs(urlsplit(stage.browser.get(f"/login{query}").headers["location"]).query)
    assert {name: asked[name] for name in ("prompt", "login_hint") if name in asked} == sent


def test_public_keys_are_published_and_the_private_one_is_not(stage: Stage, key: ECKey) -> None:
    [published] = stage.browser.get("/.well-known/jwks.json").json()["keys"]
    assert (published["kid"], published["use"], published["alg"]) == (key.kid, "sig", "ES256")
    assert "d" not in published
    assert import_key(published).thumbprint() == key.thumbprint()
