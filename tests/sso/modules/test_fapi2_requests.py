"""Our provider by the FAPI 2.0 Security Profile modules, up to the code (docs/conformance.md)."""

from typing import Any

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import RSAKey

from profile_core.contract import clock
from tests.sso.conftest import Played
from tests.sso.modules.strict import TOKEN, answered, code_of, form_of, redeemed, strict, visit
from tests.sso.played import ASSERTION_TYPE, ISSUER, Prover, asked, claims_of, fields_of
from tests.sso.programs import change, push, pushed

__all__ = ["strict"]


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
    assert answer.json()["error"] == "invalid_grant"


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


async def test_what_stands_outside_the_pushed_request_is_not_used(strict: Played):
    """Modules ensure-different-nonce- and ensure-different-state-inside-and-outside-request-object."""
    answer = await visit(strict, await pushed(strict), state="outside", nonce="outside")
    last = await strict.browser.back(await strict.browser.through(answer))
    said = fields_of(last.headers["location"])
    assert said["state"] == "s-1"
    given = (await redeemed(strict, said["code"], Prover())).json()
    assert claims_of(given["id_token"])["nonce"] == "n-1"


async def test_par_without_duplicate_parameters(strict: Played):
    """The address has the client and the request URI, and nothing more is needed."""
    answer = await strict.browser.go("/sso/authorize", client_id="gent", request_uri=await pushed(strict))
    assert answer.headers["location"].startswith("http://127.0.0.1")


async def test_test_claims_parameter_identity_claims(strict: Played):
    claims = '{"id_token":{"given_name":{"essential":true},"acr":{"values":["a"]}}}'
    assert "code" in await answered(strict, await pushed(strict, claims=claims))
