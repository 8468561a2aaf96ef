"""Our provider by the FAPI 2.0 Security Profile modules: a test is named after its module (docs/conformance.md)."""

from typing import Any

import httpx2
import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import RSAKey

from profile_core.contract import clock
from tests.sso.conftest import Played
from tests.sso.played import ASSERTION_TYPE, BACK, ISSUER, VERIFIER, Prover, asked, claims_of, fields_of
from tests.sso.programs import change, post, push, pushed

TOKEN = f"{ISSUER}/sso/token"
USERINFO = f"{ISSUER}/sso/userinfo"


@pytest.fixture
async def strict(played: Played) -> Played:
    """Register the site of Ghent for the strict profile."""
    await change(played, played.gent, profile="fapi2")
    return played


async def visit(played: Played, request_uri: str, client_id: str = "gent", **more: str) -> httpx2.Response:
    return await played.browser.go("/sso/authorize", client_id=client_id, request_uri=request_uri, **more)


async def answered(played: Played, request_uri: str) -> dict[str, str]:
    answer = await visit(played, request_uri)
    if answer.headers["location"].startswith("http://127.0.0.1"):
        answer = await played.browser.back(await played.browser.through(answer))
    return fields_of(answer.headers["location"])


async def code_of(played: Played, prover: Prover | None = None, /, **changed: str) -> str:
    return (await answered(played, await pushed(played, None, prover, **changed)))["code"]


def form_of(code: str, **changed: str) -> dict[str, str]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return {name: value for name, value in (form | changed).items() if value}


async def redeemed(played: Played, code: str, prover: Prover, **changed: str) -> httpx2.Response:
    return await post(played.ours, "/sso/token", form_of(code, **changed), played.gent, prover)


async def told(
    played: Played, prover: Prover, token: str, scheme: str = "DPoP", **changed: Any
) -> httpx2.Response:
    """Ask userinfo with a bound token and a proof, with the nonce that the first refusal brings."""
    shown = {"authorization": f"{scheme} {token}"}
    first = await played.ours.get(
        "/sso/userinfo", headers=shown | {"dpop": prover.proof(USERINFO, "GET", token=token)}
    )
    nonce = first.headers["dpop-nonce"]
    proof = prover.proof(USERINFO, "GET", **({"token": token, "nonce": nonce} | changed))
    return await played.ours.get("/sso/userinfo", headers=shown | {"dpop": proof})


async def test_happy_flow(strict: Played):
    prover = Prover()
    given = (await redeemed(strict, await code_of(strict), prover)).json()
    assert given["token_type"] == "DPoP"
    said = (await told(strict, prover, given["access_token"])).json()
    assert said["sub"] == claims_of(given["id_token"])["sub"]


async def test_access_token_type_header_case_sensitivity(strict: Played):
    prover = Prover()
    given = (await redeemed(strict, await code_of(strict), prover)).json()
    for scheme in ("dpop", "DPOP", "DpOp"):
        assert (await told(strict, prover, given["access_token"], scheme)).status_code == 200, scheme


async def test_attempt_reuse_authorization_code_after_one_second(strict: Played):
    prover, code = Prover(), await code_of(strict)
    given = (await redeemed(strict, code, prover)).json()
    with time_machine.travel(clock.ahead(1), tick=False):
        assert (await redeemed(strict, code, prover)).json()["error"] == "invalid_grant"
        assert (await told(strict, prover, given["access_token"])).status_code == 401


async def test_ensure_token_endpoint_fails_with_expired_auth_code(strict: Played):
    code = await code_of(strict)
    with time_machine.travel(clock.ahead(61), tick=False):
        assert (await redeemed(strict, code, Prover())).json()["error"] == "invalid_grant"


async def test_check_dpop_proof_nbf_exp(strict: Played):
    now = int(clock.now().timestamp())
    for claims in ({"exp": now - 120}, {"nbf": now + 120}):
        prover = Prover()
        given = (await redeemed(strict, await code_of(strict), prover)).json()
        assert (await told(strict, prover, given["access_token"], **claims)).status_code == 401, claims


WRONG_PROOFS: list[dict[str, Any]] = [
    {"htm": "POST"},
    {"htm": None},
    {"htu": f"{ISSUER}/elsewhere"},
    {"htu": None},
    {"jti": None},
    {"iat": None},
    {"ath": None},
    {"ath": "AAAA"},
    {"nonce": "invented"},
]


@pytest.mark.parametrize("changed", WRONG_PROOFS, ids=str)
async def test_dpop_negative_tests(strict: Played, changed: dict[str, Any]):
    prover = Prover()
    given = (await redeemed(strict, await code_of(strict), prover)).json()
    assert (await told(strict, prover, given["access_token"], **changed)).status_code == 401
    assert (await told(strict, prover, given["access_token"])).status_code == 200


