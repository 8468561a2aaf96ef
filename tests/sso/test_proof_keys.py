"""The key of a proof is as strong as a client's must be (FAPI 2.0 Security Profile section 5.4.1)."""

import secrets
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from profile_core.contract import clock
from tests.sso.conftest import Played
from tests.sso.played import ISSUER, claims_of

TOKEN = f"{ISSUER}/sso/token"
FORM = {"grant_type": "client_credentials"}
Key = ECKey | OKPKey | RSAKey
GOOD: dict[str, tuple[Key, str]] = {
    "P-256": (ECKey.generate_key("P-256"), "ES256"),
    "Ed25519": (OKPKey.generate_key("Ed25519"), "EdDSA"),
    "RSA 2048": (RSAKey.generate_key(2048), "PS256"),
    "RSA 4096": (RSAKey.generate_key(4096), "PS256"),
}
WEAK: dict[str, tuple[Key, str]] = {
    "RSA 1024": (RSAKey.generate_key(1024), "PS256"),
    "RSA 2040": (RSAKey.generate_key(2040), "PS256"),
    "Ed448": (OKPKey.generate_key("Ed448"), "EdDSA"),
}


def proof(key: Key, algorithm: str, nonce: str = "") -> str:
    header = {"typ": "dpop+jwt", "alg": algorithm, "jwk": key.as_dict(private=False)}
    now = int(clock.now().timestamp())
    claims: dict[str, Any] = {"jti": secrets.token_urlsafe(8), "htm": "POST", "htu": TOKEN, "iat": now}
    claims |= {"nonce": nonce} if nonce else {}
    return jwt.encode(header, claims, key, registry=jws.JWSRegistry(algorithms=[algorithm]))


async def ask(played: Played, key: Key, algorithm: str):
    """Ask a program's token with a proof, with the nonce that the first answer brings."""
    first = await send(played, proof(key, algorithm))
    return await send(played, proof(key, algorithm, first.headers["dpop-nonce"]))


async def send(played: Played, proof: str):
    form = FORM | played.parking.authentication()
    return await played.ours.post("/sso/token", data=form, headers={"dpop": proof})


@pytest.mark.parametrize("name", GOOD)
async def test_proof_of_a_strong_key_binds_the_token_to_it(played: Played, name: str):
    answer = await ask(played, *GOOD[name])
    assert answer.status_code == 200, answer.text
    assert claims_of(answer.json()["access_token"])["cnf"] == {"jkt": GOOD[name][0].thumbprint()}


@pytest.mark.parametrize("name", WEAK)
async def test_proof_of_a_weak_key_is_refused(played: Played, name: str):
    answer = await ask(played, *WEAK[name])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")
    assert "2048" in answer.json()["error_description"]
