"""The samples of docs/source-api/authentication.md believe and refuse what the simulated source does."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from profile_core.sources import signing
from profile_core.testing.source.caller import Call, Issuer as Trusted, Spent, StrangerError, verify
from tests.testing.asked_source import TYP, Json, claims
from tests.testing.played_issuer import Issuer, running
from tests.testing.processes import ROOT, ask_node

PAGE = (ROOT / "docs/source-api/authentication.md").read_text()
ADDRESS = "https://cases.example.org/citizen-profile/notifications/query"
BODY = json.dumps({"subject": {"nationalNumber": "88021400084"}, "limit": 5}).encode()
WRONG: list[Json] = [
    {"iss": "http://localhost:1"},
    {"iss": None},
    {"aud": ADDRESS.replace("query", "changes")},
    {"aud": None},
    {"exp": 1, "iat": 1},
    {"exp": None},
    {"exp": 4_000_000_000},
    {"iat": 4_000_000_000, "exp": 4_000_000_060},
    {"iat": None},
    {"jti": None},
    {"digest": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"},
    {"digest": None},
    {"typ": "JWT"},
    {"key": ECKey.generate_key("P-256", auto_kid=True)},
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


def sample(language: str) -> str:
    return PAGE.partition(f"```{language}\n")[2].partition("```")[0]


@pytest.fixture(scope="module")
def tokens(issuer: Issuer) -> list[str]:
    """Give what we sign, that a second time, another, and one for each way in which it can be wrong."""
    real = issuer.sign(dict(signing.claims(issuer.address, ADDRESS, BODY)), typ=signing.TYP)
    bad = [_signed(issuer, **changed) for changed in WRONG]
    return [real, real, _signed(issuer), "", "a.b.c", *bad]


@pytest.fixture(scope="module")
def expected(tokens: list[str]) -> list[bool]:
    return [True, False, True] + [False] * (len(tokens) - 3)


def _signed(issuer: Issuer, *, typ: str = TYP, key: ECKey | None = None, **changed: Any) -> str:
    said = claims(issuer, ADDRESS, BODY) | {"jti": secrets.token_hex(8)} | changed
    return issuer.sign(said, typ=typ, key=key)


async def _simulators(issuer: Issuer, spent: Spent, token: str) -> bool:
    trusted = Trusted(address=issuer.address, jwks_uri=f"{issuer.address}/sso/jwks")
    call = Call(address=ADDRESS, authorization=f"Bearer {token}", body=BODY)
    try:
        await verify(trusted, spent, call, frozenset())
    except (JoseError, StrangerError, ValueError):
        return False
    return True


async def test_simulator_believes_what_we_sign_once_and_nothing_else(
    issuer: Issuer, tokens: list[str], expected: list[bool]
):
    spent = Spent()
    assert [await _simulators(issuer, spent, token) for token in tokens] == expected


def test_sample_in_python_does_too(issuer: Issuer, tokens: list[str], expected: list[bool]):
    names: dict[str, Any] = {}
    exec(sample("python"), names)
    keys = KeySet([issuer.key])
    said = [names["is_theirs"](token, BODY, ADDRESS, issuer.address, keys) for token in tokens]
    assert said == expected


def test_sample_for_node_does_too(issuer: Issuer, tokens: list[str], expected: list[bool]):
    calls = [{"token": token, "body": BODY.decode(), "address": ADDRESS} for token in tokens]
    question = {"jwks": f"{issuer.address}/sso/jwks", "issuer": issuer.address, "calls": calls}
    ran = ask_node("verify_source_request_with_jose.mjs", question)
    assert ran.stderr == "" and json.loads(ran.stdout) == expected


def test_sample_for_node_is_the_one_that_is_run():
    run = (ROOT / "tests/node/verify_source_request_with_jose.mjs").read_text()
    assert sample("js") in run and len(sample("js")) > 500
