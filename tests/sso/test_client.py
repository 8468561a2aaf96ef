"""Who asks at the token endpoint: an assertion signed by the client's own key, for us, once, for minutes."""

import base64
import hmac
import json
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from profile_core.contract import clock
from profile_core.directory.tables import application_table as a
from tests.sso.conftest import Played
from tests.sso.played import ASSERTION_TYPE, ISSUER

NOW = int(clock.now().timestamp())
FORM = {"grant_type": "client_credentials"}
WRONG: list[dict[str, Any]] = [
    {"aud": "https://elsewhere.example"},
    {"aud": []},
    {"aud": None},
    {"iss": "gent"},
    {"sub": "gent"},
    {"sub": "nobody", "iss": "nobody"},
    {"exp": NOW - 60},
    {"exp": NOW + 4000},
    {"exp": None},
    {"exp": "soon"},
    {"nbf": NOW + 4000},
    {"iat": NOW + 4000},
    {"jti": None},
    {"jti": ""},
]


def soon() -> int:
    """Return a moment that is near when the test runs, however long ago it was collected."""
    return int(clock.now().timestamp()) + 100


async def test_assertion_that_is_wrong_in_one_thing_is_refused(played: Played):
    for changed in WRONG:
        answer = await played.ours.post("/sso/token", data=FORM | played.parking.authentication(**changed))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), changed


async def test_assertion_serves_once(played: Played):
    form = FORM | played.parking.authentication()
    assert (await played.ours.post("/sso/token", data=form)).status_code == 200
    assert (await played.ours.post("/sso/token", data=form)).json()["error"] == "invalid_client"


async def test_assertion_may_name_the_token_endpoint(played: Played):
    form = FORM | played.parking.authentication(aud=[f"{ISSUER}/sso/token"])
    assert (await played.ours.post("/sso/token", data=form)).status_code == 200


async def test_assertion_of_another_key_or_of_none_is_refused(played: Played):
    claims = {"iss": "parking", "sub": "parking", "aud": ISSUER, "exp": soon(), "jti": "j"}
    stolen = ECKey.generate_key("P-256", {"kid": played.parking.key.kid or ""})
    forged = [
        jwt.encode({"alg": "ES256", "kid": stolen.kid}, claims, stolen, ["ES256"]),
        signed_with_the_public_key(played.parking.key, claims),
        jwt.encode({"alg": "none"}, claims, OctKey.import_key("x"), ["none"]),
        played.parking.assertion(x="x" * 17_000),
        "a.b.c",
        "",
    ]
    for assertion in forged:
        form = FORM | {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        answer = await played.ours.post("/sso/token", data=form)
        assert answer.json()["error"] in ("invalid_client", "invalid_request"), assertion


def signed_with_the_public_key(key: ECKey, claims: dict[str, Any]) -> str:
    """Pass a public key off as a shared secret (RFC 8725 section 2.1)."""
    parts = [json.dumps({"alg": "HS256", "kid": key.kid}).encode(), json.dumps(claims).encode()]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mac = hmac.digest(key.as_pem(private=False), signed, "sha256")
    return (signed + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


async def test_other_ways_to_authenticate_are_refused(played: Played):
    basic = {"authorization": "Basic cGFya2luZzpzZWNyZXQ="}
    assert (await played.ours.post("/sso/token", data=FORM, headers=basic)).status_code == 401
    secret = FORM | {"client_id": "parking", "client_secret": "x"}
    assert (await played.ours.post("/sso/token", data=secret)).json()["error"] == "invalid_client"


async def test_three_algorithms_are_served(played: Played):
    keys = {
        "ES256": ECKey.generate_key("P-256", auto_kid=True),
        "PS256": RSAKey.generate_key(2048, auto_kid=True),
        "EdDSA": OKPKey.generate_key("Ed25519", auto_kid=True),
    }
    public = [key.as_dict(private=False) for key in keys.values()]
    async with played.platform.store.begin() as tx:
        await tx.run(a.update().where(a.c.client_id == "parking").values(jwks=public))
    for algorithm, key in keys.items():
        claims = {"iss": "parking", "sub": "parking", "aud": ISSUER, "exp": soon(), "jti": algorithm}
        assertion = jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, [algorithm])
        form = FORM | {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        answer = await played.ours.post("/sso/token", data=form)
        assert answer.status_code == 200, (algorithm, answer.text)


async def test_program_gets_only_scopes_that_it_holds(played: Played):
    for scope in ("notifications admin", "openid", "header"):
        form = FORM | {"scope": scope} | played.parking.authentication()
        assert (await played.ours.post("/sso/token", data=form)).json()["error"] == "invalid_scope"
    site = FORM | played.gent.authentication()
    assert (await played.ours.post("/sso/token", data=site)).json()["error"] == "invalid_scope"


async def test_token_of_a_program_that_was_taken_away_is_refused(played: Played):
    answer = await played.ours.post("/sso/token", data=FORM | played.parking.authentication())
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await played.ours.post("/provider/graphql", headers=headers)).status_code == 200
    async with played.platform.store.begin() as tx:
        await tx.run(a.delete().where(a.c.client_id == "parking"))
    assert (await played.ours.post("/provider/graphql", headers=headers)).status_code == 401


async def test_request_that_is_no_plain_form_is_refused(played: Played):
    answer = await played.ours.post("/sso/token", json=FORM)
    assert answer.json()["error"] == "invalid_request"
    twice = "grant_type=client_credentials&grant_type=client_credentials"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert (await played.ours.post("/sso/token", content=twice, headers=kind)).json()[
        "error"
    ] == "invalid_request"
    for grant in ("password", "implicit"):
        form = {"grant_type": grant} | played.parking.authentication()
        assert (await played.ours.post("/sso/token", data=form)).json()["error"] == "unsupported_grant_type"


async def test_answers_are_never_kept(played: Played):
    answer = await played.ours.post("/sso/token", data=FORM | played.parking.authentication())
    assert answer.headers["cache-control"] == "no-store"


async def test_client_or_parameter_that_no_database_can_hold_is_refused(played: Played):
    unknown = FORM | played.parking.authentication(sub="\0", iss="\0")
    answer = await played.ours.post("/sso/token", data=unknown)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    code = {"grant_type": "authorization_code", "code": "c", "code_verifier": "v", "redirect_uri": "\0"}
    answer = await played.ours.post("/sso/token", data=code | played.gent.authentication())
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
