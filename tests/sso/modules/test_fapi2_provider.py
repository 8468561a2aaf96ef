"""Our provider by the FAPI 2.0 Security Profile modules, from the code on (docs/conformance.md)."""

from typing import Any

import httpx2
import pytest
import time_machine

from profile_core.contract import clock
from tests.sso.conftest import Played
from tests.sso.modules.strict import (
    TOKEN,
    USERINFO,
    answered,
    code_of,
    form_of,
    redeemed,
    strict,
    told,
)
from tests.sso.played import ISSUER, Prover, claims_of
from tests.sso.programs import post, push, pushed

__all__ = ["strict"]


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
    wrong: list[dict[str, Any]] = [{"exp": now - 120}, {"nbf": now + 120}]
    for claims in wrong:
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


async def test_two_proofs_are_refused_where_either_would_do(strict: Played):
    """Module dpop-negative-tests: one DPoP header, not two (RFC 9449 section 4.3)."""
    prover, form = Prover(), form_of(await code_of(strict))
    nonce = (await post_proofs(strict, form, prover.proof(TOKEN))).headers["dpop-nonce"]
    both = [prover.proof(TOKEN, nonce=nonce) for _ in range(2)]
    refused = await post_proofs(strict, form, *both)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof")
    given = (await post_proofs(strict, form, both[0])).json()
    token = given["access_token"]
    both = [prover.proof(USERINFO, "GET", token=token, nonce=nonce) for _ in range(2)]
    shown = [("authorization", f"DPoP {token}"), *[("dpop", proof) for proof in both]]
    assert (await strict.ours.get("/sso/userinfo", headers=shown)).status_code == 401
    assert (await strict.ours.get("/sso/userinfo", headers=shown[:2])).status_code == 200


async def post_proofs(strict: Played, form: dict[str, str], *proofs: str) -> httpx2.Response:
    headers = [("dpop", proof) for proof in proofs]
    return await strict.ours.post("/sso/token", data=form | strict.gent.authentication(), headers=headers)


async def test_proof_that_is_larger_than_we_read_is_refused(strict: Played):
    """What is signed well and larger than 16 KiB is refused by its size (sso.jose)."""
    prover = Prover()
    given = (await redeemed(strict, await code_of(strict), prover)).json()
    for size, status in ((12_000, 401), (11_000, 200)):
        answer = await told(strict, prover, given["access_token"], x="x" * size)
        assert answer.status_code == status, size


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
