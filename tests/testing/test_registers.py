"""The demo registers: they answer our sign-on alone, and misbehave when they are told to."""

import base64
import json
import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from profile_core.kit.numbers import enterprise_number, national_number
from profile_core.testing import citizens
from profile_core.testing.registers.register import load
from tests.testing.played_issuer import Issuer, running
from tests.testing.processes import ROOT, command, free_port

LOTTE, WOUT, KATARZYNA = "88021400084", "79060399930", "83071900058"
BODY = json.dumps({"nationalNumber": LOTTE}).encode()
Ask = Callable[..., httpx2.Response]


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def enterprises(start: Callable[..., str], issuer: Issuer) -> str:
    return _started(start, issuer, "enterprises")


@pytest.fixture(scope="module")
def mandates(start: Callable[..., str], issuer: Issuer) -> str:
    return _started(start, issuer, "mandates")


@pytest.fixture
def ask(issuer: Issuer, enterprises: str) -> Ask:
    return partial(_ask, issuer, enterprises)


def _started(start: Callable[..., str], issuer: Issuer, data: str) -> str:
    port = free_port()
    config = {"data": data, "address": f"http://127.0.0.1:{port}", "issuer": issuer.address}
    return start("registers", port, config)


def _claims(issuer: Issuer, address: str, body: bytes) -> dict[str, Any]:
    now = int(time.time())
    digest = base64.urlsafe_b64encode(sha256(body).digest()).rstrip(b"=").decode()
    claims: dict[str, Any] = {"iss": issuer.address, "aud": f"{address}/roles", "iat": now, "exp": now + 60}
    return claims | {"jti": secrets.token_hex(8), "digest": digest}


def _ask(
    issuer: Issuer,
    address: str,
    *,
    body: bytes = BODY,
    key: ECKey | None = None,
    typ: str = "register-request+jwt",
    **changed: Any,
) -> httpx2.Response:
    """Ask about somebody; a claim that is changed to None is left out."""
    claims = {**_claims(issuer, address, BODY), **changed}
    claims = {name: value for name, value in claims.items() if value is not None}
    signer = key or issuer.key
    token = jwt.encode({"alg": "ES256", "kid": signer.kid, "typ": typ}, claims, signer, ["ES256"])
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    return httpx2.post(f"{address}/roles", content=body, headers=headers)


def _about(issuer: Issuer, address: str, number: str) -> list[dict[str, str]]:
    body = json.dumps({"nationalNumber": number}).encode()
    answer = _ask(issuer, address, body=body, digest=_claims(issuer, address, body)["digest"])
    assert answer.status_code == 200, answer.text
    return answer.json()["roles"]


def test_enterprises_of_a_citizen_are_told_with_their_numbers(issuer: Issuer, enterprises: str) -> None:
    lotte = {"code": "EA", "name": "Fietsatelier Voorbeeld BV", "enterpriseNumber": "0999990123"}
    assert _about(issuer, enterprises, LOTTE) == [lotte]
    assert [role["enterpriseNumber"] for role in _about(issuer, enterprises, WOUT)] == [
        "0999990222",
        "0999990321",
    ]


def test_guardians_and_mandate_holders_are_told_for_whom_and_until_when(
    issuer: Issuer, mandates: str
) -> None:
    child = {"code": "VOG", "name": "Fien Vermeulen", "nationalNumber": "16051000003"}
    dates = {"validFrom": "2016-05-10", "validUntil": "2034-05-09"}
    assert _about(issuer, mandates, LOTTE) == [child | dates]
    [mandate] = _about(issuer, mandates, KATARZYNA)
    assert (mandate["code"], mandate["name"]) == ("VOL", "Jozef Claes")


def test_nobody_else_has_a_role(issuer: Issuer, enterprises: str, mandates: str) -> None:
    others = {one.national_number for one in citizens.load()} - {LOTTE, WOUT, KATARZYNA}
    for number in [*others, "00000000097", ""]:
        assert _about(issuer, enterprises, number) == _about(issuer, mandates, number) == []