async def test_ensure_authorization_code_is_bound_to_client(strict: Played):
    code = await code_of(strict)
    prover = Prover()
    stolen = await post(strict.ours, "/sso/token", form_of(code), strict.aalst, prover)
    assert stolen.json()["error"] == "invalid_grant"
    assert (await redeemed(strict, code, prover)).status_code == 200


LONG = [
    {"nonce": "n" * 64},
    {"nonce": "n" * 384},
    {"state": "s" * 384},
    {"nonce": ""},
    {"state": ""},
    {"scope": "profile openid"},
]


@pytest.mark.parametrize("changed", LONG, ids=lambda changed: str(changed)[:24])
async def test_ensure_request_that_is_unusual_but_right_succeeds(strict: Played, changed: dict[str, str]):
    """Modules ensure-authorization-request-with-64-char-nonce, -long-nonce, -long-state, -without-*, other-scope-order."""
    said = await answered(strict, await pushed(strict, **changed))
    assert said.get("state", "") == changed.get("state", "s-1")
    given = (await redeemed(strict, said["code"], Prover())).json()
    assert claims_of(given["id_token"]).get("nonce", "") == changed.get("nonce", "n-1")


async def test_ensure_client_assertion_in_token_endpoint(strict: Played):
    form = form_of(await code_of(strict)) | {"client_id": "gent"}
    answer = await strict.ours.post("/sso/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


WRONG_ASSERTIONS: list[dict[str, Any]] = [
    {"exp": -300},
    {"sub": None},
    {"iss": None},
    {"aud": "https://elsewhere.example"},
    {"aud": TOKEN},
    {"aud": f"{ISSUER}/sso/par"},
    {"aud": [ISSUER]},
    {"nbf": 61},
    {"jti": None},
]


@pytest.mark.parametrize("changed", WRONG_ASSERTIONS, ids=str)
async def test_client_assertion_that_is_wrong_is_refused_everywhere(strict: Played, changed: dict[str, Any]):
    """Modules ensure-client-assertion-with-*, par-test-*-as-audience-fails, nbf-over-60-seconds."""
    now = int(clock.now().timestamp())
    claims = {name: now + value if name in ("exp", "nbf") else value for name, value in changed.items()}
    for path, form in (("/sso/par", asked()), ("/sso/token", form_of(await code_of(strict)))):
        answer = await strict.ours.post(path, data=form | strict.gent.authentication(**claims))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), path


async def test_par_ensure_jwt_client_assertions_nbf_8_seconds_in_the_future_is_accepted(strict: Played):
    now = int(clock.now().timestamp())
    answer = await strict.ours.post("/sso/par", data=asked() | strict.gent.authentication(nbf=now + 8))
    assert answer.status_code == 201


