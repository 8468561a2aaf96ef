"""The site kit on Starlette, as bare ASGI and on WSGI against a region: both ends prove that they hold their key."""

from collections.abc import Iterator

import httpx2
import pytest
from citizen_profile_site import answer
from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.region import Region
from tests.sites.header_script import Script
from tests.sites.kit import Played, join, on_asgi, on_starlette, on_wsgi
from tests.sites.visitor import Visitor
from tests.sso.played import Prover


@pytest.fixture(scope="module", params=[on_starlette, on_asgi, on_wsgi], ids=["starlette", "asgi", "wsgi"])
def played(request: pytest.FixtureRequest, region: Region) -> Iterator[Played]:
    with request.param(region) as played:
        yield played


@pytest.fixture
def visitor(played: Played) -> Iterator[Visitor]:
    with Visitor(stops_at=f"{played.site.origin}/callback") as visitor:
        yield visitor


@pytest.fixture
def script(played: Played, visitor: Visitor) -> Script:
    """Stand on the site, where Lotte is logged in."""
    return Script(played, played.log_in(visitor))


def test_token_reads_the_header_and_is_kept_by_nobody(script: Script):
    wish = script.asks(script.proof())
    assert (wish.status_code, wish.json()) == (400, {"error": "use_dpop_nonce"})
    assert wish.headers["dpop-nonce"]
    given = script.asks(script.proof())
    assert (given.status_code, given.headers["cache-control"]) == (200, "no-store")
    assert given.json().keys() == {"access_token", "token_type", "expires_in"}
    assert (given.json()["token_type"], given.json()["expires_in"]) == ("DPoP", 300)
    read = script.reads(given.json()["access_token"])
    assert read.json()["data"]["header"]["summary"]["name"] == "Lotte Vermeulen"


def test_proof_that_was_seen_before_is_refused_at_both_doors(script: Script):
    script.asks(script.proof())
    proof = script.proof()
    token = script.asks(proof).json()["access_token"]
    again = script.asks(proof)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_dpop_proof"})
    assert script.reads(token, jti="one").status_code == 200
    assert script.reads(token, jti="one").status_code == 401


def test_token_without_its_key_is_worth_nothing(script: Script):
    token = script.token()
    assert script.reads(token, scheme="Bearer").status_code == 401
    script.prover = Prover()
    assert script.reads(token).status_code == 401


def test_logout_elsewhere_ends_the_session_here(script: Script, visitor: Visitor, region: Region):
    other = region.site("aalst")
    token = script.token()
    visitor.visit(f"{other}/login")
    visitor.press("Lotte")
    visitor.visit(f"{other}/logout")
    assert script.reads(token).status_code == 401
    refused = script.asks(script.proof())
    assert (refused.status_code, refused.json()) == (401, {"error": "invalid_grant"})
    assert script.handle not in script.played.sessions
    assert script.asks(script.proof()).json() == {"error": "no_session"}


def test_page_of_another_origin_gets_nothing(script: Script):
    for origin in ("https://evil.example", f"{script.played.site.origin}.evil.example", "null", ""):
        refused = script.asks(script.proof(), origin=origin)
        assert (refused.status_code, refused.json()) == (403, {"error": "foreign_origin"})


def test_header_that_came_twice_counts_for_nothing(script: Script):
    """Servers tell of both in ways of their own: ASGI one by one, WSGI in one line."""
    own, proof = script.played.site.origin, script.proof()
    for two in (["https://evil.example", own], [own, "https://evil.example"], [own, own], ["", own]):
        refused = script.asks_with([("dpop", proof), *(("origin", one) for one in two)])
        assert (refused.status_code, refused.json()) == (403, {"error": "foreign_origin"}), two
    for two in ([proof, script.proof()], ["a.b.c", proof], [proof, proof]):
        refused = script.asks_with([("origin", own), *(("dpop", one) for one in two)])
        assert (refused.status_code, refused.json()) == (400, {"error": "invalid_dpop_proof"}), two


def test_nobody_gets_nothing(played: Played):
    for handle in ("", "invented"):
        refused = Script(played, handle).asks("a.b.c")
        assert (refused.status_code, refused.headers["cache-control"]) == (401, "no-store")


@pytest.mark.parametrize("proof", ["", "x", "a.b", "a.b.c d", "é.é.é", "a.b.c, a.b.c"])
def test_what_is_no_proof_does_not_reach_the_gateway(script: Script, proof: str):
    refused = script.asks(proof)
    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_dpop_proof"})


def test_only_post_is_answered(script: Script):
    refused = script.asks(script.proof(), method="PUT")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


KEYS = [
    ECKey.generate_key("P-256", auto_kid=True),
    RSAKey.generate_key(2048, auto_kid=True),
    OKPKey.generate_key("Ed25519", auto_kid=True),
]


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("key", KEYS, ids=["EC", "RSA", "OKP"])
def test_site_of_any_kind_of_key_is_believed(region: Region, key: ECKey | RSAKey | OKPKey):
    """The gateway gets as far as the citizen's token, which is none."""
    site = join(region, f"http://localhost:{3000 + KEYS.index(key)}", key).site
    script = Prover()

    def asked(nonce: str = "") -> str:
        headers = {"Origin": site.origin, "DPoP": script.proof(site.token_endpoint, nonce=nonce)}
        with httpx2.Client() as client:
            said = answer(site, client, method="POST", headers=headers, id_token="not.a.token")
        return said.headers.get("dpop-nonce") or said.body.decode()

    assert asked(asked()) == '{"error": "invalid_grant"}'