@pytest.mark.parametrize("data", ["enterprises", "mandates"])
def test_everybody_in_a_register_is_synthetic_and_every_number_is_valid(data: str) -> None:
    people = {one.national_number: one.name for one in citizens.load()}
    for entry in load(data):
        assert entry.holder in people
        if entry.code == "EA":
            assert enterprise_number(entry.enterprise_number) == entry.enterprise_number
            assert entry.enterprise_number.startswith("099999"), "numbers that nobody was given"
            assert "Voorbeeld" in entry.name
        else:
            assert national_number(entry.national_number) == entry.national_number
            assert people[entry.national_number] == entry.name
        assert all(date.fromisoformat(day) for day in (entry.valid_from, entry.valid_until) if day)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "http://localhost:1"},
        {"aud": "http://127.0.0.1:1"},
        {"aud": None},
        {"iat": None},
        {"iat": 4_000_000_000},
        {"exp": 1},
        {"exp": 4_000_000_000},
        {"exp": None},
        {"jti": None},
        {"digest": None},
        {"digest": "another"},
        {"typ": "JWT"},
        {"body": b'{"nationalNumber": "79060399930"}'},
        pytest.param({"key": ECKey.generate_key("P-256", auto_kid=True)}, id="another key"),
    ],
    ids=repr,
)
def test_question_that_is_not_signed_for_it_is_refused(ask: Ask, wrong: dict[str, Any]) -> None:
    answer = ask(**wrong)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token"), answer.text
    assert answer.headers["www-authenticate"] == "Bearer"


def test_question_without_a_token_is_refused(enterprises: str) -> None:
    assert httpx2.post(f"{enterprises}/roles", content=BODY).status_code == 401


def test_token_is_good_once(ask: Ask) -> None:
    assert ask(jti="once").status_code == 200
    assert ask(jti="once").status_code == 401


def test_question_of_another_shape_is_refused(ask: Ask, issuer: Issuer, enterprises: str) -> None:
    body = b'{"national_number": "88021400084"}'
    answer = ask(body=body, digest=_claims(issuer, enterprises, body)["digest"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_keys_are_fetched_when_they_are_new_and_not_for_every_stranger(ask: Ask, issuer: Issuer) -> None:
    assert ask().status_code == 200
    before = issuer.fetched
    for _ in range(5):
        assert ask(key=ECKey.generate_key("P-256", auto_kid=True)).status_code == 401
    assert ask().status_code == 200
    assert issuer.fetched <= before + 1


def test_register_misbehaves_as_it_is_told_and_behaves_again(ask: Ask, enterprises: str) -> None:
    assert _switch(enterprises, "error") == 204
    assert ask().status_code == 500
    _switch(enterprises, "garbage")
    assert (ask().status_code, ask().text.startswith("<!doctype html>")) == (200, True)
    _switch(enterprises, "endless")
    with httpx2.stream("POST", f"{enterprises}/roles") as answer:
        assert sum(len(piece) for piece, _ in zip(answer.iter_raw(), range(64), strict=False)) > 1_000_000
    _switch(enterprises, "slow")
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(f"{enterprises}/roles", timeout=0.3)
    assert _switch(enterprises, "sometimes") == 400
    _switch(enterprises, "none")
    assert ask().status_code == 200


def _switch(address: str, fault: str) -> int:
    return httpx2.put(f"{address}/fault", json={"fault": fault}).status_code


def test_production_never_starts_it(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "CITIZEN_PROFILE_ENVIRONMENT": "production",
        "CITIZEN_PROFILE_PUBLIC_URL": "https://profile.example.org",
    }
    done = subprocess.run(
        command("registers", tmp_path / "config.json", free_port()),
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, "never runs in production" in done.stderr) == (1, True)
