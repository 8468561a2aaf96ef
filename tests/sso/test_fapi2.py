"""What a client of the strict profile must do (FAPI 2.0 Security Profile), after the OpenID conformance modules."""

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from profile_core.contract import clock
from tests.sso.conftest import Played
from tests.sso.played import ASSERTION_TYPE, ISSUER, asked
from tests.sso.programs import change


@pytest.fixture
async def strict(played: Played) -> Played:
    """Register the site of Ghent for the strict profile."""
    await change(played, played.gent, profile="fapi2")
    return played


async def push(played: Played, **claims: Any) -> tuple[int, str]:
    answer = await played.ours.post("/sso/par", data=asked() | played.gent.authentication(**claims))
    return answer.status_code, answer.json().get("error", "")


WRONG_AUDIENCES: list[Any] = [
    [ISSUER],
    [ISSUER, "https://elsewhere.example"],
    f"{ISSUER}/sso/token",
    f"{ISSUER}/sso/par",
    f"{ISSUER}/",
    "https://elsewhere.example",
]


async def test_audience_of_a_strict_clients_assertion_is_the_issuer_as_a_string(strict: Played):
    for audience in WRONG_AUDIENCES:
        assert await push(strict, aud=audience) == (401, "invalid_client"), audience
    assert await push(strict, aud=ISSUER) == (201, "")


async def test_audience_of_another_clients_assertion_may_be_an_endpoint_or_a_list(played: Played):
    for audience in WRONG_AUDIENCES[:4]:
        assert await push(played, aud=audience) == (201, ""), audience
    for audience in WRONG_AUDIENCES[4:]:
        assert await push(played, aud=audience) == (401, "invalid_client"), audience


async def test_clock_that_is_eight_seconds_ahead_is_borne_and_one_of_a_minute_is_not(strict: Played):
    now = int(clock.now().timestamp())
    assert await push(strict, nbf=now + 8, iat=now + 8) == (201, "")
    assert await push(strict, nbf=now + 61) == (401, "invalid_client")
    assert await push(strict, iat=now + 61) == (401, "invalid_client")


async def test_assertion_that_ended_or_is_of_nobody_is_refused(strict: Played):
    now = int(clock.now().timestamp())
    for claims in ({"exp": now - 300}, {"exp": now + 340}, {"sub": None}, {"iss": "aalst"}, {"exp": None}):
        assert await push(strict, **claims) == (401, "invalid_client"), claims


async def test_assertion_serves_once_at_whatever_endpoint(strict: Played):
    authentication = strict.gent.authentication()
    first = await strict.ours.post("/sso/par", data=asked() | authentication)
    assert first.status_code == 201
    for path in ("/sso/par", "/sso/introspect", "/sso/revoke"):
        form = asked() | {"token": "x"} | authentication
        answer = await strict.ours.post(path, data=form)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), path


async def test_assertion_of_a_refused_request_serves_no_second_time(strict: Played):
    authentication = strict.gent.authentication()
    refused = await strict.ours.post("/sso/par", data=asked(scope="profile") | authentication)
    assert refused.json()["error"] == "invalid_scope"
    again = await strict.ours.post("/sso/par", data=asked() | authentication)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")


async def test_assertion_signed_with_rs256_is_refused(strict: Played):
    key = RSAKey.generate_key(2048, auto_kid=True)
    await change(strict, strict.gent, jwks=[key.as_dict(private=False)])
    now = int(clock.now().timestamp())
    claims = {"iss": "gent", "sub": "gent", "aud": ISSUER, "exp": now + 60, "iat": now}
    for algorithm, status in (("RS256", 401), ("PS256", 201)):
        signed = jwt.encode({"alg": algorithm, "kid": key.kid}, claims | {"jti": algorithm}, key, [algorithm])
        form = asked() | {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
        assert (await strict.ours.post("/sso/par", data=form)).status_code == status, algorithm


async def test_strict_client_gets_no_token_without_a_proof(strict: Played):
    await change(strict, strict.gent, scopes=["openid", "notifications"])
    form = {"grant_type": "client_credentials"} | strict.gent.authentication()
    answer = await strict.ours.post("/sso/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")
