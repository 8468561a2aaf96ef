"""Tokens whose JSON is nested thousands deep are refused like any other wrong token, and counted."""

import base64

import pytest

from profile_core.sources.http import Answer, NoAnswerError
from sso import jose
from sso.roles import hint
from sso.upstream.metadata import UpstreamError
from tests.sso.conftest import Played
from tests.sso.played import ASSERTION_TYPE, ISSUER, Prover, asked
from tests.sso.told_provider import IdentityProvider, finish, idp, served

__all__ = ["idp", "served"]

DEEP = b'{"x":' + b"[" * 5000 + b"]" * 5000 + b"}"
FORM = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}


def part(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def token(header: bytes = b'{"alg":"ES256"}', payload: bytes = DEEP) -> str:
    return ".".join((part(header), part(payload), part(b"s" * 64)))


SHORT = b"[" * 1300 + b"]" * 1300
"""Deep enough to fail, and not too long for a header."""
TOKENS = (
    token(),
    token(DEEP, b"{}"),
    *(
        token(header % SHORT, b"{}")
        for header in (
            b'{"alg":%s}',
            b'{"alg":"ES256","jwk":%s}',
            b'{"alg":"ES256","x":%s}',
            b'{"alg":"ES256","typ":"dpop+jwt","jwk":{"kty":"EC","crv":"P-256","x":%s,"y":"A"}}',
        )
    ),
)


async def test_deep_client_assertion_is_refused(played: Played):
    for one in TOKENS:
        answer = await played.ours.post("/sso/token", data=FORM | {"client_assertion": one})
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_deep_proof_is_refused(played: Played):
    key = jose.header_of(Prover().proof(f"{ISSUER}/sso/token")).jwk
    proofs = (
        *TOKENS,
        token(b'{"typ":"dpop+jwt","alg":"ES256","jwk":%s}' % str(key).replace("'", '"').encode()),
    )
    for one in proofs:
        form = FORM | played.parking.authentication()
        answer = await played.ours.post("/sso/token", data=form, headers={"dpop": one})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


async def test_deep_hints_are_only_hints(played: Played):
    for one in TOKENS:
        left = await played.browser.go("/sso/end-session", id_token_hint=one)
        assert left.status_code == 200
        answer = await played.browser.go("/sso/authorize", **asked(id_token_hint=one))
        assert answer.status_code == 303
    assert hint.read(base64.b64encode(DEEP).decode()) is None


async def test_deep_access_token_is_refused(played: Played):
    for one in TOKENS:
        for path in ("/sso/userinfo", "/graphql", "/provider/graphql"):
            answer = await played.ours.post(path, headers={"authorization": f"Bearer {one}"})
            assert answer.status_code == 401


def test_deep_answer_of_another_server_is_no_answer():
    with pytest.raises(NoAnswerError):
        Answer(status=200, body=DEEP, headers={}).json()


async def test_deep_id_token_of_an_identity_provider_is_a_bad_token(idp: IdentityProvider):
    for one in TOKENS:
        idp.answer_changed = {"id_token": one}
        with pytest.raises(UpstreamError, match="the id token"):
            await finish(idp)