async def test_ensure_signed_client_assertion_with_rs256_fails(strict: Played):
    key = RSAKey.generate_key(2048, auto_kid=True)
    await change(strict, strict.gent, jwks=[key.as_dict(private=False)])
    now = int(clock.now().timestamp())
    claims = {"iss": "gent", "sub": "gent", "aud": ISSUER, "exp": now + 60, "jti": "one"}
    signed = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key, ["RS256"])
    form = asked() | {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
    assert (await strict.ours.post("/sso/par", data=form)).json()["error"] == "invalid_client"


async def test_ensure_client_id_in_token_endpoint(strict: Played):
    answer = await redeemed(strict, await code_of(strict), Prover(), client_id="aalst")
    assert answer.json()["error"] == "invalid_client"


async def test_ensure_dpop_auth_code_binding_success(strict: Played):
    prover = Prover()
    code = await code_of(strict, dpop_jkt=prover.key.thumbprint())
    assert (await redeemed(strict, code, prover)).status_code == 200


async def test_ensure_dpopproof_at_par_endpoint_binding_success(strict: Played):
    prover = Prover()
    assert (await redeemed(strict, await code_of(strict, prover), prover)).status_code == 200


async def test_ensure_dpopproof_with_iat_10seconds_after_and_before_succeeds(strict: Played):
    now = int(clock.now().timestamp())
    prover = Prover()
    given = (await redeemed(strict, await code_of(strict), prover)).json()
    for seconds in (10, -10):
        answer = await told(strict, prover, given["access_token"], iat=now + seconds)
        assert answer.status_code == 200, seconds


async def test_ensure_holder_of_key_required(strict: Played):
    answer = await post(strict.ours, "/sso/token", form_of(await code_of(strict)), strict.gent)
    assert answer.json()["error"] == "invalid_dpop_proof"
    prover = Prover()
    given = (await redeemed(strict, await code_of(strict), prover)).json()
    bearer = {"authorization": f"Bearer {given['access_token']}"}
    assert (await strict.ours.get("/sso/userinfo", headers=bearer)).status_code == 401


async def test_ensure_mismatched_dpop_jkt_fails(strict: Played):
    answer = await push(strict, None, Prover(), dpop_jkt=Prover().key.thumbprint())
    assert answer.status_code == 400


async def test_ensure_token_endpoint_fails_with_mismatched_dpop_jkt(strict: Played):
    mine, other = Prover(), Prover()
    for code in (await code_of(strict, dpop_jkt=mine.key.thumbprint()), await code_of(strict, mine)):
        answer = await redeemed(strict, code, other)
        assert answer.json()["error"] in ("invalid_grant", "invalid_dpop_proof")


async def test_ensure_redirect_uri_in_authorization_request(strict: Played):
    assert (await push(strict, redirect_uri="")).json()["error"] == "invalid_request"


async def test_ensure_registered_redirect_uri(strict: Played):
    assert (await push(strict, redirect_uri="https://evil.example/callback")).status_code == 400


@pytest.mark.parametrize("response_type", ["code id_token", "token", "id_token", "none"])
async def test_ensure_response_type_that_is_not_code_fails(strict: Played, response_type: str):
    """Modules ensure-response-type-code-idtoken-fails and ensure-response-type-token-fails."""
    assert (await push(strict, response_type=response_type)).json()["error"] == "unsupported_response_type"


async def test_ensure_unsigned_authorization_request_without_using_par_fails(strict: Played):
    answer = await strict.browser.go("/sso/authorize", **asked())
    assert "code" not in fields_of(answer.headers.get("location", ""))
    assert not answer.headers.get("location", "").startswith("http://127.0.0.1")


async def test_par_attempt_reuse_request_uri(strict: Played):
    request_uri = await pushed(strict)
    assert "code" in await answered(strict, request_uri)
    assert "code=" not in (await visit(strict, request_uri)).headers.get("location", "")


async def test_par_attempt_to_use_expired_request_uri(strict: Played):
    request_uri = await pushed(strict)
    with time_machine.travel(clock.ahead(61), tick=False):
        assert (await visit(strict, request_uri)).status_code == 400


async def test_par_attempt_to_use_request_uri_for_different_client(strict: Played):
    assert (await visit(strict, await pushed(strict), client_id="aalst")).status_code == 400


async def test_par_ensure_reused_request_uri_prior_to_auth_completion_succeeds(strict: Played):
    request_uri = await pushed(strict)
    assert (await visit(strict, request_uri)).status_code == 303
    assert "code" in await answered(strict, request_uri)


@pytest.mark.parametrize(
    "challenge", [{"code_challenge": "", "code_challenge_method": ""}, {"code_challenge_method": "plain"}]
)
async def test_par_ensure_pkce_required_and_plain_rejected(strict: Played, challenge: dict[str, str]):
    """Modules par-ensure-pkce-required and par-plain-pkce-rejected."""
    assert (await push(strict, **challenge)).json()["error"] == "invalid_request"


async def test_ensure_pkce_code_verifier_required(strict: Played):
    answer = await redeemed(strict, await code_of(strict), Prover(), code_verifier="")
    assert answer.json()["error"] in ("invalid_request", "invalid_grant")


async def test_incorrect_pkce_code_verifier_rejected(strict: Played):
    answer = await redeemed(strict, await code_of(strict), Prover(), code_verifier="w" * 43)
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_par_attempt_invalid_http_method(strict: Played, method: str):
    assert (await strict.ours.request(method, "/sso/par")).status_code == 405


async def test_par_authorization_request_containing_request_uri(strict: Played):
    answer = await push(strict, request_uri=await pushed(strict))
    assert answer.json()["error"] == "invalid_request"


async def test_state_only_outside_the_pushed_request_is_not_used(strict: Played):
    request_uri = await pushed(strict, state="")
    answer = await visit(strict, request_uri, state="outside")
    last = await strict.browser.back(await strict.browser.through(answer))
    assert "state" not in fields_of(last.headers["location"])


async def test_user_rejects_authentication(strict: Played):
    await change(strict, strict.gent, scopes=["openid", "citizen"])
    answer = await visit(strict, await pushed(strict, scope="openid citizen"))
    middle = await strict.browser.ours.get(await strict.browser.through(answer))
    page = await strict.browser.go(middle.headers["location"])
    refused = await strict.browser.choose(page, cancel="1")
    while "/sso/continue/" in refused.headers["location"]:
        refused = await strict.browser.go(refused.headers["location"])
    said = fields_of(refused.headers["location"])
    assert (said["error"], said["iss"], said["state"]) == ("access_denied", ISSUER, "s-1")


async def test_discovery_end_point_verification(strict: Played):
    said = (await strict.ours.get("/.well-known/openid-configuration")).json()
    assert said["pushed_authorization_request_endpoint"] == f"{ISSUER}/sso/par"
    assert said["authorization_response_iss_parameter_supported"] is True
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert {"ES256", "PS256"} <= set(said["dpop_signing_alg_values_supported"])
    assert said["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert "RS256" not in said["token_endpoint_auth_signing_alg_values_supported"]
